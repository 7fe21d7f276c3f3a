import Mocha from 'mocha';
import { writeSuiteReport, type Failure } from './suiteReport.ts';

/** Mocha's spec reporter, which also writes a SuiteReport to the file named by `--reporter-option report=...`. */
export default class SpecReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const { report } = options.reporterOptions as { report: string };
    const skipped: string[] = [];
    const failures: Failure[] = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test, { message }: Error) => failures.push({ title: test.fullTitle(), message }));
    runner.once('end', () => {
      const { passes: passed, failures: failed } = this.stats;
      writeSuiteReport(report, { passed, failed, failures, skipped });
      endWithLeaks();
    });
  }
}

/** Without this a test that leaves a socket or a timer behind would keep the process, and the runner, for ever. */
function endWithLeaks(): void {
  const timer = setTimeout(() => {
    const open = process.getActiveResourcesInfo().join(', ');
    console.error(`\nThe tests are over, but something keeps their process alive: ${open}`);
    process.exit(1);
  }, LEAK_GRACE_MS);
  timer.unref(); // on its own it keeps nothing alive
  // Left to end by itself, Node takes its environment apart, and was seen to wait there for ever, at full load, for a
  // request that never comes back (uv_run under CleanupHandles).
  process.once('beforeExit', () => process.exit());
}

const LEAK_GRACE_MS = 10_000;
