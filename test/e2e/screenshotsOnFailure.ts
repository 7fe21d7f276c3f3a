import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { CodeServer } from '../support/vscode/codeServer.ts';
import type { CodeWindow } from '../support/vscode/codeWindow.ts';

/** What there is to look at when a test with windows has failed. */
export interface Witness {
  readonly window: CodeWindow;
  readonly server: CodeServer;
}

/**
 * Call it first in a describe: after every failed test it keeps what each window shows and has logged, before any
 * other afterEach() closes them. `open` gives the windows that are open then.
 */
export function screenshotsOnFailure(open: () => { readonly people: readonly Witness[] } | undefined): void {
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state === 'failed') await keepFailure(test.fullTitle(), open()?.people ?? []);
  });
}

/** Keeps screenshots, errors and logs in a folder in out/failures/, prints where, and resolves with the folder. */
export async function keepFailure(title: string, witnesses: readonly Witness[]): Promise<string> {
  const folder = path.join(FAILURES, `${fileName(title)}-${Date.now()}`);
  fs.mkdirSync(folder, { recursive: true });
  for (const { window, server } of witnesses) {
    const file = (suffix: string) => path.join(folder, `${window.name}${suffix}`);
    // Printed, too: of a run elsewhere there is nothing to look at but its output.
    console.log(`      ${window.name}: ${JSON.stringify(await look(window))}`);
    try {
      await window.screenshot(file('.png'));
    } catch (error) {
      fs.writeFileSync(file('.no-screenshot.txt'), String(error)); // the page has crashed or is closed
    }
    fs.writeFileSync(file('.log'), [...window.problems, server.output()].join('\n'));
    if (fs.existsSync(server.logFolder)) fs.cpSync(server.logFolder, file('-logs'), { recursive: true });
  }
  console.log(`      kept for a look: ${folder}`);
  return folder;
}

/** Whether the page draws at all, asked before the picture makes it draw, and what it says around the editor. */
async function look({ page }: CodeWindow): Promise<unknown> {
  const asked = page.evaluate(async () => {
    let frames = 0;
    const count = () => {
      frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const words = (part: string) =>
      [...document.querySelectorAll(part)].map((element) => element.textContent.trim());
    return {
      framesInASecond: frames,
      hasFocus: document.hasFocus(),
      tabs: words('.tab .label-name'),
      statusBar: words('.statusbar-item').filter((text) => text !== ''),
      toasts: words('.notification-list-item-message'),
      rows: words('.pane .monaco-list-row'),
    };
  });
  const late = wait(10_000, 'The page does not answer.');
  return Promise.race([asked, late]).catch(String);
}

const FAILURES = path.join(import.meta.dirname, '..', '..', 'out', 'failures');

function fileName(title: string): string {
  return title.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80);
}
