// Another extension that completes inline. Its command has VS Code start it; it is asked like any, and has nothing to say.
const vscode = require('vscode');

exports.activate = (context) => {
  let asked = 0;
  context.subscriptions.push(
    vscode.commands.registerCommand('otherProvider.start', () => asked),
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        provideInlineCompletionItems: () => {
          asked++;
          return [];
        },
      },
    ),
  );
};
