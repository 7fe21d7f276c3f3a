import * as vscode from 'vscode';
import { workbenchFacts } from '../contract/workbench/workbenchFacts.ts';
import { RealWorkbench } from './realWorkbench.ts';

describe('a window of VS Code', function () {
  this.timeout(60_000);
  const real = new RealWorkbench();

  // In a browser VS Code saves by itself unless it is told not to.
  const setAutoSave = (value: string | undefined): Thenable<void> =>
    vscode.workspace
      .getConfiguration('files')
      .update('autoSave', value, vscode.ConfigurationTarget.Workspace);

  before(() => setAutoSave('off'));
  after(async () => {
    await setAutoSave(undefined);
    await real.end();
  });

  for (const { title, check } of workbenchFacts) it(title, () => check(real));
});
