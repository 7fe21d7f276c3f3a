import fs from 'node:fs';
import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import { isDraft, type StepOf } from '../../walk/step.ts';
import type { StepReport } from '../../walk/walkDriver.ts';
import { DONE, impossible, inTab, type Deeds, type Hand } from './hand.ts';
import { focusEditor } from './typeInto.ts';
import { typeMeanwhile } from './typeMeanwhile.ts';
import { firstText, type WalkPerson } from './walkPerson.ts';

export type FileKind =
  'rename' | 'replace' | 'delete' | 'checkout' | 'save' | 'saveAs' | 'autoSave' | 'paste';

/** What is done with files. */
export const FILE_DEEDS: Deeds<FileKind> = {
  rename: (hand, step) => typeMeanwhile(hand, step, () => moveFile(hand, step)),
  replace: moveFile,
  async delete({ person }, { document, how }) {
    if (!fs.existsSync(person.file(document))) return impossible(`there is no file ${document}`);
    const args = { uri: person.uri(document), how };
    const isDone = await person.window.host.run(async (api, { uri, how: way }) => {
      const target = api.Uri.parse(uri);
      if (way === 'disk') {
        await api.workspace.fs.delete(target);
        return true;
      }
      const edit = new api.WorkspaceEdit();
      edit.deleteFile(target, { ignoreIfNotExists: true });
      return api.workspace.applyEdit(edit);
    }, args);
    return isDone ? DONE : { kind: 'refused', message: `${document} could not be deleted` };
  },
  checkout: checkOut,
  save: (hand, step) => inTab(hand, step.document, () => save(hand, step)),
  saveAs: (hand, step) => inTab(hand, step.document, () => saveAs(hand, step)),
  async autoSave({ person }, { isOn }) {
    await person.window.host.setting('files.autoSave', isOn ? 'afterDelay' : 'off');
    return DONE;
  },
  paste: (hand, step) => inTab(hand, step.to, () => paste(hand, step)),
};

async function moveFile({ person }: Hand, step: StepOf<'rename' | 'replace'>): Promise<StepReport> {
  const { from, to, how, kind } = step;
  const mayAsk = how === 'disk' && (await isDirty(person, from));
  if (!fs.existsSync(person.file(from))) return impossible(`there is no file ${from}`);
  if (fs.existsSync(person.file(to)) !== (kind === 'replace'))
    return impossible(`${to} is in the way, or missing`);
  const args = { from: person.uri(from), to: person.uri(to), how, overwrite: kind === 'replace' };
  const isDone = await person.window.host.run(async (api, { how: way, overwrite, ...uris }) => {
    const [oldUri, newUri] = [api.Uri.parse(uris.from), api.Uri.parse(uris.to)];
    if (way === 'disk') {
      await api.workspace.fs.rename(oldUri, newUri, { overwrite });
      return true;
    }
    const edit = new api.WorkspaceEdit();
    edit.renameFile(oldUri, newUri, { overwrite });
    return api.workspace.applyEdit(edit);
  }, args);
  if (!isDone) return { kind: 'refused', message: `${from} could not be moved to ${to}` };
  if (mayAsk) await keepTab(person);
  return DONE;
}

function isDirty(person: WalkPerson, document: string): Promise<boolean> {
  return person.window.host.run(
    (api, wanted) => api.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === wanted),
    person.uri(document),
  );
}

/** VS Code may ask whether to save a file with unsaved changes that an extension has moved away. Its tab stays. */
async function keepTab({ window }: WalkPerson): Promise<void> {
  const asked = () => window.dialog();
  if (!(await eventually('a question', asked, 1_000).catch(() => undefined))) return;
  await window.clickDialog('Cancel');
  await eventually('the question to go', async () => !(await asked()), 3_000);
}

