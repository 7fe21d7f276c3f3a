import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { startTcpProxy, type TcpProxy } from '../tcpProxy.ts';
import type { CodeServer } from './codeServer.ts';
import { WINDOW_TIMEOUT_MS, type ControlHub } from './controlHub.ts';
import type { ExtensionHost } from './extensionHost.ts';
import * as screen from './screen.ts';
import { closeWorkbench, gotoWorkbench, type WorkbenchOptions } from './workbench.ts';

export interface CodeWindowOptions extends WorkbenchOptions {
  readonly browser: Browser;
  readonly server: CodeServer;
  readonly hub: ControlHub;
  /** The name that the server's environment was made for (`hub.environment(name)`). */
  readonly name: string;
  /** Called before a window that did not come up is closed. */
  readonly onFailure?: (window: CodeWindow) => Promise<void>;
}

/** Opens a window; resolves when its workbench is visible and its extension host answers. */
export async function openCodeWindow(options: CodeWindowOptions): Promise<CodeWindow> {
  const context = await options.browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(UI_TIMEOUT_MS);
  const network = await startTcpProxy({ targetPort: options.server.port });
  const window = new CodeWindow(context, network, options);
  try {
    await window.open();
  } catch (error) {
    await options.onFailure?.(window);
    await window.close();
    throw error;
  }
  return window;
}

/** A click or a look at the screen: generous, since two windows share the machine. */
const UI_TIMEOUT_MS = 30_000;

/** One person's VS Code window: what they can do with keyboard and mouse, and what they can see. */
export class CodeWindow {
  readonly name: string;
  /** Errors that the workbench did not catch. */
  readonly problems: string[] = [];
  readonly #context: BrowserContext;
  readonly #network: TcpProxy;
  readonly #options: CodeWindowOptions;
  #page: Page | undefined;
  #host: ExtensionHost | undefined;

  constructor(context: BrowserContext, network: TcpProxy, options: CodeWindowOptions) {
    this.name = options.name;
    this.#context = context;
    this.#network = network;
    this.#options = options;
  }

  /** For what has no method here. */
  get page(): Page {
    if (this.#page === undefined) throw new Error(`the window of ${this.name} is not open`);
    return this.#page;
  }
  /** The vscode API of this window. Another one after a reload. */
  get host(): ExtensionHost {
    if (this.#host === undefined) throw new Error(`the window of ${this.name} has no extension host yet`);
    return this.#host;
  }
  /** The active editor. */
  get editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance .monaco-editor').first();
  }

  /** Opens the page: again after closePage(), with everything that the window remembers. */
  async open(): Promise<void> {
    const page = await this.#context.newPage();
    this.#page = page;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    await gotoWorkbench(page, this.#network.port, this.#options);
    await this.#ready();
  }

  /** "Developer: Reload Window": extensions are deactivated, then everything starts again. */
  async reload(): Promise<void> {
    const old = this.host;
    // Its answer cannot come back: the extension host ends on the way.
    old.executeCommand('workbench.action.reloadWindow').catch(() => undefined);
    await old.gone;
    await this.#ready(old);
  }

  /** "File: Open Folder": the same window goes on with another folder, and a new extension host. */
  async openFolder(folder: string): Promise<void> {
    const old = this.host;
    old
      .run(
        (api, path) =>
          api.commands.executeCommand('vscode.openFolder', api.Uri.file(path), { forceReuseWindow: true }),
        folder,
      )
      .catch(() => undefined);
    await old.gone;
    await this.#ready(old);
  }

  /**
   * Closes the page as a person closes a window: VS Code says goodbye, extensions are deactivated and their host
   * ends. Open it again with open().
   */
  async closePage(): Promise<void> {
    if (this.#page !== undefined) await closeWorkbench(this.#page);
    this.#page = undefined;
    await this.#host?.gone;
  }

  /** Closes the window for good. */
  async close(): Promise<void> {
    // The page first: closing just the context looks like a lost connection to the server, which then keeps the
    // extension host for three hours.
    await this.#page?.close();
    await this.#context.close();
    await this.#network.close();
  }

  /**
   * Kills the extension host: nothing in it gets a chance to save. Resolves when VS Code has started a new one, which
   * it does by itself, three times in five minutes.
   */
  async killExtensionHost(): Promise<void> {
    const old = this.host;
    process.kill(old.pid, 'SIGKILL');
    await old.gone;
    this.#host = await this.#options.hub.extensionHost(this.name, old);
  }

  /**
   * Cuts the window off from its own VS Code server. An extension's connections are not touched: they belong to the
   * extension host, which runs beside the server. For those there is tcpProxy.ts.
   */
  setOffline(isOffline: boolean): void {
    if (isOffline) {
      this.#network.refuse();
      this.#network.cut();
    } else {
      this.#network.accept();
    }
  }

  /** Puts the caret into the active editor with a click. Typing goes nowhere without it. */
  async focusEditor(): Promise<void> {
    // Not the lines themselves: in a long line they are scrolled away to the left.
    await this.editor.locator('.editor-scrollable').click({ position: { x: 5, y: 5 } });
  }
  /** True when keys get into the document whose URI ends so: the active editor may be in a window of its own. */
  async showsDocument(uriEnd: string): Promise<boolean> {
    const uri = (await this.editor.count()) > 0 ? await this.editor.getAttribute('data-uri') : null;
    return uri !== null && decodeURIComponent(uri).endsWith(uriEnd);
  }
  /** Types key by key, as a person. VS Code may add brackets and suggestions: see PLAIN_TYPING_SETTINGS. */
  async type(text: string, delayMs = 0): Promise<void> {
    await this.page.keyboard.type(text, { delay: delayMs });
  }
  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }
  /** Runs a command through the command palette, by its title. */
  async palette(title: string): Promise<void> {
    await this.press('F1');
    await this.#quickInputField().fill(`>${title}`);
    await this.#quickInputRow(title).click();
  }
  /** Answers the open input box. */
  async answer(text: string): Promise<void> {
    await this.#quickInputField().fill(text);
    await this.#quickInputField().press('Enter');
  }
  /** Chooses an item of the open quick pick. */
  async pick(label: string): Promise<void> {
    await this.#quickInputRow(label).click();
  }
  async clickNotification(button: string): Promise<void> {
    await this.page
      .locator('.notifications-toasts .notification-list-item-buttons-container .monaco-button', {
        hasText: button,
      })
      .first()
      .click();
  }
  async clickDialog(button: string | RegExp): Promise<void> {
    const buttons = this.#pages().map((page) =>
      page.locator('.monaco-dialog-box .monaco-button', { hasText: button }),
    );
    for (const one of buttons) if ((await one.count()) > 0) return one.click();
    await buttons[0]?.click();
  }
  async clickStatusBar(text: string): Promise<void> {
    await this.page.locator('.part.statusbar .statusbar-item:visible', { hasText: text }).first().click();
  }

