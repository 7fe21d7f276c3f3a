import type { Browser, BrowserContext, Page } from 'playwright-core';
import { WINDOW_TIMEOUT_MS } from '../support/vscode/controlHub.ts';
import type { ExtensionHost } from '../support/vscode/extensionHost.ts';
import { editorText } from '../support/vscode/screen.ts';
import { startWebHost, type WebHost, type WebHostOptions } from '../support/vscode/webHost.ts';

/** Opens VS Code in a browser with no server behind it; resolves when its extension host answers. */
export async function openWebWindow(browser: Browser, options: WebHostOptions): Promise<WebWindow> {
  const server = await startWebHost(options);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(WINDOW_TIMEOUT_MS);
  const window = new WebWindow(options.name, server, context, await context.newPage());
  try {
    await window.open();
  } catch (error) {
    await window.close();
    throw error;
  }
  return window;
}

/** One person's VS Code window without Node. */
export class WebWindow {
  readonly name: string;
  readonly page: Page;
  /** Errors that the workbench or the extension host did not catch. */
  readonly problems: string[] = [];
  readonly #server: WebHost;
  readonly #context: BrowserContext;
  #host: ExtensionHost | undefined;

  constructor(name: string, server: WebHost, context: BrowserContext, page: Page) {
    this.name = name;
    this.page = page;
    this.#server = server;
    this.#context = context;
    page.on('pageerror', (error) => this.problems.push(String(error)));
  }

  get origin(): string {
    return this.#server.origin;
  }

  /** The vscode API of this window. Another one after a reload. */
  get host(): ExtensionHost {
    if (this.#host === undefined) throw new Error(`the window of ${this.name} has no extension host yet`);
    return this.#host;
  }

  async open(): Promise<void> {
    await this.page.goto(`${this.origin}/`, { waitUntil: 'commit' });
    await this.#ready();
  }

  /** As by the browser's own button: the page and its worker go, and everything starts again. */
  async reload(): Promise<void> {
    const old = this.#host;
    await this.page.reload({ waitUntil: 'commit' });
    await this.#ready(old);
  }

  async focusEditor(): Promise<void> {
    await this.#editor()
      .locator('.editor-scrollable')
      .click({ position: { x: 5, y: 5 } });
  }

  /** The rendered lines of the active editor. */
  screenText(): Promise<string> {
    return editorText(this.#editor());
  }

  async close(): Promise<void> {
    await this.page.close();
    await this.#context.close();
    this.#server.close();
  }

  #editor() {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  async #ready(old?: ExtensionHost): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
    this.#host = await this.#server.extensionHost(old);
  }
}
