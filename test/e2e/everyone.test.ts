import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.ts';
import { freePort } from '../support/freePort.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { openPair, type Pair, type Person } from './openPair.ts';
import { createRoom, readCode, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const WORDS = 12;

/** Everybody who is not VS Code: curl, a small script, and a page in a browser, with a VS Code window in one room. */
describe('curl, a script, a page and a VS Code window', function () {
  this.timeout(120_000);
  let relay: RelayProcess;
  let pages: http.Server;
  let browser: Browser;
  let page: Page;
  let pair: Pair;
  let anna: Person;
  let roomId: string;
  let script: Script | undefined;
  screenshotsOnFailure(() => pair);

  before(async () => {
    const port = await freePort();
    pages = http.createServer((_request, response) =>
      response.setHeader('content-type', 'text/html').end(PAGE),
    );
    pages.listen(port, '127.0.0.1');
    await once(pages, 'listening');
    const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
    relay = await startRelayProcess({ environment: { ALLOWED_ORIGINS: origin } });
    pair = await openPair({ names: ['anna'], relayUrl: relay.url });
    anna = pair.person('anna');
    await anna.openFile('everyone.txt', 'window:\ncurl:\nscript:\npage:\n');
    ({ id: roomId } = await createRoom(anna.window, { name: 'Everyone', relayUrl: relay.url }));
    await saved(anna.window);
    browser = await launchBrowser();
    page = await browser.newPage();
    await page.goto(`${origin}/?${new URLSearchParams({ relay: relay.url, room: roomId }).toString()}`);
    await page.waitForFunction("document.querySelector('textarea').value.includes('page:')");
    script = await Script.join(relay.url, roomId);
  });

  after(async () => {
    script?.close();
    await browser.close();
    await pair.close();
    await relay.dispose();
    pages.close();
  });

  it('edit one room together, and every line holds what its author wrote', async () => {
    await withCurl('first');
    await anna.window.focusEditor();
    await anna.window.press('Control+Home');
    await anna.window.press('End');
    const byWindow = words('w').join('');
    await Promise.all([
      anna.window.type(byWindow, 60),
      (async () => {
        for (const word of words('s')) await script?.append('script:', word);
      })(),
      (async () => {
        for (const word of words('p')) {
          await page.evaluate(`append('page:', ${JSON.stringify(word)})`);
          await page.waitForTimeout(60); // as fast as a person
        }
      })(),
    ]);
    const expected = `window:${byWindow}\ncurl: first\nscript:${words('s').join('')}\npage:${words('p').join('')}\n`;
    await showsText(anna.window, expected);
    await eventually('the page to show it', async () => (await page.inputValue('textarea')) === expected);
    await eventually('the script to have it', () => script?.code === expected);
    assert.equal(await readCode(relay.url, roomId), expected);

    await withCurl('last');
    await showsText(anna.window, expected.replace('first', 'last'));
    await eventually('the page to show it', async () =>
      (await page.inputValue('textarea')).includes('curl: last'),
    );
    await eventually('the script to have it', () => script?.code.includes('curl: last'));
  });

  it('show each other’s carets', async () => {
    script?.send('cursor_position', { line: 3, column: 2 });
    await eventually('the script’s name in the window', async () =>
      (await anna.window.decorations()).some(({ before }) => before === 'Script'),
    );
    await anna.window.host.select([{ anchor: [1, 3], active: [1, 3] }]);
    await eventually('the window’s caret at the script', () =>
      script?.cursors.some(({ line, column }) => line === 1 && column === 3),
    );
  });

  /** Reads the room and writes it back with a line of its own, as in docs/protocol.md. */
  async function withCurl(word: string): Promise<void> {
    const url = `${relay.url}/rooms/${roomId}`;
    const code = (await readCode(relay.url, roomId)).replace(/^curl:.*$/m, `curl: ${word}`);
    const { stdout } = await promisify(execFile)('curl', [
      ...['--silent', '--show-error', '--fail', '--request', 'PATCH', url],
      ...['--header', 'Content-Type: application/json', '--data', JSON.stringify({ code })],
    ]);
    assert.match(stdout, new RegExp(`curl: ${word}`));
  }
});

function words(mark: string): string[] {
  return Array.from({ length: WORDS }, (_, index) => ` ${mark}${index}`);
}

/** A JSON client as anybody would write it. */
class Script {
  code = '';
  #version = 0;
  readonly cursors: { line: number; column: number }[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (text: Buffer) => {
      const { type, data } = JSON.parse(text.toString()) as {
        type: string;
        data: { code: string; version: number; line: number; column: number };
      };
      if (type === 'init' || type === 'code_update') {
        this.code = data.code;
        this.#version = data.version;
      }
      if (type === 'cursor_position') this.cursors.push(data);
    });
  }

  static async join(relayUrl: string, roomId: string): Promise<Script> {
    const socket = new WebSocket(`${relayUrl.replace(/^http/, 'ws')}/ws/${roomId}?name=Script`);
    const script = new Script(socket);
    await eventually('the script to be in', () => script.code !== '');
    return script;
  }

  async append(line: string, word: string): Promise<void> {
    this.code = this.code.replace(new RegExp(`^${line}.*$`, 'm'), (before) => before + word);
    // What this text was made from, so that the relay need not guess what had arrived.
    this.send('code_update', { code: this.code, base: this.#version });
    await new Promise((resolve) => setTimeout(resolve, 50)); // as fast as a person
  }

  send(type: string, data: object): void {
    this.#socket.send(JSON.stringify({ type, data }));
  }

  close(): void {
    this.#socket.close();
  }
}

/** The smallest editor that a page can be. */
const PAGE = `<!doctype html><title>Page</title><textarea rows="10" cols="60"></textarea><script>
  const query = new URLSearchParams(location.search);
  let base = 0;
  const area = document.querySelector('textarea');
  const socket = new WebSocket(query.get('relay').replace('http', 'ws') + '/ws/' + query.get('room') + '?name=Page');
  socket.onmessage = ({ data: text }) => {
    const { type, data } = JSON.parse(text);
    if (type === 'init' || type === 'code_update') { area.value = data.code; base = data.version; }
  };
  const send = () => socket.send(JSON.stringify({ type: 'code_update', data: { code: area.value, base } }));
  area.oninput = send;
  function append(line, word) {
    area.value = area.value.replace(new RegExp('^' + line + '.*$', 'm'), (before) => before + word);
    send();
  }
</script>`;
