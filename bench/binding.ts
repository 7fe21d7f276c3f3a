/**
 * What an edit costs between a document and the shared text, by the document's size and the number of peers:
 * `npm run bench:binding` in plain Node, with a document that costs nothing; `npm run bench:binding -- --window` in a
 * real VS Code window. Prints Markdown. Absolute figures are this machine's; what tells is how they grow with the document.
 */
import { performance } from 'node:perf_hooks';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Binding } from '../client/binding/binding.ts';
import { DEFAULT_TUNING } from '../client/binding/bindingOptions.ts';
import { combineProbes } from '../client/binding/bindingProbe.ts';
import { OperationTrail } from '../client/diagnostics/operationTrail.ts';
import { BindingRecorder } from '../client/diagnostics/recorder.ts';
import { readParticipants, writeSelections } from '../client/people/participants.ts';
import { silentLog } from '../test/support/silentLog.ts';
import { seededRandom } from '../test/support/seed.ts';
import { StepClock } from '../test/support/stepClock.ts';
import { BenchDocument } from './benchDocument.ts';
import { measureWindow } from './bindingWindow.ts';
import { machineLine, markdownTable } from './markdownTable.ts';

const SIZES = { '1 kB': 1_000, '100 kB': 100_000, '5 MB': 5_000_000 };
const PEERS = [1, 20];
const ROUNDS = 400;
/** Edits that each peer has made all over the text before: a text that was worked on is in many pieces. */
const EARLIER_EDITS = 250;
const LINE = 'const value = compute(alpha, beta);\n';

type Costs = Record<string, number[]>;

/** Who watches the binding: what always does in a window, or also a recording that somebody has begun. */
type Watch = (typeof WATCHES)[number];
const WATCHES = ['nobody watches', 'as always', 'recording'] as const;

function measure(units: number, peers: number, watch: Watch = 'as always'): Costs {
  const random = seededRandom(7);
  const { doc, authors } = workedOnText(units, peers, random);
  const text = doc.getText('code');
  const document = new BenchDocument(text.toJSON());
  const clock = new StepClock();
  const origin = {};
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([origin]), captureTimeout: 0 });
  const recorder = new BindingRecorder({
    maxOperations: 4_000,
    tuning: DEFAULT_TUNING,
    hasOwnUndo: true,
    isRecording: watch === 'recording',
  });
  const binding = new Binding({
    text,
    buffer: watch === 'nobody watches' ? document : recorder.watch(document),
    clock,
    log: silentLog,
    origin,
    undo,
    ...(watch === 'nobody watches' ? {} : { probe: combineProbes(recorder, new OperationTrail()) }),
  });
  const costs: Costs = {};
  const timed = (what: string, work: () => void): void => {
    const start = performance.now();
    work();
    (costs[what] ??= []).push((performance.now() - start) * 1000);
  };
  const edit = (what: string, offset: number, length: number, inserted: string): void => {
    const before = [document.caret];
    document.change([{ offset, length, text: inserted }]);
    document.caret = { anchor: offset + inserted.length, head: offset + inserted.length };
    const changes = [{ offset, length, text: inserted }];
    const selections = { before, after: [document.caret] };
    timed(what, () => binding.documentChanged({ version: document.version, changes, selections }));
  };

  let at = Math.floor(document.length / 2);
  for (let round = 0; round < ROUNDS; round++) edit('key', at++, 0, 'x');
  for (let round = 0; round < ROUNDS / 4; round++) edit('key over a selection', at - 8, 4, 'y');

  const places = authors.map((author) => random.int(author.getText('code').length));
  for (let round = 0; round < ROUNDS; round++) {
    const index = round % peers;
    const author = authors[index]!;
    const update = updateOf(author, () => author.getText('code').insert(places[index]!++, 'r'));
    const start = performance.now();
    Y.applyUpdate(doc, update);
    while (clock.runSoon()) continue;
    const sentMs = performance.now() - start;
    const request = document.takeRequest();
    if (!request) throw new Error('The remote edit was not sent to the document.');
    const replied = performance.now();
    binding.documentChanged({ version: document.version, changes: request.changes });
    request.reply();
    (costs['remote edit'] ??= []).push((sentMs + performance.now() - replied) * 1000);
  }
  if (document.slice(0, document.length) !== text.toJSON()) throw new Error('The texts differ.');
  while (clock.runTimer()) continue;

  const awareness = gathering(doc, authors, random);
  for (let round = 0; round < ROUNDS / 4; round++) {
    timed('own cursor written', () => writeSelections(text, [{ anchor: at, head: at + round }]));
    timed('cursors of all read', () => {
      if (
        readParticipants(awareness.getStates(), doc.clientID, text).some(
          (one) => !one.isSelf && one.selections.length !== 1,
        )
      ) {
        throw new Error('A cursor is missing.');
      }
    });
  }
  binding.dispose();
  awareness.destroy();
  return costs;
}