/** Another program does it; resolves when VS Code has noticed, or has had the time to. */
async function checkOut(
  { person, removed }: Hand,
  { document, to }: StepOf<'checkout'>,
): Promise<StepReport> {
  const file = person.file(document);
  const uri = person.uri(document);
  const version = (): Promise<number> =>
    person.window.host.run((api, wanted) => {
      const found = api.workspace.textDocuments.find((one) => one.uri.toString() === wanted);
      return found === undefined || found.isDirty ? -1 : found.version;
    }, uri);
  if (fs.existsSync(file) !== (to !== 'back')) return impossible(`${document} is not as it was to be`);
  const before = await version();
  if (to === 'gone') {
    removed.set(file, fs.readFileSync(file, 'utf8'));
    fs.unlinkSync(file);
  } else if (to === 'back') {
    fs.writeFileSync(file, removed.get(file) ?? firstText(document));
  } else {
    fs.writeFileSync(file, `${firstText(document)}as of another branch, ${Date.now()}\n`);
  }
  if (before === -1 || to === 'gone') return DONE;
  // VS Code reads it again some time after its watcher has told it, and not at all where the text is the same.
  await eventually('VS Code to read it', async () => (await version()) !== before, 3_000).catch(
    () => undefined,
  );
  return DONE;
}

async function save(hand: Hand, { document }: StepOf<'save'>): Promise<StepReport> {
  if (isDraft(document)) return impossible('that would be Save As');
  const { window } = hand.person;
  if (!(await window.showsDocument(hand.person.place(document)))) {
    await window.host.executeCommand('workbench.action.files.save');
    return DONE;
  }
  await focusEditor(hand.person);
  await window.press('Control+s');
  const isClean = await eventually(
    'it to be saved',
    () => window.host.run((api) => api.window.activeTextEditor?.document.isDirty === false),
    3_000,
  ).catch(() => false);
  return isClean ? DONE : { kind: 'refused', message: (await window.notifications()).join('; ') };
}

async function saveAs({ person }: Hand, { to }: StepOf<'saveAs'>): Promise<StepReport> {
  const { window } = person;
  const saving = window.host.executeCommand('workbench.action.files.saveAs').catch(() => undefined);
  const field = window.page.locator(
    '.quick-input-widget:not([style*="display: none"]) .quick-input-box input',
  );
  // The dialog writes the present path into its field some time after it has opened.
  await eventually('the dialog to be ready', async () => (await field.inputValue()) !== '');
  const path = person.file(to);
  const uri = person.uri(to);
  const isThere = await eventually(
    'the new tab',
    async () => {
      if ((await field.count()) > 0) await confirm(path, field).catch(() => undefined);
      return window.host.run((api, wanted) => {
        const { activeTab } = api.window.tabGroups.activeTabGroup;
        return activeTab?.input instanceof api.TabInputText && activeTab.input.uri.toString() === wanted;
      }, uri);
    },
    8_000,
  ).catch(() => false);
  if (!isThere) {
    await window.press('Escape');
    return {
      kind: 'refused',
      message: [await window.dialog(), ...(await window.notifications())].join('; '),
    };
  }
  await saving;
  return DONE;
}

/** Once more as long as the dialog is there; rejects when it has closed meanwhile. */
async function confirm(path: string, field: Locator): Promise<void> {
  const options = { timeout: 1_000 };
  // A slow dialog writes its own path over ours, and Enter does nothing while it looks at the path.
  if ((await field.inputValue(options)) === path) await field.press('Enter', options);
  else await field.fill(path, options);
}

async function paste({ person }: Hand, { from }: StepOf<'paste'>): Promise<StepReport> {
  const isPasted = await person.window.host.run(async (api, uri) => {
    const source = api.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    const editor = api.window.activeTextEditor;
    if (source === undefined || editor === undefined || editor.document.getText() !== '') return false;
    const text = source.getText();
    return editor.edit((edit) => edit.insert(new api.Position(0, 0), text));
  }, person.uri(from));
  return isPasted ? DONE : impossible('there is nothing to copy, or no empty document');
}
