import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import type { EditKind } from './markedEdit.ts';
import { command, commands, typesText } from './editorCommands.ts';

/** What VS Code or an extension offers to write for somebody, and they take. */
export const OFFERED_EDITS: readonly EditKind[] = [
  {
    title: 'a snippet with a mirrored placeholder',
    // The editor takes what was typed at two placeholders for one step; here each is one.
    ownSteps: [
      'alpha for (k = 0; k < end; k++) {} omega',
      'alpha for (i = 0; i < end; i++) {} omega',
      'alpha  omega',
    ],
    marked: 'alpha ¦{+for (k = 0; k < n; k++) {}+} omega',
    run: async (editor) => {
      await editor.insertSnippet(new vscode.SnippetString('for (${1:i} = 0; $1 < ${2:end}; $1++) {$0}'));
      await typesText('k')();
      await commands('jumpToNextSnippetPlaceholder')();
      await typesText('n')();
      await commands('jumpToNextSnippetPlaceholder')();
    },
  },
  {
    title: 'a suggestion that brings an import along',
    marked: '{+import list;\n+}alpha\nuse ¦{+listOf()+}\n',
    prepare: (editor) => suggests(editor),
    run: async () => {
      await typesText('lis')();
      await acceptSuggestion();
    },
  },
  {
    title: 'an inline completion',
    marked: 'alpha ¦{+completed(line);+}\nomega',
    prepare: (editor) => completesInline(editor),
    run: async () => {
      await command('editor.action.inlineSuggest.trigger');
      await eventually('the completion to be accepted', async () => {
        await command('editor.action.inlineSuggest.commit');
        return vscode.window.activeTextEditor?.document.getText().includes('completed(line);');
      });
    },
  },
];

function suggests({ document }: vscode.TextEditor): () => void {
  const provider = vscode.languages.registerCompletionItemProvider(
    { scheme: document.uri.scheme, language: document.languageId },
    {
      provideCompletionItems(asked, position) {
        const item = new vscode.CompletionItem('listOf');
        item.insertText = 'listOf()';
        // The editor may ask before all letters are typed.
        item.range = asked.getWordRangeAtPosition(position) ?? new vscode.Range(position, position);
        item.additionalTextEdits = [vscode.TextEdit.insert(new vscode.Position(0, 0), 'import list;\n')];
        return [item];
      },
    },
  );
  return () => void provider.dispose();
}

async function acceptSuggestion(): Promise<void> {
  const isThere = (text: string) => vscode.window.activeTextEditor?.document.getText().includes(text);
  const isAccepted = async (): Promise<boolean | undefined> => {
    await command('acceptSelectedSuggestion');
    return isThere('listOf()');
  };
  // The list closes when somebody edits above it; a person then opens it once more.
  await eventually('the suggestion to be accepted', async () => {
    await command('editor.action.triggerSuggest');
    return eventually('the list of suggestions', isAccepted, 1_500);
  });
  await eventually('the import to be there', () => isThere('import list;\n'));
}

function completesInline({ document }: vscode.TextEditor): () => void {
  const provider = vscode.languages.registerInlineCompletionItemProvider(
    { scheme: document.uri.scheme, language: document.languageId },
    {
      provideInlineCompletionItems: (_document, position) => [
        new vscode.InlineCompletionItem('completed(line);', new vscode.Range(position, position)),
      ],
    },
  );
  return () => void provider.dispose();
}
