#!/usr/bin/env node
/**
 * Stands in for the `code` of a desktop VS Code: takes the arguments that @vscode/test-cli and @vscode/test-electron
 * give to it, and runs the same tests in the same way without a desktop.
 */
import path from 'node:path';
import { runInHost } from './hostRun.ts';
import { withHost } from './withHost.ts';

const testsPath = valuesOf('extensionTestsPath')[0];
if (testsPath === undefined) {
  console.error('This stand-in for VS Code only runs tests: it needs --extensionTestsPath=...');
  process.exit(2);
}
// What the caller wants to reach the extension host: test-cli's options, and coverage.
const environment = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && /^(VSCODE_TEST_|NODE_V8_COVERAGE$)/.test(name) ? [[name, value]] : [],
  ),
);
const folder = folderToOpen();
const result = await withHost({ environment }, (host) =>
  runInHost({
    ...host,
    extensions: valuesOf('extensionDevelopmentPath'),
    ...(folder !== undefined && { folder: path.resolve(folder) }),
    call: 'runModule',
    task: { testsPath: path.resolve(testsPath) },
    limitMs: 900_000,
    write: (output) => process.stdout.write(output),
  }),
);
process.exitCode = result.failed === 0 ? 0 : 1;

function valuesOf(name: string): string[] {
  const prefix = `--${name}=`;
  return process.argv
    .filter((argument) => argument.startsWith(prefix))
    .map((found) => found.slice(prefix.length));
}

/** The only argument that is neither an option nor an option's value. */
function folderToOpen(): string | undefined {
  const given = process.argv.slice(2);
  return given.find((argument, at) => {
    const before = given[at - 1] ?? '';
    return !argument.startsWith('-') && !/^--(user-data-dir|extensions-dir|profile|locale|log)$/.test(before);
  });
}
