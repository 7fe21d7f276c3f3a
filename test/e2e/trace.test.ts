import assert from 'node:assert/strict';
import {
  generateTrace,
  readConcurrentTrace,
  traceFile,
  turnsOf,
  type ConcurrentTrace,
  type Turn,
} from '../support/concurrentTrace.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { startSyncProxy, type SyncProxy } from '../support/syncProxy.ts';
import { eventually } from '../support/eventually.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';
import { createRoom, joinRoom, readCode, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** The recording has 26,078, which takes about ten minutes; TANDEM_TRACE_EDITS=Infinity makes all of them. */
const RECORDED_EDITS = Number(process.env.TANDEM_TRACE_EDITS ?? 1_500);
const GENERATED_EDITS = 600;

/**
 * Two windows make the edits of a session that two people once typed, each person's by VS Code's own edit API in one
 * window. A proxy in front of each window lets the other's edits through just so far that every edit is made on the
 * text that its author saw.
 */
describe('two windows replay a session of two people', function () {
  this.timeout(1_800_000);
  let pair: PairWithRelay;
  screenshotsOnFailure(() => pair);

  before(async function () {
    this.timeout(180_000);
    pair = await openPairWithRelay();
  });

  after(() => pair.close());

  it('a generated one', async () => {
    const title = 'two windows replay a generated session';
    await replay(generateTrace(seededRandom(seedFor(title)), GENERATED_EDITS), Infinity, 'generated.txt');
  });

  it('a recorded one', async function () {
    const file = traceFile('friendsforever.json.gz');
    if (file === undefined) {
      console.log('      skipped: the recording friendsforever is not on this machine (TANDEM_TRACES)');
      return this.skip();
    }
    await replay(readConcurrentTrace(file), RECORDED_EDITS, 'recorded.txt');
  });

  async function replay(trace: ConcurrentTrace, limit: number, name: string): Promise<void> {
    const { turns, end } = turnsOf(trace, limit);
    if (limit >= trace.txns.length) assert.equal(end, trace.endContent);
    const proxies = [await startSyncProxy(pair.relay.url), await startSyncProxy(pair.relay.url)];
    try {
      const roomId = await enterInOrder(pair.people, proxies, name);
      for (const proxy of proxies) proxy.allow(0);
      const progress = new Progress();
      const started = Date.now();
      await Promise.all(
        [0, 1].map((agent) =>
          makeEdits(
            pair.people[agent]!,
            proxies[agent]!,
            turns.filter((turn) => turn.agent === agent),
            progress,
          ),
        ),
      );
      for (const proxy of proxies) proxy.allow(Infinity);
      for (const { window } of pair.people) {
        await showsText(window, end);
        await saved(window);
      }
      console.log(
        `      ${Math.min(limit, trace.txns.length)} edits in ${Math.round((Date.now() - started) / 1000)} s`,
      );
      assert.equal(await readCode(pair.relay.url, roomId), end);
      const joiner = await joinAsPlainClient(pair.relay.url, roomId);
      assert.equal(joiner.text.toString(), end);
      joiner.close();
      for (const { window } of pair.people) await window.host.executeCommand('tandem.leaveRoom', { roomId });
    } finally {
      for (const proxy of proxies) await proxy.close();
    }
  }

  /** A room with the first person's Yjs client id below the second's (concurrentTrace.ts says why). */
  async function enterInOrder(
    people: readonly Person[],
    proxies: readonly SyncProxy[],
    name: string,
  ): Promise<string> {
    const [first, second] = people as [Person, Person];
    await first.openFile(name);
    const { id } = await createRoom(first.window, { name, relayUrl: proxies[0]!.url });
    const observer = await joinAsPlainClient(pair.relay.url, id);
    const clientIds = (): number[] =>
      [...observer.provider.awareness.getStates().keys()].filter((one) => one !== observer.doc.clientID);
    try {
      const [firstId] = await eventually('the first person', () => clientIds().length === 1 && clientIds());
      for (;;) {
        await joinRoom(second.window, { relayUrl: proxies[1]!.url, roomId: id });
        const ids = await eventually('the second person', () => clientIds().length === 2 && clientIds());
        if (Math.max(...ids) !== firstId) return id;
        await second.window.host.executeCommand('tandem.leaveRoom', { roomId: id });
        await eventually('the second person to leave', () => clientIds().length === 1);
      }
    } finally {
      observer.close();
    }
  }
});

/** How many edits each person has made. */
class Progress {
  readonly #made = [0, 0];
  readonly #waiting = new Set<() => void>();

  reached(agent: number, edits: number): void {
    this.#made[agent] = edits;
    for (const look of [...this.#waiting]) look();
  }

  until(agent: number, edits: number): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#made[agent]! < edits) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

async function makeEdits(
  { window }: Person,
  proxy: SyncProxy,
  turns: readonly Turn[],
  progress: Progress,
): Promise<void> {
  for (const turn of turns) {
    await progress.until(1 - turn.agent, turn.seen);
    await proxy.deliver(turn.seen);
    await window.host.run(
      async (api, { hashBefore, patches }) => {
        const editor = api.window.activeTextEditor!;
        const { document } = editor;
        const { createHash } = process.getBuiltinModule('node:crypto');
        const until = (isThere: () => boolean): Promise<void> =>
          new Promise((resolve) => {
            if (isThere()) {
              resolve();
              return;
            }
            const subscription = api.workspace.onDidChangeTextDocument(() => {
              if (!isThere()) return;
              subscription.dispose();
              resolve();
            });
          });
        await until(() => createHash('sha256').update(document.getText()).digest('hex') === hashBefore);
        let text = document.getText();
        for (const [position, deleted, inserted] of patches) {
          // What the other typed and took back may still come and go again: the text is right, then wrong, then right.
          do await until(() => document.getText() === text);
          while (
            !(await editor.edit(
              (edit) =>
                edit.replace(
                  new api.Range(document.positionAt(position), document.positionAt(position + deleted)),
                  inserted,
                ),
              { undoStopBefore: false, undoStopAfter: false },
            ))
          );
          text = text.slice(0, position) + inserted + text.slice(position + deleted);
        }
      },
      { hashBefore: turn.hashBefore, patches: turn.patches },
    );
    progress.reached(turn.agent, turn.done + turn.patches.length);
  }
}
