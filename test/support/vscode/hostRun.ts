import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { CodeServer } from './codeServer.ts';
import type { Failure, SuiteReport } from '../runner/suiteReport.ts';
import { readLines } from './jsonLines.ts';
import { gotoWorkbench } from './workbench.ts';

export interface HostRunOptions {
  readonly server: CodeServer;
  readonly browser: Browser;
  /** Folders of the extensions under test. A promise that one of them loses is a failure. */
  readonly extensions: readonly string[];
  /** The folder to open; a new empty one where it is left out. */
  readonly folder?: string;
  /** The function of mochaEntry.cjs to call, and what it is given. */
  readonly call: 'runMocha' | 'runModule';
  readonly task: Readonly<Record<string, unknown>>;
  /** The run fails when it takes longer: a test may loop for ever. */
  readonly limitMs: number;
  readonly write: (output: string) => void;
}

export type HostRunResult = SuiteReport;

/**
 * Runs tests inside the extension host of a window of their own. A host that ends in the middle, a window that
 * crashes and a run that takes too long count as one failure each. Modal dialogs are refused by VS Code in there.
 */
export async function runInHost(options: HostRunOptions): Promise<HostRunResult> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'host-run-'));
  const link = await listen(options.write);
  // Nobody looks at it, and drawing a large window takes a quarter of a processor.
  const context = await options.browser.newContext({ viewport: { width: 640, height: 400 } });
  try {
    const page = await context.newPage();
    const workspace = options.folder ?? path.join(folder, 'workspace');
    fs.mkdirSync(workspace, { recursive: true });
    const broken = whenBroken(page, options.limitMs, link.hasResult);
    await gotoWorkbench(page, options.server.port, {
      folder: workspace,
      extensions: options.extensions,
      testsPath: writeTestsModule(folder, link.port, options),
    });
    const problem = await Promise.race([link.over, broken.problem]);
    broken.stopWaiting();
    if (problem !== undefined) options.write(`\n${problem}\n`);
    await page.close(); // says goodbye, so that the extension host ends now
    const result = link.result();
    if (problem === undefined) return result;
    return { ...result, failed: result.failed + 1, failures: [...result.failures, { message: problem }] };
  } finally {
    await context.close();
    link.close();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function writeTestsModule(folder: string, port: number, { call, task, extensions }: HostRunOptions): string {
  const file = path.join(folder, 'tests.cjs');
  const entry = JSON.stringify(path.join(import.meta.dirname, 'mochaEntry.cjs'));
  const given = JSON.stringify({
    ...task,
    port,
    blame: extensions.map((extension) => path.resolve(extension)),
  });
  fs.writeFileSync(file, `exports.run = () => require(${entry}).${call}(${given});\n`);
  return file;
}

interface Link {
  readonly port: number;
  /** Resolves when the connection has ended: with what is wrong, if anything is. */
  readonly over: Promise<string | undefined>;
  readonly hasResult: () => boolean;
  result(): HostRunResult;
  close(): void;
}

/** Where mochaEntry.cjs reports to. */
async function listen(write: (output: string) => void): Promise<Link> {
  const over = Promise.withResolvers<string | undefined>();
  let [passed, failed] = [0, 0];
  let failures: readonly Failure[] = [];
  let skipped: readonly string[] = [];
  let hasResult = false;
  const server = net.createServer((socket) => {
    readLines(socket, (line) => {
      const message = line as Partial<HostRunResult> & { output?: string };
      if (message.output !== undefined) write(message.output);
      if (message.passed !== undefined) passed = message.passed;
      if (message.skipped !== undefined) skipped = message.skipped;
      if (message.failures !== undefined) failures = message.failures;
      if (message.failed === undefined) return;
      failed = message.failed;
      hasResult = true;
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () =>
      over.resolve(hasResult ? undefined : 'The extension host ended in the middle of the tests.'),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as net.AddressInfo).port,
    over: over.promise,
    hasResult: () => hasResult,
    result: () => ({ passed, failed, failures, skipped }),
    close: () => server.close(),
  };
}

function whenBroken(page: Page, limitMs: number, hasResult: () => boolean) {
  const { promise: problem, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`No result within ${limitMs / 1000} s.`), limitMs);
  page.on('crash', () => resolve('The window crashed.'));
  // VS Code's own word that the run is over: the only one when run() could not even be called.
  const exited = page.exposeFunction('codeAutomationExit', (code: number) => {
    if (!hasResult()) resolve(`VS Code ended the run with code ${code} before the tests had reported.`);
  });
  const logging = page.exposeFunction('codeAutomationLog', () => undefined);
  Promise.all([exited, logging]).catch((error: unknown) => resolve(String(error)));
  return { problem, stopWaiting: () => clearTimeout(timer) };
}