function workedOnText(
  units: number,
  peers: number,
  random: ReturnType<typeof seededRandom>,
): { doc: Y.Doc; authors: Y.Doc[] } {
  const doc = new Y.Doc();
  doc.getText('code').insert(0, LINE.repeat(Math.ceil(units / LINE.length)));
  const authors = Array.from({ length: peers }, () => new Y.Doc());
  for (const author of authors) {
    Y.applyUpdate(author, Y.encodeStateAsUpdate(doc));
    const text = author.getText('code');
    const edits = Math.min(EARLIER_EDITS, units / 10);
    for (let made = 0; made < edits; made++) text.insert(random.int(text.length), 'edit');
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(author, Y.encodeStateVector(doc)));
  }
  for (const author of authors) Y.applyUpdate(author, Y.encodeStateAsUpdate(doc));
  return { doc, authors };
}

function gathering(
  doc: Y.Doc,
  authors: readonly Y.Doc[],
  random: ReturnType<typeof seededRandom>,
): Awareness {
  const awareness = new Awareness(doc);
  for (const [index, author] of authors.entries()) {
    const theirs = new Awareness(author);
    const text = author.getText('code');
    const head = random.int(text.length);
    theirs.setLocalState({
      user: { name: `Peer ${index}` },
      ...writeSelections(text, [{ anchor: head, head }]),
    });
    applyAwarenessUpdate(awareness, encodeAwarenessUpdate(theirs, [author.clientID]), 'bench');
    theirs.destroy();
  }
  return awareness;
}

function updateOf(doc: Y.Doc, change: () => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  change();
  return Y.encodeStateAsUpdate(doc, before);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

/** One table: a column for each document, a row for each thing that is done. */
function report(columns: ReadonlyMap<string, Costs>): void {
  const [first] = columns.values();
  const rows = Object.keys(first ?? {}).map((what) => [
    what,
    ...[...columns.values()].map((costs) => median(costs[what] ?? []).toFixed(0)),
  ]);
  console.log(`\n${markdownTable(['µs, median', ...columns.keys()], rows)}`);
}

console.log(machineLine());
if (process.argv.includes('--window')) {
  await measureWindow(SIZES, PEERS);
} else {
  measure(1_000, 1); // warms up
  const documents = PEERS.flatMap((peers) =>
    Object.entries(SIZES).map(([name, units]) => ({ name: `${name}, ${countOf(peers)}`, units, peers })),
  );
  report(new Map(documents.map(({ name, units, peers }) => [name, measure(units, peers)])));
  // What is done is the same; only who watches is another.
  report(new Map(WATCHES.map((watch) => [watch, measureWatched(watch)])));
}

/** Keys and remote edits only. */
function measureWatched(watch: Watch): Costs {
  const { key, 'remote edit': edit } = measure(SIZES['100 kB'], 20, watch);
  return { key: key ?? [], 'remote edit': edit ?? [] };
}

function countOf(peers: number): string {
  return `${peers} ${peers === 1 ? 'peer' : 'peers'}`;
}
