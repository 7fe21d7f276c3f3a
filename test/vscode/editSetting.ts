import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import type { EditKind } from './markedEdit.ts';
import { readMarked } from './markedEdit.ts';
import type { IntendedText } from './intendedText.ts';
import { write } from './remoteEdits.ts';
import { openText, type SharedPair, type Sharing } from './sharing.ts';

export interface PlainSelection {
  readonly anchor: number;
  readonly head: number;
}

/** Opens a document with the text and the carets of an edit kind. */
export async function openFor(kind: EditKind): Promise<vscode.TextEditor> {
  const { before, selections } = readMarked(kind.marked);
  const editor = await openText(before, kind.extension);
  await select(editor, selections);
  return editor;
}

/** Makes the edit; `meanwhile` is called at the moment when it is under way. */
export async function make(kind: EditKind, editor: vscode.TextEditor, meanwhile?: () => void): Promise<void> {
  const undoPreparation = await kind.prepare?.(editor);
  try {
    const made = kind.run(editor);
    meanwhile?.();
    await made;
  } finally {
    await undoPreparation?.();
  }
}

/** Sets the selections, and waits until the editor has told them. */
export async function select(
  editor: vscode.TextEditor,
  selections: readonly PlainSelection[],
): Promise<void> {
  if (same(selectionsOf(editor), selections)) return;
  const told = new Promise<void>((resolve) => {
    const subscription = vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections: now }) => {
      if (
        textEditor !== editor ||
        !same(
          now.map((one) => plain(editor.document, one)),
          selections,
        )
      )
        return;
      subscription.dispose();
      resolve();
    });
  });
  editor.selections = selections.map(
    ({ anchor, head }) =>
      new vscode.Selection(editor.document.positionAt(anchor), editor.document.positionAt(head)),
  );
  await told;
}

export function selectionsOf(editor: vscode.TextEditor): PlainSelection[] {
  return editor.selections.map((selection) => plain(editor.document, selection));
}

/** Takes steps back (or brings them back) until nothing changes any more; gives the text after each. */
export async function runToTheEnd(editor: vscode.TextEditor, command: string): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const before = editor.document.getText();
    await vscode.commands.executeCommand(command);
    if (editor.document.getText() === before) return texts;
    texts.push(editor.document.getText());
    assert.ok(texts.length < 100, `${command} goes on for ever`);
  }
}

/** All have the same text, and it is one of those intended. Gives it. */
export async function expectText(
  sharing: Sharing,
  pair: SharedPair,
  { texts }: IntendedText,
  what: string,
): Promise<string> {
  const text = await sharing.settled(pair);
  assert.ok(texts.includes(text), `${what}: ${JSON.stringify(text)} is none of ${JSON.stringify(texts)}`);
  return text;
}

/** Text and carets are as at first for the next round in the same room, and nothing is left to undo. */
export async function startAgain(
  sharing: Sharing,
  pair: SharedPair,
  kind: EditKind,
  editor: vscode.TextEditor,
): Promise<void> {
  const { before, selections } = readMarked(kind.marked);
  await runToTheEnd(editor, 'tandem.undo');
  const text = await sharing.settled(pair);
  write(pair.web.text, [{ offset: 0, length: text.length, text: before }]);
  assert.equal(await sharing.settled(pair), before);
  await select(editor, selections);
}

/** Waits until the editor's selections are among those allowed: it tells them after its text. */
export async function expectSelections(
  editor: vscode.TextEditor,
  what: string,
  isRight: (selections: readonly PlainSelection[]) => boolean,
): Promise<void> {
  await eventually(what, () => isRight(selectionsOf(editor)), 5_000).catch(() =>
    assert.fail(`${what}: the selections are ${JSON.stringify(selectionsOf(editor))}`),
  );
}

function plain(document: vscode.TextDocument, { anchor, active }: vscode.Selection): PlainSelection {
  return { anchor: document.offsetAt(anchor), head: document.offsetAt(active) };
}

function same(a: readonly PlainSelection[], b: readonly PlainSelection[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
