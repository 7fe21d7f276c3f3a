import { eventually } from '../../support/eventually.ts';
import { isDraft, type DocumentName, type StepOf } from '../../walk/step.ts';
import type { StepReport } from '../../walk/walkDriver.ts';
import { command, DONE, impossible, inTab, type Deeds, type Hand } from './hand.ts';
import { focusEditor } from './typeInto.ts';
import { typeMeanwhile } from './typeMeanwhile.ts';

export type TabKind =
  | 'open'
  | 'show'
  | 'close'
  | 'reopen'
  | 'closeAndReopen'
  | 'reopenWith'
  | 'split'
  | 'moveToGroup'
  | 'moveToNewWindow'
  | 'reload'
  | 'openFolder'
  | 'crowd'
  | 'language'
  | 'untitled';

/** What is done with tabs and windows. */
export const TAB_DEEDS: Deeds<TabKind> = {
  open: openFile,
  show: (hand, step) => inTab(hand, step.document, () => Promise.resolve(DONE)),
  close: (hand, step) =>
    inTab(hand, step.document, () => typeMeanwhile(hand, step, () => closeTab(hand, step))),
  reopen: (hand) => command(hand, 'workbench.action.reopenClosedEditor'),
  closeAndReopen: (hand, step) => inTab(hand, step.document, () => closeAndReopen(hand, step.document)),
  reopenWith: (hand, step) =>
    inTab(hand, step.document, () =>
      step.view === 'custom'
        ? command(hand, 'reopenActiveEditorWith', 'imagePreview.previewEditor')
        : command(hand, 'workbench.action.reopenTextEditor'),
    ),
  split: (hand, step) => inTab(hand, step.document, () => command(hand, 'workbench.action.splitEditor')),
  moveToGroup: (hand, step) =>
    inTab(hand, step.document, () => command(hand, 'workbench.action.moveEditorToNextGroup')),
  moveToNewWindow: (hand, step) =>
    inTab(hand, step.document, () => command(hand, 'workbench.action.moveEditorToNewWindow')),
  async reload({ person }) {
    await person.window.reload();
    return DONE;
  },
  async openFolder({ person }, { folder }) {
    await person.openFolder(folder);
    return DONE;
  },
  crowd: openManyDocuments,
  async language({ person }, { document, language }) {
    const isThere = await person.window.host.run(
      async (api, args) => {
        const found = api.workspace.textDocuments.find(({ uri }) => uri.toString() === args.uri);
        if (found !== undefined) await api.languages.setTextDocumentLanguage(found, args.language);
        return found !== undefined;
      },
      { uri: person.uri(document), language },
    );
    return isThere ? DONE : impossible(`${document} is not loaded`);
  },
  async untitled({ person }, { document }) {
    await person.window.host.run(async (api, uri) => {
      await api.commands.executeCommand('vscode.open', api.Uri.parse(uri));
    }, person.uri(document));
    await focusEditor(person);
    await person.window.host.type(`draft ${document}\nof ${person.name}\n`);
    return DONE;
  },
};

/** As a click in the explorer does: not by the API, which would keep the document in memory for three minutes. */
async function openFile({ person }: Hand, { document, as }: StepOf<'open'>): Promise<StepReport> {
  const { window } = person;
  const uri = person.uri(document);
  const isThere = await window.host.run(
    async (api, args) => {
      const target = api.Uri.parse(args.uri);
      try {
        await api.workspace.fs.stat(target);
      } catch {
        return false;
      }
      const options = { preview: args.as === 'preview', background: args.as === 'background' };
      await api.commands.executeCommand('vscode.open', target, options);
      return true;
    },
    { uri, as },
  );
  return isThere ? DONE : impossible(`there is no file ${document}`);
}

async function closeTab({ person }: Hand, { document, ifAsked }: StepOf<'close'>): Promise<StepReport> {
  const { window } = person;
  const uri = person.uri(document);
  const countTabs = (): Promise<number> =>
    window.host.run(
      (api, wanted) =>
        api.window.tabGroups.all
          .flatMap(({ tabs }) => tabs)
          .filter(
            ({ input }) =>
              (input instanceof api.TabInputText || input instanceof api.TabInputCustom) &&
              input.uri.toString() === wanted,
          ).length,
      uri,
    );
  const before = await countTabs();
  const closing = window.host.executeCommand('workbench.action.closeActiveEditor').catch(() => undefined);
  const isClosed = async (): Promise<boolean> => (await countTabs()) < before;
  const asked = await eventually(
    'the tab to close, or a question',
    async () => ((await isClosed()) ? 'nothing' : window.dialog()),
    CLOSE_LIMIT_MS,
  ).catch(() => undefined);
  // In a window of its own, VS Code without a desktop may ask where nobody sees it.
  if (asked === undefined) return { kind: 'refused', message: `${document} does not close` };
  if (asked === 'nothing') return DONE;
  const willSave = ifAsked === 'save' && !isDraft(document);
  await window.clickDialog(willSave ? /^Save$/ : /^Don't Save$/);
  await closing;
  if (!willSave || (await isClosed())) return { kind: 'done', asked };
  return { kind: 'refused', message: `not saved: ${(await window.notifications()).join('; ')}` };
}

const CLOSE_LIMIT_MS = 15_000;

async function closeAndReopen(hand: Hand, document: DocumentName): Promise<StepReport> {
  if (isDraft(document)) return impossible('it does not come back');
  const isClean = await hand.person.window.host.run(async (api) => {
    const { activeTab } = api.window.tabGroups.activeTabGroup;
    if (activeTab?.isDirty === true) await api.commands.executeCommand('workbench.action.files.save');
    return api.window.tabGroups.activeTabGroup.activeTab?.isDirty !== true;
  });
  if (!isClean) return impossible('it cannot be saved first');
  await hand.person.window.host.run(async (api) => {
    await api.commands.executeCommand('workbench.action.closeActiveEditor');
    await api.commands.executeCommand('workbench.action.reopenClosedEditor');
  });
  return DONE;
}

/**
 * VS Code keeps a document that only an extension has asked for until 3 minutes have passed, or 60 others were asked for:
 * then the 10 oldest of them close.
 */
async function openManyDocuments({ person }: Hand): Promise<StepReport> {
  await person.window.host.run(async (api) => {
    const shop = globalThis as { walkCrowd?: number };
    if (shop.walkCrowd === undefined) {
      api.workspace.registerTextDocumentContentProvider('crowd', { provideTextDocumentContent: () => '' });
      shop.walkCrowd = 0;
    }
    for (let n = 0; n < 72; n++)
      await api.workspace.openTextDocument(api.Uri.parse(`crowd:/${String(shop.walkCrowd++)}`));
  });
  return DONE;
}
