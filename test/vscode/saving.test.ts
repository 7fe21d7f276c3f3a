import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import * as Y from 'yjs';
import { eventually } from '../support/eventually.ts';
import { write } from './remoteEdits.ts';
import { openText, readFile, setUpSharing, type SharedPair } from './sharing.ts';

/** Slower than the pause between two edits of a fast typist, as formatters are. */
const SLOW_MS = 300;

describe('what is computed from the text, while others type', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();
  const registered: vscode.Disposable[] = [];
  const changed = new Set<string>();

  afterEach(async () => {
    for (const one of registered.splice(0)) one.dispose();
    for (const key of changed) await set(key, undefined);
    changed.clear();
  });

  it('[B8] a formatter on save formats, and the file is saved', async () => {
    registerFormatter(spaceOut);
    await set('editor.formatOnSave', true);
    const editor = await openText('a=1\nb=2\n');
    const pair = await sharing.share(editor.document);
    await vscode.commands.executeCommand('type', { text: 'x' });
    const sent = await whileTheyType(pair, async () => {
      await vscode.commands.executeCommand('tandem.save');
      await eventually('the file to be saved', async () =>
        /^xa = 1\nb = 2\n/.test(await readFile(editor.document.uri)),
      );
    });
    assert.equal(await sharing.settled(pair), `xa = 1\nb = 2\n${sent}`);
  });

  it('[B8] Format Document formats', async () => {
    registerFormatter(spaceOut);
    const editor = await openText('a=1\nb=2\n');
    const pair = await sharing.share(editor.document);
    const sent = await whileTheyType(pair, () => vscode.commands.executeCommand('tandem.formatDocument'));
    assert.equal(await sharing.settled(pair), `a = 1\nb = 2\n${sent}`);
  });

  it('[B8] Rename Symbol renames every occurrence, and nothing beside it', async () => {
    registered.push(
      vscode.languages.registerRenameProvider(
        { language: 'plaintext' },
        {
          async provideRenameEdits(document, _position, name) {
            const edit = new vscode.WorkspaceEdit();
            for (const { index } of document.getText().matchAll(/\bold\b/g)) {
              const range = new vscode.Range(document.positionAt(index), document.positionAt(index + 3));
              edit.replace(document.uri, range, name);
            }
            await wait(SLOW_MS);
            return edit;
          },
        },
      ),
    );
    const editor = await openText('they \nold = 1\nuse(old)\n');
    const pair = await sharing.share(editor.document);
    const sent = await whileTheyType(
      pair,
      () => vscode.commands.executeCommand('tandem.renameSymbol', { newName: 'longer' }),
      5,
    );
    assert.equal(await sharing.settled(pair), `they ${sent}\nlonger = 1\nuse(longer)\n`);
  });

  it('[B8] Organize Imports organises them, and nothing beside them', async () => {
    registered.push(
      vscode.languages.registerCodeActionsProvider(
        { language: 'plaintext' },
        {
          async provideCodeActions(document) {
            const line = document.positionAt(document.getText().indexOf('import b')).line;
            await wait(SLOW_MS);
            const action = new vscode.CodeAction('Organize', vscode.CodeActionKind.SourceOrganizeImports);
            action.edit = new vscode.WorkspaceEdit();
            action.edit.delete(document.uri, new vscode.Range(line, 0, line + 1, 0));
            action.edit.insert(document.uri, new vscode.Position(line + 2, 0), 'import b\n');
            return [action];
          },
        },
        { providedCodeActionKinds: [vscode.CodeActionKind.SourceOrganizeImports] },
      ),
    );
    const editor = await openText('\nimport b\nimport a\ncode\n');
    const pair = await sharing.share(editor.document);
    const sent = await whileTheyType(pair, () => vscode.commands.executeCommand('tandem.organizeImports'), 0);
    assert.equal(await sharing.settled(pair), `${sent}\nimport a\nimport b\ncode\n`);
  });

  it('[B5] a formatter that replaces the whole document keeps the places of the others', async () => {
    registerFormatter((document) => [
      vscode.TextEdit.replace(
        new vscode.Range(0, 0, document.lineCount, 0),
        document.getText().replaceAll('=', ' = '),
      ),
    ]);
    const lines = Array.from({ length: 200 }, (_, line) => `value${line}=${line}\n`).join('');
    const editor = await openText(lines);
    const pair = await sharing.share(editor.document);
    const { text } = pair.web;
    const caret = Y.createRelativePositionFromTypeIndex(text, text.toJSON().indexOf('150='));
    const formatting = vscode.commands.executeCommand('tandem.formatDocument');
    write(text, [{ offset: text.toJSON().indexOf('value150') + 5, length: 0, text: 'they' }]);
    await formatting;
    await eventually('the formatted text at the others', () => text.toJSON().startsWith('value0 = 0\n'));
    const expected = lines.replaceAll('=', ' = ').replace('value150 ', 'valuethey150 ');
    assert.equal(await sharing.settled(pair), expected);
    const index = Y.createAbsolutePositionFromRelativePosition(caret, pair.web.doc)?.index;
    assert.equal(index, expected.indexOf('150 = 150'));
  });

  it('[B2] white space trimmed and a last line break added on save reach the others', async () => {
    await set('files.trimTrailingWhitespace', true);
    await set('files.insertFinalNewline', true);
    const editor = await openText('alpha  \nbeta');
    const pair = await sharing.share(editor.document);
    await vscode.commands.executeCommand('cursorBottom');
    await vscode.commands.executeCommand('type', { text: '!' });
    const saving = vscode.commands.executeCommand('tandem.save');
    write(pair.web.text, [{ offset: 0, length: 0, text: 'They\n' }]);
    await saving;
    await eventually('the trimmed text at the others', () => pair.web.text.toJSON().endsWith('beta!\n'));
    assert.equal(await sharing.settled(pair), 'They\nalpha\nbeta!\n');
  });

  /** Somebody else types 20 keys a second at `offset` (the end unless told) until the task is done; gives their text. */
  async function whileTheyType(
    { web, document }: SharedPair,
    task: () => PromiseLike<unknown>,
    offset?: number,
  ): Promise<string> {
    let [sent, isOver] = ['', false];
    const typing = (async () => {
      while (!isOver) {
        const key = `${sent.length % 10}`;
        web.text.insert((offset ?? web.text.length - sent.length) + sent.length, key);
        sent += key;
        await wait(50);
      }
    })();
    try {
      await eventually('their text in the document', () => document.getText().includes('01'));
      await task();
    } finally {
      isOver = true;
      await typing;
    }
    return sent;
  }

  function registerFormatter(edits: (document: vscode.TextDocument) => vscode.TextEdit[]): void {
    registered.push(
      vscode.languages.registerDocumentFormattingEditProvider(
        { language: 'plaintext' },
        {
          async provideDocumentFormattingEdits(document) {
            const computed = edits(document);
            await wait(SLOW_MS);
            return computed;
          },
        },
      ),
    );
  }

  async function set(key: string, value: unknown): Promise<void> {
    if (value !== undefined) changed.add(key);
    await vscode.workspace.getConfiguration().update(key, value, vscode.ConfigurationTarget.Global);
  }
});

function spaceOut(document: vscode.TextDocument): vscode.TextEdit[] {
  return [...document.getText().matchAll(/(?<=\w)=(?=\w)/g)].map(({ index }) =>
    vscode.TextEdit.replace(
      new vscode.Range(document.positionAt(index), document.positionAt(index + 1)),
      ' = ',
    ),
  );
}
