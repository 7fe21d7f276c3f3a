import { assertNever } from '../../shared/assertNever.ts';
import { Uri } from '../support/workbench/api/uri.ts';
import { movedUri } from '../support/workbench/disk.ts';
import type { TabInput, WorkbenchTab } from '../support/workbench/groups.ts';
import * as keys from '../support/simulatedKeys.ts';
import type { Timeline } from '../support/workbench/timeline.ts';
import { meanwhile, PATIENCE_MS, type Surroundings } from './meanwhile.ts';
import { firstText, type SimulatedPerson } from './simulatedPerson.ts';
import type { DocumentName, Step, StepOf } from './step.ts';
import type { StepReport } from './walkDriver.ts';

export type PersonStep = Extract<Step, { person: unknown }>;

const DONE: StepReport = { kind: 'done' };

/** So soon a document that is on the relay is clean for a moment at least. */
const SAVED_WITHIN_MS = 2_500;

const STARTED_WITHIN_MS = 3_000;

function impossible(why: string): StepReport {
  return { kind: 'impossible', why };
}

/** Does one step in a person's simulated window. */
export async function performSimulated(
  person: SimulatedPerson,
  step: PersonStep,
  around: Surroundings,
): Promise<StepReport> {
  const { window } = person;
  const { workbench } = window;
  const { disk } = window.computer;
  const { timeline } = around;
  /** VS Code does it, or says why not. */
  const done = async (act: Promise<unknown>): Promise<StepReport> => {
    try {
      await timeline.settle('the step', act, PATIENCE_MS);
      return DONE;
    } catch (error) {
      return { kind: 'refused', message: error instanceof Error ? error.message : String(error) };
    }
  };
  const inTab = async (
    document: DocumentName,
    act: (tab: WorkbenchTab) => Promise<StepReport> | StepReport,
  ): Promise<StepReport> => {
    const tab = person.tab(document);
    if (tab === undefined) return impossible(`no tab shows ${document}`);
    const shown = await done(workbench.show(tab));
    return shown.kind === 'done' ? act(tab) : shown;
  };
  const openTab = (
    input: TabInput,
    options: Parameters<typeof workbench.open>[1] = {},
  ): Promise<StepReport> => done(workbench.open(input, options));
  switch (step.kind) {
    case 'open':
      if (!disk.has(person.path(step.document))) return impossible(`there is no ${step.document}`);
      return openTab(
        { kind: 'text', uri: person.uri(step.document) },
        { isPreview: step.as === 'preview', isInactive: step.as === 'background' },
      );
    case 'show':
      return inTab(step.document, () => DONE);
    case 'close':
      return inTab(step.document, (tab) => close(person, step, tab, around));
    case 'reopen': {
      const input = workbench.closedInputs.pop();
      return input === undefined ? impossible('nothing was closed') : openTab(input);
    }
    case 'closeAndReopen':
      return inTab(step.document, async ({ input }) => {
        if (input.kind !== 'text' || (input.uri.scheme === 'file' && !disk.has(input.uri.path))) {
          return impossible(`${step.document} could not be opened again`);
        }
        const tab = person.tab(step.document);
        const closed = tab && (await timeline.settle('the tab to close', workbench.close(tab)));
        if (closed !== true) return impossible(`${step.document} did not close`);
        await timeline.advance(around.random.int(30));
        return input.uri.scheme === 'untitled' ? DONE : openTab(input);
      });
    case 'reopenWith':
      return inTab(step.document, (tab) =>
        done(workbench.reopenWith(tab, step.view === 'custom' ? 'imagePreview' : undefined)),
      );
    case 'split':
      return inTab(step.document, ({ input }) => openTab(input, { group: workbench.groups.addGroup() }));
    case 'moveToGroup':
    case 'moveToNewWindow':
      return inTab(step.document, (tab) => {
        const { groups } = workbench;
        const from = groups.groupOf(tab);
        const next = from && groups.all[groups.all.indexOf(from) + 1];
        const isAlone = from?.tabs.length === 1 && next === undefined;
        if (isAlone) return DONE;
        return done(workbench.moveToGroup(tab, next ?? groups.addGroup()));
      });
    case 'reload':
      // VS Code brings back no text whose file another program has taken away: the room is left, and that is said.
      if (hasLostFile(person)) return impossible('the file of a shared document is gone');
      return opened(person, window.reload(), timeline);
    case 'openFolder':
      await opened(person, window.openFolder(`/${step.folder}`), timeline);
      // What is typed before Tandem has started is taken out again (limit 11 in binding.md).
      await timeline.advance(STARTED_WITHIN_MS);
      return DONE;
    case 'crowd':
      workbench.models.forgetForExtension(() => true);
      return DONE;
    case 'language': {
      const model = workbench.models.get(person.uri(step.document));
      if (model === undefined) return impossible(`${step.document} is not loaded`);
      model.setLanguage(step.language);
      return DONE;
    }
    case 'rename':
    case 'replace':
      return moveFile(person, step, around);
    case 'delete':
      if (!disk.has(person.path(step.document))) return impossible(`there is no ${step.document}`);
      if (step.how === 'explorer') workbench.files.delete(person.uri(step.document));
      else {
        disk.delete(person.path(step.document));
        disk.announce(person.path(step.document));
      }
      return DONE;
    case 'checkout':
      return checkOut(person, step);
    case 'save':
      return inTab(step.document, ({ input }) => {
        const model = input.kind === 'text' ? workbench.models.get(input.uri) : undefined;
        if (model === undefined) return impossible(`${step.document} is not loaded`);
        return model.isUntitled ? impossible(`${step.document} has no file`) : done(workbench.save(model));
      });
    case 'saveAs':
      return inTab(step.document, () => {
        const model = workbench.models.get(person.uri(step.document));
        if (model === undefined) return impossible(`${step.document} is not loaded`);
        return done(workbench.files.saveAs(model, person.uri(step.to)));
      });
    case 'autoSave':
      window.savesByItself = step.isOn;
      return DONE;
    case 'untitled': {
      const uri = person.uri(step.document);
      return done(workbench.models.resolve(uri, '').then(() => workbench.open({ kind: 'text', uri })));
    }
    case 'paste': {
      const text = workbench.models.get(person.uri(step.from))?.content;
      if (text === undefined) return impossible(`${step.from} is not loaded`);
      return inTab(step.to, () => {
        const model = workbench.focusedModel;
        if (model?.content !== '') return impossible(`${step.to} is not empty`);
        model.edited(keys.paste(model.text, text));
        return DONE;
      });
    }
    case 'create':
      return inTab(step.document, async () => {
        // What the window has shown has to be known to the extension, too.
        await timeline.advance(100);
        const argument = { name: step.room, relayUrl: around.relay.url() };
        const creating = window.run('tandem.createRoom', argument).then((room) => {
          const { id } = room as { id: string };
          around.roomIds.set(step.room, id);
          const session = window.tandem?.sessions.find((one) => one.room.id === id);
          const isOther = step.document.startsWith('room:');
          if (isOther && session !== undefined) person.madeCopy(step.room, Uri.from(session.document.uri));
        });
        return done(creating);
      });
    case 'join': {
      const id = around.roomIds.get(step.room);
      if (id === undefined) return impossible(`${step.room} was never created`);
      return done(window.run('tandem.joinRoom', { invite: `${around.relay.url(step.address)}/join/${id}` }));
    }
    case 'leave': {
      const wanted = person.uri(step.document).toString();
      const session = window.tandem?.sessions.find(({ document }) => document.uri.toString() === wanted);
      if (session === undefined) return impossible(`${step.document} is in no room`);
      return done(window.run('tandem.leaveRoom', { roomId: session.room.id }));
    }
    case 'offline':
      window.setOnline(false);
      return DONE;
    case 'online':
      window.setOnline(true);
      return done(window.run('tandem.reconnectNow'));
    default:
      return assertNever(step);
  }
}

