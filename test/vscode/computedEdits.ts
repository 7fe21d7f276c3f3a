import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import type { EditKind } from './markedEdit.ts';

/** What an extension or VS Code computes from the text, for a command or for a save. */
export const COMPUTED_EDITS: readonly EditKind[] = [
  {
    title: 'a formatter',
    isComputed: true,
    marked: '¦a{+ +}={+ +}1;\nb{+ +}={+ +}2;\n',
    prepare: ({ document }) => {
      const provider = vscode.languages.registerDocumentFormattingEditProvider(
        { scheme: document.uri.scheme, language: document.languageId },
        { provideDocumentFormattingEdits: spacesAroundEquals },
      );
      return () => void provider.dispose();
    },
    run: async () => {
      await vscode.commands.executeCommand('editor.action.formatDocument');
    },
  },
  {
    title: 'organised imports',
    isComputed: true,
    marked: '[-import b;\n-]import a;\n{+import b;\n+}¦code',
    prepare: ({ document }) => {
      const provider = vscode.languages.registerCodeActionsProvider(
        { scheme: document.uri.scheme, language: document.languageId },
        { provideCodeActions: organisesImports },
        { providedCodeActionKinds: [vscode.CodeActionKind.SourceOrganizeImports] },
      );
      return () => void provider.dispose();
    },
    run: async ({ document }) => {
      await vscode.commands.executeCommand('editor.action.organizeImports');
      await eventually('the imports to be organised', () => document.getText().startsWith('import a;'));
    },
  },
  {
    title: 'a symbol renamed',
    isComputed: true,
    marked: 'le[-t-]{+ngth+} ¦= 1;\nuse(le[-t-]{+ngth+});\n',
    prepare: ({ document }) => {
      const provider = vscode.languages.registerRenameProvider(
        { scheme: document.uri.scheme, language: document.languageId },
        { provideRenameEdits: renames },
      );
      return () => void provider.dispose();
    },
    run: async ({ document }) => {
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        document.uri,
        new vscode.Position(0, 1),
        'length',
      );
      await vscode.workspace.applyEdit(edit);
    },
  },
  {
    title: 'a quick fix',
    isComputed: true,
    marked: 'use t[-eh-]{+he+} ¦word\n',
    prepare: ({ document }) => {
      const provider = vscode.languages.registerCodeActionsProvider(
        { scheme: document.uri.scheme, language: document.languageId },
        { provideCodeActions: fixesSpelling },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      );
      return () => void provider.dispose();
    },
    run: async ({ document }) => {
      await vscode.commands.executeCommand('editor.action.codeAction', { kind: 'quickfix', apply: 'first' });
      await eventually('the word to be mended', () => document.getText().includes('use the'));
    },
  },
  {
    title: 'a save that formats, trims white space and adds a line break',
    isComputed: true,
    // The editor takes the line break and what the formatter did for one step.
    ownSteps: ['a = 1;\nb = 2;', 'a=1;\nb=2;', 'a=1;  \nb=2;'],
    marked: 'a{+ +}={+ +}1;[-  -]\nb{+ +}={+ +}2;¦{+\n+}',
    prepare: async ({ document }) => {
      const provider = vscode.languages.registerDocumentFormattingEditProvider(
        { scheme: document.uri.scheme, language: document.languageId },
        { provideDocumentFormattingEdits: spacesAroundEquals },
      );
      await changeOnSave(true);
      return async () => {
        provider.dispose();
        await changeOnSave(false);
      };
    },
    run: async ({ document }) => {
      await vscode.commands.executeCommand('workbench.action.files.save');
      await eventually('the document to be saved', () => !document.isDirty);
    },
  },
];

function spacesAroundEquals(document: vscode.TextDocument): vscode.TextEdit[] {
  return [...document.getText().matchAll(/(?<=\w)=(?=\w)/g)].flatMap(({ index }) => [
    vscode.TextEdit.insert(document.positionAt(index), ' '),
    vscode.TextEdit.insert(document.positionAt(index + 1), ' '),
  ]);
}

function organisesImports(document: vscode.TextDocument): vscode.CodeAction[] {
  const at = document.getText().indexOf('import b;\nimport a;\n');
  if (at < 0) return [];
  const action = new vscode.CodeAction('Organise', vscode.CodeActionKind.SourceOrganizeImports);
  action.edit = new vscode.WorkspaceEdit();
  const line = document.positionAt(at).line;
  action.edit.delete(document.uri, new vscode.Range(line, 0, line + 1, 0));
  action.edit.insert(document.uri, new vscode.Position(line + 2, 0), 'import b;\n');
  return [action];
}

function renames(
  document: vscode.TextDocument,
  _position: vscode.Position,
  name: string,
): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { index } of document.getText().matchAll(/\blet\b/g)) {
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(index), document.positionAt(index + 3)),
      name,
    );
  }
  return edit;
}

function fixesSpelling(document: vscode.TextDocument): vscode.CodeAction[] {
  const at = document.getText().indexOf('teh');
  if (at < 0) return [];
  const action = new vscode.CodeAction('Write "the"', vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + 3)),
    'the',
  );
  return [action];
}

/** Until switched off again, a save changes the text, and only a save that was asked for happens. */
async function changeOnSave(isOn: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  for (const [key, value] of Object.entries(CHANGING_SAVE)) {
    await settings.update(key, isOn ? value : undefined, vscode.ConfigurationTarget.Global);
  }
}

const CHANGING_SAVE = {
  'files.autoSave': 'off',
  'editor.formatOnSave': true,
  'files.trimTrailingWhitespace': true,
  'files.insertFinalNewline': true,
};
