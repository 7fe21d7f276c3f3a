// What the test asks of a window: {id, method, args} -> {id, result} or {id, error}. Events go the other way as {event, ...}.
const vscode = require('vscode');

exports.answer = async function answer({ id, method, args }, send) {
  try {
    send({ id, result: await methods[method](...args) });
  } catch (error) {
    send({ id, error: error?.stack ?? String(error) });
  }
};

exports.sendEvents = (send) => [
  vscode.workspace.onDidChangeTextDocument((event) => send(changeEvent(event))),
  vscode.window.onDidChangeTextEditorSelection((event) => send(selectionEvent(event))),
];

const AsyncFunction = (async () => {}).constructor;

const methods = {
  async open(where, { column, preserveFocus } = {}) {
    const document = await vscode.workspace.openTextDocument(toUri(where));
    await vscode.window.showTextDocument(document, { viewColumn: column, preserveFocus, preview: false });
    return document.uri.toString();
  },
  async openUntitled(content, language) {
    const document = await vscode.workspace.openTextDocument({ content, language });
    await vscode.window.showTextDocument(document, { preview: false });
    return document.uri.toString();
  },
  read(where) {
    if (where === null) return editor().document.getText();
    const key = toUri(where).toString();
    const found = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    if (!found) throw new Error(`no open document ${key}`);
    return found.getText();
  },
  // Through the editor's own typing path: auto-closing brackets and the like happen.
  type: (text) => vscode.commands.executeCommand('type', { text }),
  edit: (edits, where) =>
    editor(where).edit((builder) => {
      for (const { from, to, text } of edits) builder.replace(range(from, to), text);
    }),
  apply(edits, where) {
    const change = new vscode.WorkspaceEdit();
    for (const { from, to, text } of edits) change.replace(toUri(where), range(from, to), text);
    return vscode.workspace.applyEdit(change);
  },
  select(selections, where) {
    editor(where).selections = selections.map(
      ({ anchor, active }) => new vscode.Selection(position(anchor), position(active)),
    );
  },
  selections: (where) => editor(where).selections.map(plainSelection),
  save: (where) => editor(where).document.save(),
  executeCommand: (id, ...args) => vscode.commands.executeCommand(id, ...args),
  setting: (key, value) =>
    vscode.workspace.getConfiguration().update(key, value ?? undefined, vscode.ConfigurationTarget.Global),
  // Any code at all: the body of an async function (vscode, args, require).
  evaluate: (body, args) => new AsyncFunction('vscode', 'args', 'require', body)(vscode, args, require),
};

const position = ([line, character]) => new vscode.Position(line, character);
const range = (from, to = from) => new vscode.Range(position(from), position(to));
const plainPosition = ({ line, character }) => [line, character];
const plainSelection = ({ anchor, active }) => ({
  anchor: plainPosition(anchor),
  active: plainPosition(active),
});

function toUri(where) {
  return /^[a-z][a-z0-9+.-]+:/i.test(where) ? vscode.Uri.parse(where) : vscode.Uri.file(where);
}

function editor(where = null) {
  const key = where === null ? undefined : toUri(where).toString();
  const found =
    key === undefined
      ? vscode.window.activeTextEditor
      : vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === key);
  if (!found) throw new Error(`no visible editor for ${where ?? '(the active one)'}`);
  return found;
}

function changeEvent({ document, contentChanges, reason }) {
  return {
    event: 'change',
    uri: document.uri.toString(),
    version: document.version,
    reason,
    changes: contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
      offset: rangeOffset,
      length: rangeLength,
      text,
    })),
  };
}

function selectionEvent({ textEditor, selections }) {
  return {
    event: 'selection',
    uri: textEditor.document.uri.toString(),
    selections: selections.map(plainSelection),
  };
}
