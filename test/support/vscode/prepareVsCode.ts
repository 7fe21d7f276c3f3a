import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SPDLOG_MODULE, WATCHDOG_MODULE } from './nativeStandIns.ts';
import { chosenVsCode, parseVsCodeName, VS_CODES, type VsCodeName } from './vsCodes.ts';

/** A VS Code that is ready to start: its server's folder and the Node that it was made for. */
export interface VsCodeInstallation {
  /** Holds `out/server-main.js`. */
  readonly root: string;
  readonly node: string;
  /** VS Code's version, not code-server's. */
  readonly version: string;
}

/**
 * Puts a real VS Code (workbench, server and extension host) into a cache folder, from the npm registry alone: no
 * compiler, no other download. A finished folder is used as it is, offline. Both versions lie side by side, and two
 * processes may prepare at once.
 */
export function prepareVsCode(
  name: VsCodeName = chosenVsCode(),
  log: (line: string) => void = () => undefined,
): VsCodeInstallation {
  if (process.platform !== 'linux') throw new Error(NOT_LINUX);
  // Version 4.x.y carries VS Code 1.x.y. Its own wrapper and the wrapper's packages are not used.
  const { codeServer } = VS_CODES[name];
  const folder = path.join(cacheFolder(), `code-server-${codeServer}`);
  const stamp = path.join(folder, STAMP);
  if (!fs.existsSync(stamp)) make(folder, codeServer, log);
  const { node, version } = JSON.parse(fs.readFileSync(stamp, 'utf8')) as Stamp;
  return {
    root: path.join(folder, 'lib', 'vscode'),
    node: node === undefined ? process.execPath : path.join(folder, node),
    version,
  };
}

export const NOT_LINUX =
  `VS Code is only prepared for tests on Linux; this is ${process.platform}. ` +
  'Run these tests in Linux (a container will do), or in a desktop VS Code: VSCODE_DOWNLOAD=1 npx vscode-test.';

/** The first versions whose npm packages carry the binaries for Linux. */
const RIPGREP = '1.18.0';
const NODE_PTY = '1.2.0-beta.15';
/** Raise it when the steps below change. */
const RECIPE = 7;
const STAMP = `ready-${RECIPE}-node${process.versions.modules}.json`;

/** Built-in extensions that only bring toasts, sign-in prompts and megabytes. */
const NOISY_EXTENSIONS = [
  'copilot',
  'debug-auto-launch',
  'debug-server-ready',
  'github',
  'mermaid-markdown-features',
  'microsoft-authentication',
  'ms-vscode.js-debug',
  'ms-vscode.js-debug-companion',
  'ms-vscode.vscode-js-profile-table',
  'terminal-suggest',
  'tunnel-forwarding',
];

interface Stamp {
  /** Absent where the running Node is of the right version. */
  readonly node?: string;
  readonly version: string;
}

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

function cacheFolder(): string {
  const caches = process.env['XDG_CACHE_HOME'] ?? path.join(os.homedir(), '.cache');
  return path.resolve(process.env['VSCODE_HOST_CACHE'] ?? path.join(caches, 'vscode-host'));
}

