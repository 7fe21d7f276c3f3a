import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { COMPUTED_EDITS } from './computedEdits.ts';
import { command, commands, composes, types, typesText } from './editorCommands.ts';
import type { EditKind } from './markedEdit.ts';
import { OFFERED_EDITS } from './offeredEdits.ts';

export const EDIT_KINDS: readonly EditKind[] = [
  { title: 'a word typed', marked: 'alpha ¦{+new+} omega', run: typesText('new') },
  { title: 'words typed', marked: 'alpha ¦{+two more  words+} omega', run: typesText('two more  words') },
  { title: 'typing over a selection', marked: 'alpha ⟨[-beta-]{+xy+}⟩ omega', run: typesText('xy') },
  { title: 'emoji typed', marked: 'alpha ¦{+👩‍👩‍👧é+} omega', run: types('👩‍👩‍👧', 'é') },
  {
    title: 'letters deleted backwards',
    marked: 'alpha b[-eta-]¦ omega',
    run: commands('deleteLeft', 'deleteLeft', 'deleteLeft'),
  },
  {
    title: 'letters deleted forwards',
    marked: 'alpha ¦[-bet-]a omega',
    run: commands('deleteRight', 'deleteRight', 'deleteRight'),
  },
  { title: 'a word deleted', marked: 'alpha [-beta-]¦ omega', run: commands('deleteWordLeft') },
  { title: 'a selection cut', marked: 'alpha ⟨[-beta-]⟩ omega', run: commands('cut') },
  {
    title: 'a paste',
    marked: 'alpha ¦{+pasted\nlines\n+} omega',
    run: () => command('paste', { text: 'pasted\nlines\n', pasteOnNewLine: false, multicursorText: null }),
  },
  {
    title: 'a paste over a selection',
    marked: 'alpha ⟨[-beta-]{+pasted+}⟩ omega',
    run: () => command('paste', { text: 'pasted', pasteOnNewLine: false, multicursorText: null }),
  },
  { title: 'typing at several carets', marked: 'a¦{+xy+}\nb¦{+xy+}\nc¦{+xy+}\nd', run: typesText('xy') },
  {
    title: 'a paste with a line for each caret',
    marked: 'a ¦{+one+}.\nb ¦{+two+}.\nc',
    run: () => command('paste', { text: 'one\ntwo', pasteOnNewLine: false, multicursorText: ['one', 'two'] }),
  },
  {
    title: 'typing in a column',
    marked: 'a¦{+x+}aa\nb{+x+}bb\nc{+x+}cc\nd',
    // Beforehand: any change of the text makes VS Code begin such a selection anew.
    prepare: async () => {
      await commands('cursorColumnSelectDown', 'cursorColumnSelectDown')();
      return () => undefined;
    },
    run: typesText('x'),
  },
  {
    title: 'brackets and quotes that close themselves',
    marked: 'alpha ¦{+f("a")+}',
    extension: 'java',
    run: types('f', '(', '"', 'a', '"', ')'),
  },
  {
    title: 'a pair of brackets deleted together',
    marked: 'alpha ¦{+(5)+}',
    extension: 'java',
    run: async () => {
      await types('(', '[')();
      await commands('deleteLeft')();
      await types('5')();
    },
  },
  {
    title: 'a selection put in quotes',
    marked: 'alpha {+"+}⟨beta⟩{+"+} omega',
    extension: 'java',
    run: types('"'),
  },
  {
    title: 'Enter between braces',
    marked: 'class A {¦{+\n    \n+}}\n',
    extension: 'java',
    run: types('\n'),
  },
  {
    title: 'Enter, and a line indented by the editor',
    // No brackets: the editor closes them only on a line that it has tokenised, and that takes it a moment here.
    marked: 'void f() {\n    a();¦{+\n    b;+}\n}\n',
    extension: 'java',
    run: types('\n', 'b', ';'),
  },
  {
    title: 'Enter twice, whose white space the editor trims',
    marked: 'void f() {\n    a();¦{+\n\n    b+}\n}\n',
    extension: 'java',
    run: types('\n', '\n', 'b'),
  },
  { title: 'Tab', marked: 'alpha\n¦{+    +}beta\n', extension: 'java', run: commands('tab') },
  {
    title: 'a line moved down',
    marked: 'one\n{+three\n+}tw¦o\n[-three\n-]four',
    run: commands('editor.action.moveLinesDownAction'),
  },
  {
    title: 'a line copied',
    marked: 'one\ntw¦o{+\ntwo+}\nfour',
    run: commands('editor.action.copyLinesUpAction'),
  },
  { title: 'a line deleted', marked: 'one\n¦[-two\n-]three', run: commands('editor.action.deleteLines') },
  {
    title: 'lines commented out',
    marked: '{+// +}⟨one\n{+// +}two⟩\nthree',
    extension: 'java',
    run: commands('editor.action.commentLine'),
  },
  {
    title: 'lines indented',
    marked: '{+    +}⟨one\n{+    +}two⟩\nthree',
    extension: 'java',
    run: commands('editor.action.indentLines'),
  },
  {
    title: 'a word in capitals',
    marked: 'alpha ⟨[-beta-]{+BETA+}⟩ omega',
    run: commands('editor.action.transformToUppercase'),
  },
  {
    title: 'an input method’s composition',
    marked: 'alpha ¦{+日本+} omega',
    run: composes('n', 'に', 'にほ', 'にほん', '日本'),
  },
  ...OFFERED_EDITS,
  {
    title: 'a replacement of all matches',
    marked: 'one [-cat-]{+dog+}\ntwo [-cat-]{+dog+}s\n¦',
    prepare: async () => {
      await command('editor.actions.findWithArgs', {
        searchString: 'cat',
        replaceString: 'dog',
        isRegex: false,
        isCaseSensitive: true,
      });
      return () => undefined;
    },
    run: commands('editor.action.replaceAll', 'closeFindWidget'),
  },
  ...COMPUTED_EDITS,
  {
    title: 'a selection dragged elsewhere',
    marked: 'one [-two -]⟨⟩three {+two +}four',
    run: async (editor) => {
      await editor.edit((edit) => {
        edit.delete(new vscode.Range(0, 4, 0, 8));
        edit.insert(new vscode.Position(0, 14), 'two ');
      });
    },
  },
  {
    title: 'a burst of edits by another extension',
    // Letter after letter at one place: nothing tells this from typing.
    ownSteps: ['alpha'],
    marked: '¦{+ghost+}alpha',
    run: async (editor) => {
      // As an emulation of another editor's keys does it: one edit for each key, whatever becomes of the one before.
      for (const [at, text] of Array.from('ghost').entries()) {
        await eventually('the edit to be taken', async () =>
          editor.edit((edit) => edit.insert(new vscode.Position(lineOfGhost(editor), at), text)),
        );
      }
    },
  },
];

/** Somebody else may have put lines above. */
function lineOfGhost({ document }: vscode.TextEditor): number {
  return document
    .getText()
    .split('\n')
    .findIndex((line) => /alpha/.test(line));
}
