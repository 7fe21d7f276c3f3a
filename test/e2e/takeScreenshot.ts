/** Takes the pictures in the README: two windows that pair, in a light and in a dark theme. `npm run screenshot` */
import fs from 'node:fs';
import path from 'node:path';
import { launchBrowser } from '../support/vscode/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess } from '../support/relayProcess.ts';
import type { PlainSelection } from '../support/vscode/extensionHost.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { activated, createRoom, joinRoom, showsText } from './rooms.ts';

const FOLDER = path.join(import.meta.dirname, '..', '..', 'docs', 'images');
const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern' };
/** Of a window. One stands above the other, so that a README shows the picture as large as it is. */
const SIZE = { width: 860, height: 400 };

const TEXT = `def primes(limit):
    """All primes below limit."""
    sieve = [True] * limit
    for n in range(2, limit):
        if sieve[n]:
            yield n
            for multiple in range(n * n, limit, n):
                sieve[multiple] = False


print(list(primes(30)))
`;

for (const [name, theme] of Object.entries(THEMES)) {
  const file = path.join(FOLDER, `pairing-${name}.png`);
  fs.mkdirSync(FOLDER, { recursive: true });
  fs.writeFileSync(file, await picture(theme));
  console.log(file);
}

async function picture(theme: string): Promise<Buffer> {
  const relay = await startRelayProcess();
  const pair = await openPair({
    relayUrl: relay.url,
    settings: { 'workbench.colorTheme': theme, 'breadcrumbs.enabled': false },
  });
  try {
    await meet(pair);
    return await together(await Promise.all(pair.people.map(({ window }) => window.page.screenshot())));
  } finally {
    await pair.close();
    await relay.dispose();
  }
}

/** Both are in the room, and each sees where the other is. */
async function meet(pair: Pair): Promise<void> {
  const [anna, ben] = [pair.person('anna'), pair.person('ben')];
  for (const { name, window } of pair.people) {
    await window.page.setViewportSize(SIZE);
    await window.host.setting('tandem.displayName', name === 'anna' ? 'Anna' : 'Ben');
    await window.host.setting('tandem.color', name === 'anna' ? 'orange' : 'cyan');
    await activated(window);
  }
  await anna.openFile('primes.py', TEXT);
  const { invite } = await createRoom(anna.window, { name: 'primes.py' });
  await joinRoom(ben.window, { invite });
  await showsText(ben.window, TEXT);
  for (const { window } of pair.people) {
    await window.host.executeCommand('notifications.clearAll');
    await window.host.executeCommand('workbench.view.extension.tandem');
    await window.focusEditor();
  }
  await select(anna, { anchor: [6, 50], active: [6, 12] });
  await select(ben, { anchor: [1, 10], active: [1, 10] });
  await ben.window.type(' the');
  await eventually('the typed word', async () => (await anna.window.host.read()).includes('All the primes'));
  await anna.window.host.select([{ anchor: [6, 49], active: [6, 12] }]);
  await eventually('the other’s name in each window', async () => {
    const drawn = await Promise.all(pair.people.map(({ window }) => window.decorations()));
    return drawn.every((all) => all.some(({ before, after }) => /Anna|Ben/.test(before + after)));
  });
}

/** The caret moves some time after it was told to; keys typed before that go elsewhere. */
async function select({ window }: Person, selection: PlainSelection): Promise<void> {
  await window.host.select([selection]);
  const line = `Ln ${selection.active[0] + 1}, Col ${selection.active[1] + 1}`;
  await eventually('the caret to be there', async () =>
    (await window.statusBar()).some((item) => item.includes(line)),
  );
}

async function together(pictures: readonly Buffer[]): Promise<Buffer> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({
      viewport: { width: SIZE.width + 24, height: 2 * SIZE.height + 36 },
    });
    const images = pictures
      .map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
      .join('');
    await page.setContent(
      `<style>body{margin:0;padding:12px;display:flex;flex-direction:column;gap:12px;background:#8a8f98}img{border-radius:6px}</style>${images}`,
    );
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}
