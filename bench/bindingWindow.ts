/**
 * What people wait for in a real window: a key until a peer has it, a peer's edit until the document has it, and a key
 * until it is drawn while a thousand edits a second come in. Times are between processes of one machine.
 */
import { performance } from 'node:perf_hooks';
import { Flood } from '../test/e2e/flood.ts';
import { openPair, type Person } from '../test/e2e/openPair.ts';
import { createRoom, showsText } from '../test/e2e/rooms.ts';
import { markOf, SlottedText } from '../test/e2e/slottedText.ts';
import { StormTypist } from '../test/e2e/stormTypist.ts';
import { eventually } from '../test/support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../test/support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../test/support/relayProcess.ts';
import { seededRandom } from '../test/support/seed.ts';
import { markdownTable } from './markdownTable.ts';

const ROUNDS = 40;
const LINE = 'const value = compute(alpha, beta);\n';
const PLACES = Array.from({ length: 20 }, (_, index) => `p${index}`);
const FLOOD = { perSecond: 1_000, seconds: 30, units: 100_000 };
const PATIENCE_MS = 120_000;

/** Prints everything; throws when a text does not end exact. */
export async function measureWindow(
  sizes: Readonly<Record<string, number>>,
  peerCounts: readonly number[],
): Promise<void> {
  const relay = await startRelayProcess();
  const pair = await openPair({ relayUrl: relay.url, names: ['anna'] });
  const anna = pair.person('anna');
  try {
    const rows: string[][] = [];
    for (const count of peerCounts) {
      for (const [name, units] of Object.entries(sizes)) {
        const bench = await openBench(relay, anna, units, count);
        const keys = await measureKeys(bench);
        const edits = await measureRemoteEdits(bench);
        rows.push([`${name}, ${count} ${count === 1 ? 'peer' : 'peers'}`, show(keys), show(edits)]);
        await bench.close();
      }
    }
    console.log(`\n${markdownTable(['ms, median / p95', 'key to peer', 'peer to document'], rows)}`);
    await measureFlood(relay, anna);
  } finally {
    await pair.close();
    await relay.dispose();
  }
}

interface Bench {
  readonly anna: Person;
  readonly model: SlottedText;
  readonly typist: StormTypist;
  readonly peers: readonly PlainClient[];
  close(): Promise<void>;
}

/** A shared document of `units` with Anna's place near its start, and peers that show their cursors. */
async function openBench(relay: RelayProcess, anna: Person, units: number, count: number): Promise<Bench> {
  const filler = LINE.repeat(Math.ceil(units / LINE.length));
  const places = PLACES.map((place) => `${place}: {${place}}\n`).join('');
  const model = new SlottedText(`own: {own}\n${places}${filler}`);
  await anna.openFile(`bench-${units}-${count}.txt`, model.toString());
  const { id } = await createRoom(anna.window, { name: 'Bench', relayUrl: relay.url });
  const peers: PlainClient[] = [];
  for (let index = 0; index < count; index++) {
    const peer = await joinAsPlainClient(relay.url, id);
    peer.provider.awareness.setLocalState({ user: { name: `Peer ${index}` } });
    peers.push(peer);
  }
  const typist = new StormTypist(anna.window, model, seededRandom(1));
  await typist.goTo('own');
  return {
    anna,
    model,
    typist,
    peers,
    async close() {
      for (const peer of peers) peer.close();
      await anna.window.host.executeCommand('tandem.leaveRoom', { roomId: id });
      await anna.window.host.executeCommand('workbench.action.revertAndCloseActiveEditor');
    },
  };
}

async function measureKeys({ anna, model, peers }: Bench): Promise<number[]> {
  const [peer] = peers;
  if (peer === undefined) throw new Error('There is nobody to see the keys.');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const key = String.fromCharCode(97 + (round % 26));
    const arrived = Promise.withResolvers<undefined>();
    const look = (): void => arrived.resolve(undefined);
    peer.text.observe(look);
    const pressed = performance.now();
    await anna.window.press(key);
    await arrived.promise;
    times.push(performance.now() - pressed);
    peer.text.unobserve(look);
    model.append('own', key);
  }
  return times;
}

