import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openUntitled } from '../../extension/document/untitledDocument.ts';

describe('the extension host', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('opens a document, edits it and tells of the change', async () => {
    const document = await openUntitled('one\nthree\n');
    const editor = await vscode.window.showTextDocument(document);
    const changed = new Promise<vscode.TextDocumentChangeEvent>((resolve) => {
      const subscription = vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document !== document || event.contentChanges.length === 0) return;
        subscription.dispose();
        resolve(event);
      });
    });
    const isAccepted = await editor.edit((builder) => builder.insert(new vscode.Position(1, 0), 'two\n'));
    assert.equal(isAccepted, true);
    const { contentChanges } = await changed;
    assert.deepEqual(
      contentChanges.map(({ rangeOffset, rangeLength, text }) => ({ rangeOffset, rangeLength, text })),
      [{ rangeOffset: 4, rangeLength: 0, text: 'two\n' }],
    );
    assert.equal(document.getText(), 'one\ntwo\nthree\n');
  });

  it('has a workspace folder to write to', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, 'notes.txt');
    await vscode.workspace.fs.writeFile(file, Buffer.from('kept'));
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    assert.equal(document.getText(), 'kept');
  });
});