function hasLostFile({ window }: SimulatedPerson): boolean {
  const { disk } = window.computer;
  return (window.tandem?.sessions ?? []).some(
    ({ document: { uri } }) => uri.scheme === 'file' && !disk.has(uri.path),
  );
}

async function opened(person: SimulatedPerson, act: Promise<void>, timeline: Timeline): Promise<StepReport> {
  await timeline.settle('the window', act);
  person.windowIsNew();
  return DONE;
}

async function close(
  person: SimulatedPerson,
  { document, ifAsked, whileTyping }: StepOf<'close'>,
  tab: WorkbenchTab,
  around: Surroundings,
): Promise<StepReport> {
  person.ifAsked = ifAsked;
  const { timeline, random } = around;
  const { workbench } = person.window;
  const model = tab.input.kind === 'text' ? workbench.models.get(tab.input.uri) : undefined;
  const said = { isClean: false };
  const act = async (): Promise<void> => {
    await new Promise<void>((resolve) => timeline.after(random.int(400), resolve));
    // Tandem needs a moment after a key, and that moment is nothing to find fault with.
    const endMs = timeline.now() + SAVED_WITHIN_MS;
    while (model?.isDirty === true && timeline.now() < endMs) {
      await new Promise<void>((resolve) => timeline.after(20, resolve));
    }
    // VS Code tells extensions that a save made a text clean also where a key came meanwhile, and it is not.
    said.isClean =
      workbench.host.documents.open.get(model?.key ?? '')?.isDirty === false && model?.isDirty === true;
    await workbench.close(tab);
  };
  await meanwhile(act(), person, whileTyping === true ? document : undefined, around);
  if (person.asked === undefined) return DONE;
  const report: StepReport = said.isClean ? DONE : { kind: 'done', asked: person.asked };
  // What a room has left behind cannot be saved; who is told so has only one way to be rid of it.
  if (ifAsked === 'save' && workbench.groups.tabs().includes(tab)) {
    person.ifAsked = 'discard';
    await timeline.settle('the tab to close', workbench.close(tab), PATIENCE_MS);
  }
  return report;
}

async function moveFile(
  person: SimulatedPerson,
  step: StepOf<'rename' | 'replace'>,
  around: Surroundings,
): Promise<StepReport> {
  const { workbench, computer } = person.window;
  const { disk } = computer;
  const [from, to] = [person.uri(step.from), person.uri(step.to)];
  if (!disk.has(from.path)) return impossible(`there is no ${step.from}`);
  if (step.how === 'explorer') {
    const isTyping = step.kind === 'rename' && step.whileTyping === true;
    await meanwhile(workbench.files.move(from, to), person, isTyping ? step.from : undefined, around);
    return DONE;
  }
  const paths = disk.paths().filter((path) => movedUri(from.with({ path }), from, to) !== undefined);
  disk.move(from.path, to.path);
  disk.announce(...paths, to.path);
  return DONE;
}

function checkOut(person: SimulatedPerson, { document, to }: StepOf<'checkout'>): StepReport {
  const { disk } = person.window.computer;
  const path = person.path(document);
  if (to === 'gone') {
    if (!disk.has(path)) return impossible(`there is no ${document}`);
    disk.delete(path);
  } else {
    disk.write(path, to === 'back' ? firstText(document) : `${firstText(document)}of another branch\n`);
  }
  disk.announce(path);
  return DONE;
}
