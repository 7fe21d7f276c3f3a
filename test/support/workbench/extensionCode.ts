import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import type * as vscode from 'vscode';
import type { TandemApi } from '../../../extension/api.ts';
import type { Platform } from '../../../extension/platform.ts';

/** Tandem's own code, as one window has it: with module state of its own. */
export interface ExtensionCode {
  start(context: vscode.ExtensionContext, platform: Platform): TandemApi;
  deactivate(): Promise<void>;
}

/** What the code finds instead of the globals of Node. */
export type WindowGlobals = Readonly<Record<(typeof GLOBALS)[number], unknown>>;

const GLOBALS = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'] as const),
  ...([
    'Date',
    'Math',
    'performance',
    'AbortSignal',
    'fetch',
    'process',
    'globalThis',
    'console',
    'crypto',
  ] as const),
] as const;

const ROOT = path.join(import.meta.dirname, '..', '..', '..');

/** Evaluates the extension anew, as opening or reloading a window does. */
export type LoadExtension = (require: (name: string) => unknown, globals: WindowGlobals) => ExtensionCode;

/** Bundles the extension, once in this process. */
export function bundleExtension(): Promise<LoadExtension> {
  return (bundled ??= bundle());
}

let bundled: ReturnType<typeof bundle> | undefined;

async function bundle(): Promise<LoadExtension> {
  const { outputFiles } = await build({
    entryPoints: [path.join(ROOT, 'extension', 'activation.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const code = outputFiles[0]?.text ?? '';
  const parameters = ['require', 'module', 'exports', ...GLOBALS].join(', ');
  const script = new vm.Script(`(function (${parameters}) {${code}\n})`, { filename: 'extension.cjs' });
  const evaluate = script.runInThisContext() as (...values: unknown[]) => void;
  return (require, globals) => {
    const module = { exports: {} };
    evaluate(require, module, module.exports, ...GLOBALS.map((name) => globals[name]));
    return module.exports as ExtensionCode;
  };
}
