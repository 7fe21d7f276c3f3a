import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/vscode/browser.ts';
import { startCodeServer, type CodeServer } from '../support/vscode/codeServer.ts';
import type { HostRunResult } from '../support/vscode/hostRun.ts';
import { runMochaInHost } from '../support/vscode/mochaInHost.ts';
import { VS_CODE_NAMES, VS_CODES } from '../support/vscode/vsCodes.ts';

/** The `vscode` suites are only worth something if they fail when they should. */
for (const vsCode of VS_CODE_NAMES) {
  describe(`mocha in the extension host of the ${vsCode} VS Code`, () => {
    let folder: string;
    let server: CodeServer | undefined;
    let browser: Browser | undefined;

    before(async () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'test-host-'));
      const manifest = {
        name: 'empty',
        publisher: 'test',
        version: '0.0.1',
        engines: { vscode: '^1.100.0' },
      };
      fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
      server = await startCodeServer({ vsCode });
      browser = await launchBrowser();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    it('is the VS Code that was prepared', async () => {
      const { result, output } = await run(
        `it('says which', () => console.log('version', require('vscode').version));`,
      );
      assert.equal(result.failed, 0);
      const [prepared] = VS_CODES[vsCode].codeServer.match(/(?<=^4\.)\d+/) ?? [];
      assert.match(output, new RegExp(`^version 1\\.${prepared}\\.`, 'm'));
    });

    it('fails when an assertion does, and shows where', async () => {
      const { result, failures, output } = await run(`
      it('passes', () => {});
      it('is wrong', () => require('node:assert').equal(1, 2));`);
      assert.deepEqual(result, { passed: 1, failed: 1, skipped: [] });
      assert.match(failures[0]?.title ?? '', /is wrong$/);
      assert.match(failures[0]?.message ?? '', /1 == 2/);
      assert.match(output, /suite\.cjs:3:/);
    });

    it('fails when the extension host dies', async () => {
      const { result, output } = await run(`it('dies', () => process.kill(process.pid, 'SIGKILL'));`);
      assert.deepEqual(result, { passed: 0, failed: 1, skipped: [] });
      assert.match(output, /The extension host ended in the middle of the tests/);
    });

    // What our runner makes of it is the same in both.
    if (vsCode !== 'newest') return;

    it('counts what passes and what is skipped', async () => {
      const { result, output } = await run(`
      it('passes', () => require('vscode').window.showInformationMessage('hello') && undefined);
      it.skip('waits for better days', () => {});`);
      assert.deepEqual(result, { passed: 1, failed: 0, skipped: ['waits for better days'] });
      assert.match(output, /✔ passes/);
    });

    it('fails when a promise of ours is lost', async () => {
      const { result, output } = await run(`
      it('forgets to await', () => { void Promise.reject(new Error('nobody looks at me')); });
      it('comes later', () => new Promise((resolve) => setTimeout(resolve, 50)));`);
      assert.deepEqual(result, { passed: 2, failed: 1, skipped: [] });
      assert.match(output, /LOST PROMISE: Error: nobody looks at me/);
    });

    it('fails when a suite cannot be loaded', async () => {
      const { result, output } = await run(`require('./missing.cjs');`);
      assert.equal(result.failed, 1);
      assert.match(output, /Cannot find module/);
    });

    it('fails when a test never ends', async () => {
      const { result, output } = await run(`it('loops', () => { for (;;); });`, 10_000);
      assert.deepEqual(result, { passed: 0, failed: 1, skipped: [] });
      assert.match(output, /No result within 10 s/);
    });

    async function run(
      source: string,
      limitMs = 120_000,
    ): Promise<{
      result: Omit<HostRunResult, 'failures'>;
      failures: HostRunResult['failures'];
      output: string;
    }> {
      const file = path.join(fs.mkdtempSync(path.join(folder, 'run-')), 'suite.cjs');
      fs.writeFileSync(file, source);
      let output = '';
      const { failures, ...result } = await runMochaInHost({
        server: server!,
        browser: browser!,
        extensions: [folder],
        files: [file],
        limitMs,
        write: (text) => (output += text),
      });
      // On CI mocha writes in colours.
      return { result, failures, output: stripVTControlCharacters(output) };
    }
  });
}
