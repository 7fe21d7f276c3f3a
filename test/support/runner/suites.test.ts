import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { CORE_STORIES, parseSuiteName, planSuite, SUITE_NAMES, vsCodeOf, WAVES } from './suites.ts';

describe('the suites', () => {
  const { TANDEM_VSCODE: given } = process.env;
  afterEach(() => choose(given));

  it('all run, each once', () => {
    assert.deepEqual([...WAVES.flat()].sort(), [...SUITE_NAMES].sort());
  });
  it('of windows are those of the newest VS Code where they are named without one', () => {
    choose(undefined);
    assert.deepEqual(['vscode', 'e2e'].map(parseSuiteName), ['vscode-newest', 'e2e-newest']);
  });
  it('of windows are those of the VS Code that TANDEM_VSCODE names', () => {
    choose('oldest');
    assert.deepEqual(['vscode', 'e2e'].map(parseSuiteName), ['vscode-oldest', 'e2e-oldest']);
    assert.equal(vsCodeOf('web'), 'oldest');
  });
  it('with a VS Code in their name open that one, whatever TANDEM_VSCODE says', () => {
    for (const chosen of [undefined, 'oldest', 'newest']) {
      choose(chosen);
      for (const name of ['vscode-oldest', 'vscode-newest', 'e2e-oldest', 'e2e-newest'] as const) {
        const plan = planSuite(name, { reportFile: 'report.json' });
        if (plan.kind === 'impossible') return; // no Linux, or no Chromium
        assert.equal(plan.command.environment?.['TANDEM_VSCODE'], name.split('-')[1]);
      }
    }
  });
  it('in windows of the oldest VS Code are the core stories, of which there are some in at least five files', () => {
    const folder = path.join(import.meta.dirname, '..', '..', 'e2e');
    const marked = fs
      .globSync('*.test.ts', { cwd: folder })
      .filter((file) => new RegExp(CORE_STORIES).test(fs.readFileSync(path.join(folder, file), 'utf8')));
    assert.ok(marked.length >= 5, marked.join(', '));
  });

  function choose(name: string | undefined): void {
    if (name === undefined) delete process.env['TANDEM_VSCODE'];
    else process.env['TANDEM_VSCODE'] = name;
  }
});
