/**
 * What a room costs while nobody does anything: `npm run bench:idle [people]`. One real window shows a file, alone and
 * then in a room with so many others who keep still; what its extension host, its page and the relay use of the
 * processor is taken over the same time. Linux alone.
 */
import { startRelayProcess } from '../test/support/relayProcess.ts';
import { openPair } from '../test/e2e/openPair.ts';
import { createRoom } from '../test/e2e/rooms.ts';
import { joinAsPlainClient } from '../test/support/plainClient.ts';
import { everybodyShown } from './crowd/everybodyShown.ts';
import { percentile } from './crowd/percentile.ts';
import { cpuSecondsOf } from './relay/cpuSeconds.ts';

const PEOPLE = Number(process.argv[2] ?? 20);
const ROUNDS = 3;
const SECONDS = 30;
/** What VS Code and the room do once a document is open and people have come. */
const SETTLE_SECONDS = 8;
const LINES = Array.from({ length: 500 }, (_, line) => `// line ${line}\n`).join('');

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
  const inRoom: Use[] = [];
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
    inRoom.push(await idle());
    for (const other of others) other.close();
    await anna.window.host.executeCommand('tandem.leaveRoom', { roomId: room.id });
  }

  console.log(`\n| ms of processor a second | extension host | page | relay |\n| --- | ---: | ---: | ---: |`);
  for (const [name, rounds] of [
    ['alone', alone],
    [`in a room with ${PEOPLE} still ones`, inRoom],
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

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
