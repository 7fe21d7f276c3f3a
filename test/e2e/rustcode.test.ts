import assert from 'node:assert/strict';
import { fromSequence, toReplaces } from '../../shared/text/replaces.ts';
import { generateTrace, readConcurrentTrace, traceFile } from '../support/concurrentTrace.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import {
  generateSteps,
  readSequentialTrace,
  stepsOfAuthor,
  textAfter,
  type SequentialTrace,
} from '../support/sequentialTrace.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';
import { createRoom, joinRoom, readCode, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/**
 * All 36,981 steps of the recording take more than ten minutes; TANDEM_TRACE_EDITS=Infinity makes them. Otherwise a fixed
 * part is made, on the text that the steps before it left: the largest of the steps (84 patches) are in it.
 */
const RECORDED_STEPS =
  process.env.TANDEM_TRACE_EDITS === 'Infinity' ? { from: 0, to: 36_981 } : { from: 33_200, to: 35_300 };
const GENERATED_STEPS = 400;

/** So many steps are made in the extension host without asking the test. */
const BATCH = 100;

/** Divides the document: above it is what the first person writes, below it what the second one does. */
const DIVIDER = '\n======== above is hers, below is his ========\n';

/** Two windows edit the two halves of one document by VS Code's own API, each step as one edit, as fast as they can. */
describe('a programmer’s session in one window, somebody typing in another', function () {
  this.timeout(1_800_000);
  let pair: PairWithRelay;
  screenshotsOnFailure(() => pair);

  before(async function () {
    this.timeout(180_000);
    pair = await openPairWithRelay();
  });

  after(() => pair.close());

  it('a generated one', async () => {
    const random = seededRandom(seedFor('a programmer’s generated session'));
    const his = stepsOfAuthor(generateTrace(random, 4_000), 1);
    const before = 'a line to begin with\n'.repeat(40);
    await play({ before, steps: generateSteps(random, GENERATED_STEPS, before) }, his, 'generated.txt');
  });

  it('a recorded one', async function () {
    const [hers, his] = [traceFile('rustcode.json.gz'), traceFile('friendsforever.json.gz')];
    if (hers === undefined || his === undefined) {
      console.log('      skipped: the recordings are not on this machine (TANDEM_TRACES)');
      return this.skip();
    }
    const all = readSequentialTrace(hers);
    const { from, to } = RECORDED_STEPS;
    await play(
      { before: textAfter(all.slice(0, from)), steps: all.slice(from, to) },
      stepsOfAuthor(readConcurrentTrace(his), 1),
      'recorded.txt',
    );
  });

  async function play(
    hers: { readonly before: string; readonly steps: SequentialTrace },
    his: SequentialTrace,
    name: string,
  ): Promise<void> {
    const [anna, ben] = [pair.person('anna'), pair.person('ben')];
    await anna.openFile(name, hers.before + DIVIDER);
    const { id } = await createRoom(anna.window, { name, relayUrl: pair.relay.url });
    await joinRoom(ben.window, { relayUrl: pair.relay.url, roomId: id });
    await showsText(ben.window, hers.before + DIVIDER);

    const started = Date.now();
    const progress = { isOver: false };
    const [madeByHer, madeByHim] = await Promise.all([
      makeSteps(anna, hers.steps, 0, () => false).finally(() => (progress.isOver = true)),
      makeSteps(ben, his, DIVIDER.length, () => progress.isOver),
    ]);
    const largest = Math.max(...hers.steps.map((patches) => patches.length));
    console.log(
      `      ${madeByHer} steps of up to ${largest} patches, and ${madeByHim} typed, in ${Math.round((Date.now() - started) / 1000)} s`,
    );
    assert.equal(madeByHer, hers.steps.length);
    assert.ok(madeByHim > 0, 'nobody typed meanwhile');

    const end = textAfter(hers.steps, hers.before) + DIVIDER + textAfter(his.slice(0, madeByHim));
    for (const { window } of pair.people) {
      await showsText(window, end);
      await saved(window);
    }
    assert.equal(await readCode(pair.relay.url, id), end);
    const joiner = await joinAsPlainClient(pair.relay.url, id);
    assert.equal(joiner.text.toString(), end);
    joiner.close();
    for (const { window } of pair.people)
      await window.host.executeCommand('tandem.leaveRoom', { roomId: id });
  }
});

/**
 * Makes each step as one edit, again where VS Code refuses because the text has just moved on. Positions count from
 * `offset` behind the start of the divider; from the start of the document where that is 0. Resolves with the number made.
 */
async function makeSteps(
  { window }: Person,
  steps: SequentialTrace,
  offset: number,
  isOver: () => boolean,
): Promise<number> {
  for (let from = 0; from < steps.length; from += BATCH) {
    if (isOver()) return from;
    const batch = steps
      .slice(from, from + BATCH)
      .map((patches) =>
        toReplaces(
          fromSequence(patches.map(([position, length, text]) => ({ offset: position, length, text }))),
        ),
      );
    await window.host.run(
      async (api, { edits, divider, behindDivider }) => {
        const editor = api.window.activeTextEditor!;
        const { document } = editor;
        for (const replaces of edits) {
          const make = (): Thenable<boolean> => {
            const base = behindDivider === 0 ? 0 : document.getText().indexOf(divider) + behindDivider;
            return editor.edit(
              (edit) => {
                for (const { offset: at, length, text } of replaces) {
                  const start = document.positionAt(base + at);
                  edit.replace(new api.Range(start, document.positionAt(base + at + length)), text);
                }
              },
              { undoStopBefore: false, undoStopAfter: false },
            );
          };
          while (replaces.length > 0 && !(await make())) continue;
        }
      },
      { edits: batch, divider: DIVIDER, behindDivider: offset },
    );
  }
  return steps.length;
}
