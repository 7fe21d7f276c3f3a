import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import { openUntitled } from '../../extension/document/untitledDocument.ts';
import { closeAllEditors } from './window.ts';

describe('an untitled document that Tandem opens', function () {
  this.timeout(60_000);
  afterEach(closeAllEditors);

  it('holds what it is given, also where VS Code has a backup of another one of its name', async () => {
    for (let round = 1; round <= 14; round++) {
      const another = await vscode.workspace.openTextDocument({ content: `another ${round}` });
      await vscode.window.showTextDocument(another);
      // VS Code backs up what has not changed for a second, and closing does not always take that back in time.
      await wait(850 + 20 * round);
      await closeAllEditors();
      const text = `a copy\r\nof round ${round}\r\n`;
      const document = await openUntitled(text, 'python');
      await vscode.window.showTextDocument(document);
      assert.equal(document.getText(), text);
      assert.equal(document.languageId, 'python');
      assert.equal(document.isDirty, true);
      await closeAllEditors();
    }
  });
});
