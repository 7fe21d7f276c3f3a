/**
 * Typing beside a crowd: `npm run bench:crowd [people]`. In one real window a 5,000-line file is typed into, first alone,
 * then in a room with nobody else, then with twenty participants who move and type around the person's place. Prints
 * how long a key takes to the screen, with the ratio to the window without a room, and how smooth the window is: the
 * time between frames, the share of frames that were left out, and the tasks that kept the page busy for 50 ms or more.
 *
 * The rounds are interleaved, so that a machine that gets slower meanwhile does so for all of them.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { once } from 'node:events';
import { startRelayProcess } from '../test/support/relayProcess.ts';
import { openPair, type Person } from '../test/e2e/openPair.ts';
import { caretTo } from '../test/e2e/caretTo.ts';
import { createRoom, saved } from '../test/e2e/rooms.ts';
import { eventually } from '../test/support/eventually.ts';
import { type FrameReport, frameProbe } from './crowd/frameProbe.ts';
import { everybodyShown } from './crowd/everybodyShown.ts';
import { percentile } from './crowd/percentile.ts';

const PEOPLE = Number(process.argv[2] ?? 20);
const LINES = 5_000;
const ROUNDS = 3;
const WORDS = 'let answer = computeTheAnswer(question, context);';
const KEY_INTERVAL_MS = 80;

type Setting = 'alone' | 'in a room' | 'in a crowd';

const relay = await startRelayProcess({ environment: { ROOMS_PER_HOUR: '0' } });
const pair = await openPair({ names: ['anna'], relayUrl: relay.url });
const anna = pair.person('anna');
const rounds = new Map<Setting, FrameReport[]>();
try {
  for (let round = 1; round <= ROUNDS; round++) {
    for (const setting of ['alone', 'in a room', 'in a crowd'] as const) {
      const result = await typeIn(anna, setting, round);
      rounds.set(setting, [...(rounds.get(setting) ?? []), result]);
      console.log(`round ${round}, ${setting}: ${describe(result)}`);
    }
  }
  report();
} finally {
  await pair.close();
  await relay.dispose();
}

async function typeIn({ window, openFile }: Person, setting: Setting, round: number): Promise<FrameReport> {
  const name = `${setting.replaceAll(' ', '-')}-${round}.ts`;
  // The line in the middle is empty: there the person types.
  const line = (at: number): string => (at === LINES / 2 ? '\n' : `// line ${at}\n`);
  await openFile(name, Array.from({ length: LINES }, (_, at) => line(at)).join(''));
  await caretTo(window, LINES / 2, 0);
  const room = setting === 'alone' ? undefined : await createRoom(window, { name });
  const crowd = setting === 'in a crowd' && room !== undefined ? await startCrowd(room.id) : undefined;
  try {
    await window.page.evaluate(frameProbe(WORDS));
    await window.type(WORDS, KEY_INTERVAL_MS);
    await window.press('Enter');
    await window.type(WORDS, KEY_INTERVAL_MS);
    const report = await window.page.evaluate<FrameReport>('globalThis.tandemProbe.stop()');
    if (room !== undefined) await checkText(room.id, crowd);
    return report;
  } finally {
    await crowd?.stop();
    await window.host.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}

/** What was typed stands whole in the relay: speed without the text would be worth nothing. */
async function checkText(roomId: string, crowd: Crowd | undefined): Promise<void> {
  await crowd?.pause();
  await saved(anna.window);
  await eventually('both lines in the relay', async () => {
    const response = await fetch(`${relay.url}/rooms/${roomId}`);
    const { code } = (await response.json()) as { code: string };
    return code.split('\n').filter((line) => line.includes(WORDS)).length === 2;
  });
}

interface Crowd {
  /** They stop moving and typing. */
  pause(): Promise<void>;
  stop(): Promise<void>;
}

/** The crowd has a process of its own: it must not slow down what measures. */
async function startCrowd(roomId: string): Promise<Crowd> {
  const child = spawn(
    process.execPath,
    [
      path.join(import.meta.dirname, 'crowd', 'crowdMain.ts'),
      relay.url,
      roomId,
      String(PEOPLE),
      String(LINES),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  await everybodyShown(anna, PEOPLE);
  return {
    async pause() {
      const paused = once(child.stdout, 'data');
      child.stdin.write('pause\n');
      await paused;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

function report(): void {
  const base = keysOf('alone');
  console.log(`\n${PEOPLE} people, ${LINES} lines; ${ROUNDS} rounds together\n`);
  console.log('| key to screen | keys | p50 | p95 | p99 | p50, ratio | p95, ratio |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const setting of rounds.keys()) {
    const keys = keysOf(setting);
    const ratios = [0.5, 0.95].map((part) => (percentile(keys, part) / percentile(base, part)).toFixed(2));
    const times = [0.5, 0.95, 0.99].map((part) => ms(percentile(keys, part)));
    console.log(`| ${[setting, keys.length, ...times, ...ratios].join(' | ')} |`);
  }
  console.log('\n| between frames | frames | p50 | p95 | p99 | longest | left out | long tasks | longest |');
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const [setting, all] of rounds) {
    const frames = all.flatMap((round) => round.frames);
    const tasks = all.flatMap(({ longTasks }) => longTasks);
    const times = [0.5, 0.95, 0.99, 1].map((part) => ms(percentile(frames, part)));
    const leftOut = `${(100 * leftOutShare(frames)).toFixed(1)} %`;
    const longest = tasks.length === 0 ? '' : ms(Math.max(...tasks));
    console.log(`| ${[setting, frames.length, ...times, leftOut, tasks.length, longest].join(' | ')} |`);
  }
}

function keysOf(setting: Setting): number[] {
  return (rounds.get(setting) ?? []).flatMap(({ keys }) => keys);
}

/** Of the frames that a screen with 60 of them a second would have shown. */
function leftOutShare(frames: readonly number[]): number {
  const due = frames.map((between) => Math.max(1, Math.round((between * 60) / 1_000)));
  const total = due.reduce((sum, count) => sum + count, 0);
  return (total - frames.length) / total;
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}

function describe({ keys, frames, longTasks }: FrameReport): string {
  return `${keys.length} keys, p50 ${ms(percentile(keys, 0.5))}, p95 ${ms(percentile(keys, 0.95))}; ${frames.length} frames, p99 ${ms(percentile(frames, 0.99))}; ${longTasks.length} long tasks`;
}
