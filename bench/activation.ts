/**
 * What Tandem costs the start of a window: `npm run bench:activation`. Opens and reloads a real window with the packaged
 * (minified) code and reads what VS Code itself tells of it ("Developer: Show Running Extensions"): the time to load the
 * code and to activate it, in milliseconds.
 */
import { openPair } from '../test/e2e/openPair.ts';
import { eventually } from '../test/support/eventually.ts';
import { percentile } from './crowd/percentile.ts';

const ROUNDS = 7;

const pair = await openPair({ names: ['anna'] });
try {
  const { window } = pair.person('anna');
  const times: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    if (round > 1) await window.reload();
    await window.host.executeCommand('workbench.action.showRuntimeExtensions');
    times.push(await shownTime());
  }
  console.log(`activation, ms: median ${percentile(times, 0.5)}; of ${times.join(', ')}`);

  async function shownTime(): Promise<number> {
    const row = window.page.locator('.runtime-extensions-editor .extension', { hasText: 'Tandem' });
    const text = await eventually('VS Code to tell the time', async () =>
      (await row.locator('.activation-time').allTextContents()).find((each) => /\d+ms/.test(each)),
    );
    return Number(/(\d+)ms/.exec(text)?.[1]);
  }
} finally {
  await pair.close();
}
