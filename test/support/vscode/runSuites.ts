/**
 * Runs test/vscode in a real extension host of the VS Code that TANDEM_VSCODE names, with Tandem under test.
 *   node test/support/vscode/runSuites.ts [--grep x] [--report file]
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeSuiteReport } from '../runner/suiteReport.ts';
import { bundleSuites } from './bundleSuites.ts';
import { runMochaInHost } from './mochaInHost.ts';
import { chosenVsCode } from './vsCodes.ts';
import { withHost } from './withHost.ts';

/** Nobody looks at these windows, and drawing takes more of the processor than all tests. */
const PLAIN_SETTINGS = {
  'editor.stickyScroll.enabled': false,
  'editor.occurrencesHighlight': 'off',
  'editor.selectionHighlight': false,
  'editor.guides.indentation': false,
  'editor.bracketPairColorization.enabled': false,
  'editor.matchBrackets': 'never',
  'breadcrumbs.enabled': false,
  'workbench.activityBar.location': 'hidden',
};

const { values } = parseArgs({ options: { grep: { type: 'string' }, report: { type: 'string' } } });
const vsCode = chosenVsCode();
const files = await bundleSuites(`vscode-${vsCode}`); // both VS Codes may run at the same time
const result = await withHost({ vsCode, settings: PLAIN_SETTINGS }, (host) =>
  runMochaInHost({
    ...host,
    extensions: [path.join(import.meta.dirname, '..', '..', '..')],
    files,
    mocha: { grep: values.grep, timeout: 60_000, color: process.env['FORCE_COLOR'] !== undefined },
    limitMs: 1_700_000,
    write: (output) => process.stdout.write(output),
  }),
);
if (values.report !== undefined) writeSuiteReport(values.report, result);
process.exitCode = result.failed === 0 ? 0 : 1;
