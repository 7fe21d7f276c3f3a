/**
 * What others in the room cost while nobody types: `npm run bench:presence [people]`. One real window shows a file: alone, in a
 * room with so many others who keep still, and while each of those moves their caret five times a second, on the screen.
 * What the window's extension host, its page and the relay use of the processor is taken over the same time. Linux alone.
 */
import * as Y from 'yjs';
import { startRelayProcess } from '../test/support/relayProcess.ts';
import { openPair } from '../test/e2e/openPair.ts';
import { createRoom } from '../test/e2e/rooms.ts';
import { joinAsPlainClient, type PlainClient } from '../test/support/plainClient.ts';
import { everybodyShown } from './crowd/everybodyShown.ts';
import { percentile } from './crowd/percentile.ts';
import { cpuSecondsOf } from './relay/cpuSeconds.ts';

const PEOPLE = Number(process.argv[2] ?? 20);
const ROUNDS = 3;
const SECONDS = 30;
const MOVE_MS = 200;
/** What VS Code and the room do once a document is open and people have come. */
const SETTLE_SECONDS = 8;
const LINES = Array.from({ length: 500 }, (_, line) => `// line ${line}\n`).join('');
/** The first so many are on the screen. */
const LINES_SHOWN = 25;

/** Milliseconds of processor time for each second. */
interface Use {
  readonly host: number;
  readonly page: number;
  readonly relay: number;
}

const relay = await startRelayProcess();
const pair = await openPair({ names: ['anna'], relayUrl: relay.url });
try {
  const anna = pair.person('anna');
  const hostPid = await anna.window.host.run(() => process.pid);
  const page = await anna.window.page.context().newCDPSession(anna.window.page);
  await page.send('Performance.enable');

  const pageSeconds = async (): Promise<number> => {
    const { metrics } = await page.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const used = async (): Promise<Use> => ({
    host: cpuSecondsOf(hostPid),
    page: await pageSeconds(),
    relay: relay.pid === undefined ? Number.NaN : cpuSecondsOf(relay.pid),
  });

  const idle = async (): Promise<Use> => {
    await pause(SETTLE_SECONDS);
    const from = await used();
    await pause(SECONDS);
    const to = await used();
    const perSecond = (of: keyof Use): number => ((to[of] - from[of]) / SECONDS) * 1_000;
    return { host: perSecond('host'), page: perSecond('page'), relay: perSecond('relay') };
  };

  const alone: Use[] = [];
  const still: Use[] = [];
  const moving: Use[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    await anna.openFile(`idle-${round}.ts`, LINES);
    alone.push(await idle());
    const room = await createRoom(anna.window, { name: `idle ${round}` });
    const others = await Promise.all(
      Array.from({ length: PEOPLE }, () => joinAsPlainClient(relay.url, room.id)),
    );
    for (const [index, { provider }] of others.entries())
      provider.awareness.setLocalStateField('user', { name: `Person ${index + 1}`, color: '#3366cc' });
    await everybodyShown(anna, PEOPLE);
    still.push(await idle());
    let moves = 0;
    const timer = setInterval(() => {
      moves++;
      for (const [index, other] of others.entries()) moveCaret(other, index * 3 + moves);
    }, MOVE_MS);
    moving.push(await idle());
    clearInterval(timer);
    for (const other of others) other.close();
    await anna.window.host.executeCommand('tandem.leaveRoom', { roomId: room.id });
  }

  console.log(`\n| ms of processor a second | extension host | page | relay |\n| --- | ---: | ---: | ---: |`);
  for (const [name, rounds] of [
    ['alone', alone],
    [`${PEOPLE} others, still`, still],
    [`${PEOPLE} others, ${(PEOPLE * 1_000) / MOVE_MS} moves a second`, moving],
  ] as const) {
    const cells = (['host', 'page', 'relay'] as const).map((of) =>
      percentile(
        rounds.map((use) => use[of]),
        0.5,
      ).toFixed(2),
    );
    console.log(`| ${[name, ...cells].join(' | ')} |`);
  }
} finally {
  await pair.close();
  await relay.dispose();
}

/** To another line of those on the screen, and another column. */
function moveCaret({ text, provider }: PlainClient, step: number): void {
  const lineUnits = '// line 1\n'.length;
  const at = (step % LINES_SHOWN) * lineUnits + (step % (lineUnits - 1));
  const place: unknown = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, at));
  provider.awareness.setLocalStateField('cursor', { anchor: place, head: place });
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
