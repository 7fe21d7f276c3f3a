/** Takes the picture in the README: two windows that pair. `npm run screenshot` */
import fs from 'node:fs';
import path from 'node:path';
import { launchBrowser } from '../support/vscode/browser.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess } from '../support/relayProcess.ts';
import type { PlainSelection } from '../support/vscode/extensionHost.ts';
import { openPair, type Person } from './openPair.ts';
import { activated, createRoom, joinRoom, showsText } from './rooms.ts';

const TARGET = path.join(import.meta.dirname, '..', '..', 'docs', 'images', 'pairing.png');
const SIZE = { width: 860, height: 560 };

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

const relay = await startRelayProcess();
const pair = await openPair({
  relayUrl: relay.url,
  settings: { 'workbench.colorTheme': 'Default Dark Modern', 'breadcrumbs.enabled': false },
});
try {
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
  const pictures = await Promise.all(pair.people.map(({ window }) => window.page.screenshot()));
  fs.mkdirSync(path.dirname(TARGET), { recursive: true });
  fs.writeFileSync(TARGET, await sideBySide(pictures));
  console.log(TARGET);
} finally {
  await pair.close();
  await relay.dispose();
}

/** The caret moves some time after it was told to; keys typed before that go elsewhere. */
async function select({ window }: Person, selection: PlainSelection): Promise<void> {
  await window.host.select([selection]);
  const line = `Ln ${selection.active[0] + 1}, Col ${selection.active[1] + 1}`;
  await eventually('the caret to be there', async () =>
    (await window.statusBar()).some((item) => item.includes(line)),
  );
}

async function sideBySide(pictures: readonly Buffer[]): Promise<Buffer> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({
      viewport: { width: 2 * SIZE.width + 36, height: SIZE.height + 24 },
    });
    const images = pictures
      .map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`)
      .join('');
    await page.setContent(
      `<style>body{margin:0;padding:12px;display:flex;gap:12px;background:#8a8f98}img{border-radius:6px}</style>${images}`,
    );
    return await page.screenshot();
  } finally {
    await browser.close();
  }
}
