import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { openFile, openText, setUpSharing } from './sharing.ts';

const CODE = `export function start(room) {
  room.open({ quietly: true });
  return room.whenOpened();
}

export function restart(room) {
  room.op
}
`;

describe('completions in a window', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();

  afterEach(async () => {
    for (const name of ['enabled', 'languages', 'everywhere', 'excludeGlobs']) await set(name, undefined);
  });

  it('take the text that VS Code is told to commit, in words and as a whole', async () => {
    const editor = await openText(CODE, 'js');
    await sharing.share(editor.document);
    caretBehind(editor, 'room.op');
    await trigger();
    await eventually('a word to be taken', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
      return lineOf(editor).startsWith('  room.open');
    });
    await eventually('all of it to be taken', async () => {
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return lineOf(editor).startsWith('  room.open({ quietly');
    });
  });

  it('say who answers, and that no model sees the text', async () => {
    const editor = await openText(CODE, 'js');
    assert.match(await explain(), /limit completions to shared documents/);
    await sharing.share(editor.document);
    assert.match(await explain(), /without any model.*No model sees the room’s text/);
  });

  it('keep still where secrets are, and where a pattern says so', async () => {
    const secret = await openFile('.env.test', 'KEY=one\n');
    await sharing.share(secret.document);
    assert.match(await explain(), /files with this name may hold secrets/);
    const excluded = await openText(CODE, 'generated.js');
    await sharing.share(excluded.document);
    await set('excludeGlobs', ['**/*.generated.js']);
    await eventually('the pattern to count', async () => /excludes this file/.test(await explain()));
  });

  it('say nothing any more of a file that a pattern has begun to leave out', async () => {
    await set('everywhere', true);
    await openText('const zebraCrossing = true;\n', 'generated.js');
    await openText('const giraffeHouse = true;\n', 'js');
    const editor = await openText('', 'js');
    /** What becomes of the word when VS Code is told to commit what it suggests. */
    const completed = async (word: string): Promise<string> => {
      const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
      await editor.edit((edit) => edit.replace(all, word));
      caretBehind(editor, word);
      await trigger();
      await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
      return lineOf(editor);
    };
    const isKnown = async (word: string, whole: string): Promise<boolean> =>
      (await completed(word)).startsWith(whole);
    await eventually('both to be known', async () => {
      return (await isKnown('zebraCro', 'zebraCrossing')) && (await isKnown('giraffeHo', 'giraffeHouse'));
    });
    await set('excludeGlobs', ['**/*.generated.js']);
    for (let attempt = 0; attempt < 3; attempt++) {
      assert.equal(await completed('zebraCro'), 'zebraCro');
      await eventually('the other one to be known still', () => isKnown('giraffeHo', 'giraffeHouse'));
    }
  });

  it('are switched off and on, also for a language', async () => {
    const editor = await openText(CODE, 'js');
    await sharing.share(editor.document);
    assert.equal(await vscode.commands.executeCommand('tandem.toggleCompletions'), 'off');
    assert.match(await explain(), /Completions are off\./);
    assert.equal(await vscode.commands.executeCommand('tandem.toggleCompletions'), 'auto');
    const argument = { language: 'javascript' };
    const toggle = () => vscode.commands.executeCommand('tandem.toggleCompletionsForLanguage', argument);
    assert.equal(await toggle(), false);
    assert.match(await explain(), /off for the language javascript/);
    assert.equal(await toggle(), true);
    assert.doesNotMatch(await explain(), /off for/);
  });

  it('a model is not allowed where the relay has none', async () => {
    const editor = await openText(CODE, 'js');
    const { room } = await sharing.share(editor.document);
    const allowed = vscode.commands.executeCommand('tandem.allowModel', {
      roomId: room.id,
      isConfirmed: true,
    });
    await assert.rejects(Promise.resolve(allowed), /This relay has no model/);
  });
});

function caretBehind(editor: vscode.TextEditor, text: string): void {
  const { document } = editor;
  const at = document.positionAt(document.getText().lastIndexOf(text) + text.length);
  editor.selection = new vscode.Selection(at, at);
}

function lineOf({ document, selection }: vscode.TextEditor): string {
  return document.lineAt(selection.active.line).text;
}

async function trigger(): Promise<void> {
  await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
}

async function explain(): Promise<string> {
  return vscode.commands.executeCommand('tandem.explainCompletions', {});
}

async function set(name: string, value: unknown): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration('tandem.completions').update(name, value, Global);
}