  /** The rendered lines of the active editor. Lines outside its viewport do not exist on the screen. */
  screenText(): Promise<string> {
    return screen.editorText(this.editor);
  }
  /** Grey text of an inline completion. */
  ghostText(): Promise<string> {
    return screen.ghostText(this.editor);
  }
  /** Everything that is drawn for decorations in the active editor. */
  decorations(): Promise<screen.DrawnDecoration[]> {
    return screen.decorations(this.editor);
  }
  /** Labels of the open quick pick, when there are any. */
  async quickPickItems(): Promise<string[]> {
    const labels = this.page.locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row .label-name`);
    await labels.first().waitFor(); // a pick that follows an input box is empty for a moment
    return screen.texts(labels);
  }
  notifications(): Promise<string[]> {
    return screen.texts(this.page.locator('.notifications-toasts .notification-list-item-message'));
  }
  /** All that wait behind the bell. VS Code shows no more than three of those that come within 0.8 s by themselves. */
  async notificationList(): Promise<string[]> {
    await this.host.executeCommand('notifications.showList');
    return screen.texts(this.page.locator('.notifications-center .notification-list-item-message'));
  }
  /** The text of the modal dialog, empty without one. An editor in a window of its own has it there. */
  async dialog(): Promise<string> {
    const rows = this.#pages().map((page) =>
      screen.texts(page.locator('.monaco-dialog-box .dialog-message-row')),
    );
    return (await Promise.all(rows)).flat().join('\n');
  }
  statusBar(): Promise<string[]> {
    return screen.texts(this.page.locator('.part.statusbar .statusbar-item:visible'));
  }
  /** Rows of a tree view in the side bar, by the view's title. */
  viewRows(title: string): Promise<string[]> {
    const pane = this.page
      .locator('.pane')
      .filter({ has: this.page.locator('.pane-header', { hasText: title }) });
    return screen.texts(pane.locator('.pane-body .monaco-list-row'));
  }
  async screenshot(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  /**
   * Takes the focus from windows that editors were moved to: a screen gives it to one window, a browser without one to
   * each. VS Code gives keys to the editor that had it first.
   */
  async comeToFront(): Promise<void> {
    const others = this.#pages().slice(1);
    // Elements are of the first window's classes, also where they stand in another.
    const blur = () => (document.activeElement as HTMLElement | null)?.blur();
    await Promise.all(others.map((page) => page.evaluate(blur)));
  }

  /** The window itself, and those that its editors were moved to. */
  #pages(): Page[] {
    return [this.page, ...this.#context.pages().filter((page) => page !== this.#page)];
  }
  async #ready(old?: ExtensionHost): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: WINDOW_TIMEOUT_MS });
    this.#host = await this.#options.hub.extensionHost(this.name, old);
  }
  #quickInputField(): Locator {
    return this.page.locator(`${QUICK_INPUT} .quick-input-box input`);
  }
  #quickInputRow(label: string): Locator {
    return this.page
      .locator(`${QUICK_INPUT} .quick-input-list .monaco-list-row`)
      .filter({ hasText: label })
      .first();
  }
}

const QUICK_INPUT = '.quick-input-widget:not([style*="display: none"])';
