import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { chosenVsCode, VS_CODES } from './vsCodes.ts';

describe('the VS Codes of the tests', () => {
  const manifest = JSON.parse(
    fs.readFileSync(path.join(import.meta.dirname, '..', '..', '..', 'package.json'), 'utf8'),
  ) as { engines: { vscode: string }; devDependencies: Record<string, string> };

  it('begin with the one that package.json admits, whose types the code is checked with', () => {
    const oldest = VS_CODES.oldest.codeServer.replace(/^4\.(\d+)\..*$/, '1.$1.0');
    assert.equal(manifest.engines.vscode, `^${oldest}`);
    assert.equal(manifest.devDependencies['@types/vscode'], `~${oldest}`);
  });
  it('are the newest where TANDEM_VSCODE says nothing', () => {
    assert.equal(chosenVsCode(undefined), 'newest');
    assert.equal(chosenVsCode(''), 'newest');
  });
  it('are the one that TANDEM_VSCODE names', () => {
    assert.equal(chosenVsCode('oldest'), 'oldest');
  });
  it('are none where TANDEM_VSCODE names another', () => {
    assert.throws(() => chosenVsCode('1.100'), /no VS Code called 1\.100; there are oldest and newest/);
  });
});