async function measureRemoteEdits({ anna, model, peers }: Bench): Promise<number[]> {
  const floods = peers.map((peer, index) => new Flood(peer, model, [PLACES[index % PLACES.length] ?? '']));
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const arrived = Promise.withResolvers<undefined>();
    const stop = anna.window.host.on(({ event }) => {
      if (event === 'change') arrived.resolve(undefined);
    });
    const made = performance.now();
    floods[round % floods.length]?.edit();
    await arrived.promise;
    times.push(performance.now() - made);
    stop();
  }
  await showsText(anna.window, model.toString());
  return times;
}

async function measureFlood(relay: RelayProcess, anna: Person): Promise<void> {
  const bench = await openBench(relay, anna, FLOOD.units, 1);
  const [peer] = bench.peers;
  if (peer === undefined) throw new Error('There is nobody to make a flood.');
  await watchKeys(anna);
  const type = async (isOver: () => boolean): Promise<number[]> => {
    while (!isOver()) await bench.typist.unseen('own');
    return takeKeyTimes(anna);
  };
  const calmUntil = performance.now() + 10_000;
  const calm = await type(() => performance.now() > calmUntil);
  const flood = new Flood(peer, bench.model, PLACES);
  const weather = { isOver: false };
  const pouring = flood.pour(FLOOD.perSecond, FLOOD.seconds).finally(() => (weather.isOver = true));
  const during = await type(() => weather.isOver);
  await pouring;
  const ended = performance.now();
  await eventually(
    'all of the flood',
    async () => (await anna.window.host.read()) === bench.model.toString(),
    PATIENCE_MS,
  );
  const lastSeconds = (performance.now() - ended) / 1000;
  console.log(
    `\n${markdownTable(
      ['ms until a key is drawn, median / p95', 'time', 'keys', 'remote edits'],
      [
        ['calm', show(calm), `${calm.length}`, '0'],
        [`${FLOOD.perSecond} remote edits a second`, show(during), `${during.length}`, `${flood.edits}`],
      ],
    )}`,
  );
  console.log(`\nThe document had all of the edits ${lastSeconds.toFixed(1)} s after the last.`);
  await bench.close();
}

/** From here on the page notes for every key how long it took until the line that starts with "own:" was drawn anew. */
async function watchKeys({ window: codeWindow }: Person): Promise<void> {
  await codeWindow.page.evaluate((mark) => {
    const seen = { times: [] as number[], pressed: [] as number[], length: -1 };
    Object.assign(globalThis, { benchKeys: seen });
    const lengthDrawn = (): number => {
      const lines = [...document.querySelectorAll('.view-lines > .view-line')];
      const text = lines.map((line) => line.textContent.replaceAll('\u00a0', ' '));
      return text.find((line) => line.startsWith('own:'))?.indexOf(mark) ?? -1;
    };
    seen.length = lengthDrawn();
    // Not the moment at which the page got round to it: a busy page lets keys wait.
    window.addEventListener('keydown', (event) => seen.pressed.push(event.timeStamp), { capture: true });
    const look = (): void => {
      const length = lengthDrawn();
      for (; seen.length < length; seen.length++) {
        const pressed = seen.pressed.shift();
        if (pressed !== undefined) seen.times.push(performance.now() - pressed);
      }
      requestAnimationFrame(look);
    };
    look();
  }, markOf('own'));
}

function takeKeyTimes({ window }: Person): Promise<number[]> {
  return window.page.evaluate(() =>
    (globalThis as unknown as { benchKeys: { times: number[] } }).benchKeys.times.splice(0),
  );
}

function show(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(1);
  return `${at(0.5)} / ${at(0.95)}`;
}
