/* global fetch, WebSocket */
// The web worker's end of webHost.ts: the commands of control.cjs over a WebSocket, and the files of the opened folder
// over HTTP, since a worker has no disk of its own. Bundled before it is served: a worker can require nothing but `vscode`.
const vscode = require('vscode');
const { answer, sendEvents } = require('../controlExtension/control.cjs');

exports.activate = (context) => {
  const configuration = vscode.workspace.getConfiguration('testWebControl');
  const [origin, token] = [configuration.get('origin'), configuration.get('token')];
  context.subscriptions.push(
    vscode.workspace.registerFileSystemProvider('testfs', new TestFiles(origin, token), {
      isCaseSensitive: true,
    }),
  );
  const socket = new WebSocket(origin.replace(/^http/, 'ws'));
  const send = (message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
  socket.onopen = () => send({ event: 'hello', token, isWorker: typeof importScripts === 'function' });
  socket.onmessage = ({ data }) => void answer(JSON.parse(data), send);
  context.subscriptions.push({ dispose: () => socket.close() }, ...sendEvents(send));
};

/** Files that the test's process keeps: one folder without others in it. */
class TestFiles {
  #changed = new vscode.EventEmitter();
  onDidChangeFile = this.#changed.event;
  #origin;
  #token;

  constructor(origin, token) {
    this.#origin = origin;
    this.#token = token;
  }

  watch() {
    return { dispose() {} };
  }

  async stat(uri) {
    const response = await this.#ask('GET', uri);
    const type =
      response.headers.get('x-type') === 'folder' ? vscode.FileType.Directory : vscode.FileType.File;
    const mtime = Number(response.headers.get('x-mtime'));
    return { type, ctime: 0, mtime, size: (await response.arrayBuffer()).byteLength };
  }

  async readFile(uri) {
    return new Uint8Array(await (await this.#ask('GET', uri)).arrayBuffer());
  }

  async readDirectory(uri) {
    const names = await (await this.#ask('GET', uri)).json();
    return names.map((name) => [name, vscode.FileType.File]);
  }

  async writeFile(uri, bytes) {
    await this.#ask('PUT', uri, bytes);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  createDirectory(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri) {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  async #ask(method, uri, body) {
    const headers = { 'x-token': this.#token };
    const response = await fetch(`${this.#origin}/files${uri.path}`, { method, body, headers });
    if (response.status === 404) throw vscode.FileSystemError.FileNotFound(uri);
    if (!response.ok) throw vscode.FileSystemError.Unavailable(uri);
    return response;
  }
}
