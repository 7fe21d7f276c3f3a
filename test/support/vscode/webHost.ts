import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { WebSocketServer } from 'ws';
import { ExtensionHost, type Hello } from './extensionHost.ts';
import { prepareVsCode } from './prepareVsCode.ts';
import { QUIET_SETTINGS } from './quietSettings.ts';
import type { VsCodeName } from './vsCodes.ts';

export interface WebHostOptions {
  /** The one that TANDEM_VSCODE names where it is left out. */
  readonly vsCode?: VsCodeName | undefined;
  readonly name: string;
  /** User settings, on top of QUIET_SETTINGS. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Folders of the extensions to run. */
  readonly extensions: readonly string[];
  /** The files of the opened folder, `testfs:/project`, by name. The window writes into the same map. */
  readonly files: Map<string, Buffer>;
}

/** Serves VS Code as vscode.dev does: the workbench alone, with no server behind it and extensions in a web worker. */
export interface WebHost {
  readonly origin: string;
  /** Waits for the living extension host of the window, `other` than the one given. */
  extensionHost(other?: ExtensionHost): Promise<ExtensionHost>;
  close(): void;
}

export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { root } = prepareVsCode(options.vsCode);
  const token = randomUUID(); // so that nobody else on this machine runs code in our windows
  const control = await bundleControl();
  const hosts: ExtensionHost[] = [];
  const waiting = new Set<() => void>();
  let origin = '';

  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin);
    const where = decodeURIComponent(pathname);
    const [, area = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(where) ?? [];
    if (area === '') {
      reply(response, 200, 'text/html', page(origin, token, options));
    } else if (area === 'files') {
      const isOurs = request.headers['x-token'] === token;
      if (isOurs) void serveFile(request, response, rest, options.files);
      else reply(response, 403, 'text/plain', '');
    } else if (area === 'control' && rest === '/extension.cjs.js') {
      reply(response, 200, 'text/javascript', control);
    } else {
      serveFrom(folderOf(area, root, options.extensions), rest, response);
    }
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    let host: ExtensionHost | undefined;
    socket.on('close', () => host?.lost());
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as unknown;
      if (host !== undefined) {
        host.receive(message);
        return;
      }
      const hello = message as Hello & { isWorker: boolean };
      if (hello.token !== token || !hello.isWorker) {
        socket.close();
        return;
      }
      host = new ExtensionHost({ ...hello, name: options.name, pid: 0 }, (line) => socket.send(line));
      hosts.push(host);
      for (const look of [...waiting]) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    origin,
    extensionHost: (other) =>
      new Promise((resolve) => {
        const look = () => {
          const found = hosts.findLast((host) => host.isAlive && host !== other);
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
    close() {
      server.closeAllConnections();
      server.close();
      for (const host of hosts) host.lost();
    },
  };
}

/** The opened folder in its file system. */
export const FOLDER = '/project';

const CONTROL = path.join(import.meta.dirname, '..', 'webControlExtension');

async function bundleControl(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(CONTROL, 'extension.cjs')],
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    external: ['vscode'],
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

function page(origin: string, token: string, { settings, extensions }: WebHostOptions): string {
  const at = (where: string) => ({ scheme: 'http', authority: new URL(origin).host, path: where });
  const configuration = {
    folderUri: { scheme: 'testfs', path: FOLDER },
    enableWorkspaceTrust: false,
    additionalBuiltinExtensions: [],
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    productConfiguration: { extensionsGallery: {}, enableTelemetry: false },
    developmentOptions: { extensions: [at('/control'), ...extensions.map((_, index) => at(`/ext${index}`))] },
    configurationDefaults: {
      ...QUIET_SETTINGS,
      ...settings,
      'testWebControl.origin': origin,
      'testWebControl.token': token,
    },
  };
  const attribute = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html><html><head><meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${attribute.replaceAll('<', '&lt;')}">
<meta id="vscode-workbench-auth-session" data-settings="">
<link rel="stylesheet" href="/static/out/vs/code/browser/workbench/workbench.css"></head><body aria-label=""></body>
<script>globalThis._VSCODE_FILE_ROOT = location.origin + '/static/out/';</script>
<script type="module" src="/static/out/nls.messages.js"></script>
<script type="module" src="/static/out/vs/code/browser/workbench/workbench.js"></script></html>`;
}

function folderOf(area: string, root: string, extensions: readonly string[]): string | undefined {
  if (area === 'static') return root;
  if (area === 'control') return CONTROL;
  const index = /^ext(\d+)$/.exec(area)?.[1];
  return index === undefined ? undefined : extensions[Number(index)];
}

function serveFrom(folder: string | undefined, rest: string, response: http.ServerResponse): void {
  const file = folder === undefined ? undefined : path.join(folder, rest);
  const isInside = folder !== undefined && file?.startsWith(folder + path.sep) === true;
  if (!isInside || !fs.statSync(file, { throwIfNoEntry: false })?.isFile()) {
    reply(response, 404, 'text/plain', '');
    return;
  }
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  const isWorkbench = rest === '/out/vs/code/browser/workbench/workbench.js';
  reply(
    response,
    200,
    type,
    isWorkbench ? withoutServer(fs.readFileSync(file, 'utf8')) : fs.readFileSync(file),
  );
}

/** code-server's workbench always adds a server and keeps user data there: back to what plain VS Code does. */
function withoutServer(workbench: string): string {
  const changes: [RegExp, string][] = [
    [/remoteAuthority:location\.host/, 'remoteAuthority:void 0'],
    [
      /(get userRoamingDataHome\(\)\{return )\w+\((\w+)\.file\(this\.userDataPath\)\.with\(\{scheme:(\w+)\.vscodeRemote\}\),"User"\)/,
      '$1$2.file("/User").with({scheme:$3.vscodeUserData})',
    ],
  ];
  return changes.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`this workbench has no ${pattern.source}`);
    return text.replace(pattern, replacement);
  }, workbench);
}

async function serveFile(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  where: string,
  files: Map<string, Buffer>,
): Promise<void> {
  const name = where.slice(FOLDER.length + 1);
  if (request.method === 'PUT') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    files.set(name, Buffer.concat(chunks));
    reply(response, 204, 'text/plain', '');
    return;
  }
  const bytes = files.get(name);
  if (name === '') {
    response.setHeader('x-type', 'folder');
    reply(response, 200, 'application/json', JSON.stringify([...files.keys()]));
  } else {
    reply(response, bytes === undefined ? 404 : 200, 'application/octet-stream', bytes ?? '');
  }
}

function reply(response: http.ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};
