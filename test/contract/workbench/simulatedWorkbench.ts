import type * as vscode from 'vscode';
import { assertNever } from '../../../shared/assertNever.ts';
import { seededRandom } from '../../support/seed.ts';
import { Uri } from '../../support/workbench/api/uri.ts';
import { Configuration } from '../../support/workbench/configuration.ts';
import { Disk } from '../../support/workbench/disk.ts';
import { ExtensionHost } from '../../support/workbench/extensionHost.ts';
import { fakeVscode } from '../../support/workbench/fakeVscode.ts';
import * as keys from '../../support/simulatedKeys.ts';
import { Timeline } from '../../support/workbench/timeline.ts';
import { Workbench } from '../../support/workbench/workbench.ts';
import { WindowHearing } from './hearWindow.ts';
import type { WorkbenchDriver, WorkbenchObservation, WorkbenchStep } from './workbenchDriver.ts';

const FOLDER = '/work';
/** By then nothing more comes of a step, but for an editor of a document without a tab. */
const REST_MS = 700;

/** The contract's steps in a simulated window without Tandem. */
export class SimulatedWorkbench implements WorkbenchDriver {
  #window:
    | {
        readonly timeline: Timeline;
        readonly workbench: Workbench;
        readonly hearing: WindowHearing;
        readonly api: typeof vscode;
      }
    | undefined;

  async start(files: Readonly<Record<string, string>>): Promise<void> {
    const timeline = new Timeline();
    const random = seededRandom(1);
    const disk = new Disk();
    for (const [name, text] of Object.entries(files)) disk.write(`${FOLDER}/${name}`, text);
    const host = new ExtensionHost({ clock: timeline, random, activate: () => Promise.resolve() });
    const workbench = new Workbench({
      clock: timeline,
      random,
      disk,
      host,
      settings: { savesByItself: false },
    });
    host.calls.attach(workbench);
    disk.watch((paths) => workbench.files.changedOnDisk(paths));
    const api = fakeVscode({
      ...{ host, dialogs: workbench.dialogs, configuration: new Configuration({}), machineId: '' },
      ...{ clipboard: { text: '' }, statusItems: [], commands: new Map() },
    });
    this.#window = { timeline, workbench, hearing: new WindowHearing(api, FOLDER), api };
    await timeline.advance(REST_MS);
  }

  async perform(step: WorkbenchStep): Promise<WorkbenchObservation> {
    const { timeline, hearing } = this.#current;
    hearing.forget();
    await timeline.settle('the step', this.#make(step));
    await timeline.advance(REST_MS);
    return hearing.observe();
  }

  get #current() {
    if (this.#window === undefined) throw new Error('Start first.');
    return this.#window;
  }

  async #make(step: WorkbenchStep): Promise<unknown> {
    const { timeline, workbench, api } = this.#current;
    const uri = (file: string): Uri => Uri.file(`${FOLDER}/${file}`);
    const asVscode = (file: string): vscode.Uri => api.Uri.parse(uri(file).toString());
    switch (step.kind) {
      case 'open':
        return workbench.open({ kind: 'text', uri: uri(step.file) }, { isPreview: step.isPreview === true });
      case 'openBehind':
        return api.workspace.openTextDocument(asVscode(step.file));
      case 'editBehind': {
        const edit = new api.WorkspaceEdit();
        edit.insert(asVscode(step.file), new api.Position(0, 0), step.text);
        return api.workspace.applyEdit(edit);
      }
      case 'type': {
        const model = workbench.focusedModel;
        return model?.edited(keys.type(model.text, step.text));
      }
      case 'save':
        return workbench.focusedModel && workbench.save(workbench.focusedModel);
      case 'revert':
        return workbench.focusedModel && workbench.models.revert(workbench.focusedModel);
      case 'close':
        return workbench.activeTab && workbench.close(workbench.activeTab);
      case 'reopenClosed': {
        const input = workbench.closedInputs.pop();
        return input && workbench.open(input);
      }
      case 'moveToNextGroup':
        return workbench.activeTab && workbench.moveToGroup(workbench.activeTab, workbench.groups.addGroup());
      case 'setLanguage':
        return workbench.models.get(uri(step.file))?.setLanguage(step.language);
      case 'rename':
        return workbench.files.move(uri(step.from), uri(step.to));
      case 'writeOnDisk':
        workbench.disk.write(uri(step.file).path, step.text);
        workbench.disk.announce(uri(step.file).path);
        return undefined;
      case 'wait':
        return new Promise<void>((resolve) => timeline.after(step.ms, resolve));
      default:
        return assertNever(step);
    }
  }
}
