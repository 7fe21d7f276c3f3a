import path from 'node:path';
import type { Page } from 'playwright-core';

export interface WorkbenchOptions {
  /** The folder or .code-workspace file to open; an empty window without it. */
  readonly folder?: string;
  /** Folders of the extensions under development. */
  readonly extensions?: readonly string[];
  /** A module whose run() is called in the extension host, as by `code --extensionTestsPath`. */
  readonly testsPath?: string;
  /** The display language that extensions are told, such as `de`; English without it. */
  readonly language?: string;
}

/**
 * Opens VS Code in `page`, from the server at `port`.
 *
 * Extensions under development go in through the workbench's own configuration, read by a script that runs before
 * it: the address can carry only one of them, and newer versions ignore it there.
 */
export async function gotoWorkbench(page: Page, port: number, options: WorkbenchOptions): Promise<void> {
  const { extensions = [], testsPath } = options;
  const development = {
    extensions: extensions.map((folder) => remoteUri(port, folder)),
    ...(testsPath !== undefined && { extensionTestsPath: remoteUri(port, testsPath) }),
  };
  await page.addInitScript((developmentOptions) => {
    const find = document.getElementById.bind(document);
    document.getElementById = (id) => {
      const element = find(id);
      if (element !== null && id === 'vscode-workbench-web-configuration') {
        const own = JSON.parse(element.getAttribute('data-settings') ?? '{}') as Record<string, unknown>;
        element.setAttribute('data-settings', JSON.stringify({ ...own, developmentOptions }));
      }
      return element;
    };
    // Half of the key that the workbench encrypts secrets with. Only code-server's wrapper has that route; without it
    // the secrets of an extension would not survive a reload, as they do in every real VS Code.
    const fetchReally = window.fetch.bind(window);
    window.fetch = (request, init) => {
      const isKey = typeof request === 'string' && request.endsWith('/mint-key');
      return isKey ? Promise.resolve(new Response(new Uint8Array(32))) : fetchReally(request, init);
    };
  }, development);
  if (options.language !== undefined) {
    // As a language pack does it, which there is none of: the workbench's own words stay English.
    await page.addInitScript((language) => {
      Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language });
    }, options.language);
  }
  await page.goto(address(port, options.folder), { waitUntil: 'commit' });
}

function address(port: number, folder: string | undefined): string {
  const query = new URLSearchParams();
  if (folder === undefined) query.set('ew', 'true');
  else query.set(folder.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(folder));
  const payload = [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  query.set('payload', JSON.stringify(payload));
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}

/**
 * Closes a page of VS Code, which says goodbye to its server on the way: its extension host ends. Chromium gives a page
 * half a second for that, and one that is busy with its start needs more; its host would live on as after a lost
 * connection. So this waits until the page is idle.
 */
export async function closeWorkbench(page: Page): Promise<void> {
  await page.evaluate(
    (timeout) => new Promise<void>((resolve) => void requestIdleCallback(() => resolve(), { timeout })),
    IDLE_TIMEOUT_MS,
  );
  await page.close();
}

/** A page that is busy for longer is closed all the same. */
const IDLE_TIMEOUT_MS = 10_000;

function remoteUri(port: number, file: string): { scheme: string; authority: string; path: string } {
  return { scheme: 'vscode-remote', authority: `127.0.0.1:${port}`, path: path.resolve(file) };
}
