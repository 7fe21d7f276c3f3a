import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { prepareVsCode } from '../support/vscode/prepareVsCode.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const VSCE = path.join('node_modules', '@vscode', 'vsce', 'vsce');
const run = promisify(execFile);

/** What people download and install. */
describe('the packaged extension', function () {
  this.timeout(120_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-vsix-'));
  const vsix = path.join(folder, 'tandem.vsix');
  let said = '';

  before(async () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
      scripts: { package: string };
    };
    // As `npm run package` does, but of what is built already, and to another place.
    const [, command = ''] = scripts.package.split(' && ');
    const [, ...args] = command.replace(/--out \S+/, `--out ${vsix}`).split(' ');
    const { stdout, stderr } = await run(process.execPath, [VSCE, ...args], { cwd: ROOT });
    said = stdout + stderr;
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  it('is packed without a warning, and holds what it needs and nothing else', async () => {
    assert.doesNotMatch(said, /warn/i);
    const { stdout } = await run(process.execPath, [VSCE, 'ls', '--no-dependencies'], { cwd: ROOT });
    const files = stdout.trim().split('\n');
    const expected = [
      /^package\.json$/,
      /^package\.nls\.json$/,
      /^package\.nls\.(de|fr)\.json$/,
      /^l10n\/bundle\.l10n\.(de|fr)\.json$/,
      /^README\.md$/,
      /^CHANGELOG\.md$/,
      /^LICENSE$/,
      /^dist\/extension\.cjs$/,
      /^dist\/extension\.web\.cjs$/,
      /^dist\/extension\.web\.cjs\.js$/,
      /^docs\/images\/pairing-(light|dark)\.png$/,
      /^extension\/icon\.svg$/,
      /^extension\/icon\.png$/,
      /^extension\/walkthrough\/[a-z]+\.svg$/,
    ];
    assert.deepEqual(
      files.filter((file) => !expected.some((pattern) => pattern.test(file))),
      [],
    );
    for (const pattern of expected)
      assert.ok(
        files.some((file) => pattern.test(file)),
        pattern.source,
      );
    assert.ok(fs.statSync(vsix).size < 1_500_000, `${fs.statSync(vsix).size} bytes`);
  });

  it('installs into a clean profile by VS Code’s command line', async () => {
    const { root, node } = prepareVsCode();
    const cli = (...args: string[]) =>
      run(node, [path.join(root, 'out', 'server-main.js'), '--server-data-dir', folder, ...args]);
    const { stdout } = await cli('--install-extension', vsix);
    assert.match(stdout, /successfully installed/);
    const listed = await cli('--list-extensions', '--show-versions');
    assert.match(listed.stdout, /^tandem\.tandem@\d+\.\d+\.\d+$/m);
  });
});