function make(folder: string, codeServer: string, log: (line: string) => void): void {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  // Made aside and renamed, so that a folder of the final name is a finished one.
  const aside = fs.mkdtempSync(path.join(path.dirname(folder), '.making-'));
  try {
    log(`code-server ${codeServer} from npm`);
    unpack(`code-server@${codeServer}`, aside, ['lib/vscode', 'package.json']);
    const root = path.join(aside, 'lib', 'vscode');
    installModules(root, log);
    replaceNativeModules(path.join(root, 'node_modules'), log);
    configure(root);
    const stamp: Stamp = { ...nodeFor(aside, log), version: readManifest(root).version };
    fs.writeFileSync(path.join(aside, STAMP), JSON.stringify(stamp));
    moveTo(folder, aside);
    log('ready');
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

function installModules(root: string, log: (line: string) => void): void {
  // --legacy-peer-deps: without it `npm ci` misses a peer dependency (tslib) in code-server's lock file.
  const exactly = ['ci', '--ignore-scripts', '--omit=dev', '--legacy-peer-deps'];
  log('modules of the server');
  npm(exactly, root);
  log('modules of the built-in extensions');
  npm(exactly, path.join(root, 'extensions'));
  for (const name of NOISY_EXTENSIONS) {
    fs.rmSync(path.join(root, 'extensions', name), { recursive: true, force: true });
  }
}

function replaceNativeModules(modules: string, log: (line: string) => void): void {
  const platform = `${process.platform}-${process.arch}`;
  if (!fs.existsSync(path.join(modules, '@vscode', 'ripgrep', 'bin', 'rg'))) {
    log('ripgrep'); // its own install script would ask GitHub
    unpack(`@vscode/ripgrep-${platform}@${RIPGREP}`, path.join(modules, '@vscode', 'ripgrep'), ['bin']);
  }
  const pty = path.join(modules, 'node-pty');
  if (!fs.existsSync(path.join(pty, 'prebuilds', platform))) {
    log('node-pty'); // a Node-API binary: any Node takes it
    unpack(`node-pty@${NODE_PTY}`, path.join(pty, 'build'), [`prebuilds/${platform}`]);
    fs.renameSync(path.join(pty, 'build', 'prebuilds', platform), path.join(pty, 'build', 'Release'));
  }
  fs.writeFileSync(path.join(modules, '@vscode', 'spdlog', 'index.js'), SPDLOG_MODULE);
  for (const name of ['native-watchdog', '@vscode/native-watchdog']) {
    if (fs.existsSync(path.join(modules, name)))
      fs.writeFileSync(path.join(modules, name, 'index.js'), WATCHDOG_MODULE);
  }
}

function configure(root: string): void {
  const asar = path.join(root, 'node_modules.asar'); // what code-server's skipped postinstall would have linked
  if (!fs.existsSync(asar)) fs.symlinkSync('node_modules', asar);
  const file = path.join(root, 'product.json');
  const product = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
  // There but empty means "no gallery"; absent would mean open-vsx.org.
  fs.writeFileSync(file, JSON.stringify({ ...product, extensionsGallery: {} }, null, 2));
}

/** The Node that this VS Code was made for, out of the npm package of its binary, where ours is another. */
function nodeFor(aside: string, log: (line: string) => void): { node?: string } {
  const major = /\d+/.exec(readManifest(aside).engines.node)?.[0];
  if (major === undefined || major === process.versions.node.split('.')[0]) return {};
  log(`Node ${major}`);
  unpack(`node-${process.platform}-${process.arch}@${major}`, path.join(aside, 'node'), [
    'bin/node',
    'LICENSE',
  ]);
  return { node: 'node/bin/node' };
}

function moveTo(folder: string, aside: string): void {
  try {
    fs.renameSync(aside, folder);
  } catch {
    // Either another process was first, or an older recipe's folder lies there.
    if (fs.existsSync(path.join(folder, STAMP))) return;
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(aside, folder);
  }
}

/** Unpacks parts of a package, without its dependencies, scripts and source maps. */
function unpack(spec: string, into: string, members: readonly string[]): void {
  const packed = fs.mkdtempSync(path.join(os.tmpdir(), 'npm-pack-'));
  try {
    npm(['pack', spec, '--silent'], packed);
    const [archive] = fs.readdirSync(packed);
    if (archive === undefined) throw new Error(`npm pack ${spec} wrote no archive`);
    fs.mkdirSync(into, { recursive: true });
    const wanted = members.map((member) => `package/${member}`);
    execFileSync(
      'tar',
      ['xzf', path.join(packed, archive), '--strip-components=1', '--exclude=*.map', ...wanted],
      { cwd: into },
    );
  } finally {
    fs.rmSync(packed, { recursive: true, force: true });
  }
}

function npm(args: readonly string[], cwd: string): void {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
  execFileSync('npm', [...args, ...quiet], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

function readManifest(folder: string): Manifest {
  return JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;
}

if (import.meta.main) {
  const given = process.argv.slice(2).map(parseVsCodeName);
  for (const name of given.length > 0 ? given : [chosenVsCode()]) {
    const { version, root } = prepareVsCode(name, (line) => console.error(`preparing VS Code: ${line}`));
    console.log(`VS Code ${version} in ${root}`);
  }
}
