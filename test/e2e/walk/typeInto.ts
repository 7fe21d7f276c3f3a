import type { DocumentName } from '../../walk/step.ts';
import type { WalkPerson } from './walkPerson.ts';

/**
 * Types at a document's end (Ben: at its start, so that their keys never meet): by keyboard into the active editor,
 * else as an extension does. False where the document is not loaded.
 */
export async function typeInto(person: WalkPerson, document: DocumentName, text: string): Promise<boolean> {
  const { window } = person;
  const atStart = person.name === 'ben';
  const uri = person.uri(document);
  const place = await window.host.run((api, wanted) => {
    const loaded = api.workspace.textDocuments.some((one) => one.uri.toString() === wanted);
    const { activeTab } = api.window.tabGroups.activeTabGroup;
    const isInFront =
      activeTab?.input instanceof api.TabInputText &&
      activeTab.input.uri.toString() === wanted &&
      api.window.activeTextEditor?.document.uri.toString() === wanted;
    return loaded ? (isInFront ? 'front' : 'behind') : 'nowhere';
  }, uri);
  if (place === 'nowhere') return false;
  if (place === 'front' && (await window.showsDocument(person.place(document)))) {
    await focusEditor(person);
    await window.press(atStart ? 'Control+Home' : 'Control+End');
    await window.type(text);
    return true;
  }
  return window.host.run(
    async (api, args) => {
      const found = api.workspace.textDocuments.find((one) => one.uri.toString() === args.uri);
      if (found === undefined) return false;
      const end = found.lineAt(found.lineCount - 1).range.end;
      const edit = new api.WorkspaceEdit();
      edit.insert(found.uri, args.atStart ? new api.Position(0, 0) : end, args.text);
      return api.workspace.applyEdit(edit);
    },
    { uri, text, atStart },
  );
}

/** Not by a click: what hovers over the editor would take it. */
export async function focusEditor({ window }: WalkPerson): Promise<void> {
  await window.comeToFront();
  await window.host.executeCommand('workbench.action.focusActiveEditorGroup');
}
