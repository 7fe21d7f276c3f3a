import type { TandemApi } from '../../../extension/api.ts';
import type { DocumentName, RoomName, Step, StepKind, StepOf } from '../../walk/step.ts';
import type { StepReport } from '../../walk/walkDriver.ts';
import type { WalkPerson } from './walkPerson.ts';

export type PersonStep = Extract<Step, { person: unknown }>;

/** Whoever does a step, and what is at hand. */
export interface Hand {
  readonly person: WalkPerson;
  readonly other: WalkPerson;
  /** The id of every room so far; a step adds to it. */
  readonly roomIds: Map<RoomName, string>;
  /** Files that another program has removed, with what they held. */
  readonly removed: Map<string, string>;
  invite(roomId: string, address: 'number' | 'name'): string;
  cut(): void;
  mend(): void;
}

/** How each of some kinds of step is done. */
export type Deeds<Kind extends StepKind> = {
  readonly [K in Kind]: (hand: Hand, step: StepOf<K>) => Promise<StepReport>;
};

export const DONE: StepReport = { kind: 'done' };

export function impossible(why: string): StepReport {
  return { kind: 'impossible', why };
}

/** Runs a command of VS Code or Tandem in the person's window. One that throws has refused. */
export async function command({ person }: Hand, id: string, ...args: unknown[]): Promise<StepReport> {
  try {
    await person.window.host.executeCommand(id, ...args);
    return DONE;
  } catch (error) {
    if (!person.window.host.isAlive) throw error;
    return { kind: 'refused', message: String(error).split('\n')[0] ?? '' };
  }
}

/** Brings the document's tab to the front, wherever it is, and acts there. Impossible while another window keeps the focus. */
export async function inTab(
  hand: Hand,
  document: DocumentName,
  act: () => Promise<StepReport>,
): Promise<StepReport> {
  const shown = await hand.person.window.host.run(async (api, wanted) => {
    const { all, activeTabGroup } = api.window.tabGroups;
    const uriOf = ({ input }: { input: unknown }) =>
      input instanceof api.TabInputText || input instanceof api.TabInputCustom ? input.uri : undefined;
    const groups = [activeTabGroup, ...all];
    const group = groups.find(({ tabs }) => tabs.some((tab) => uriOf(tab)?.toString() === wanted));
    const tab = group?.tabs.find((one) => uriOf(one)?.toString() === wanted);
    const uri = tab && uriOf(tab);
    if (group === undefined || tab === undefined || uri === undefined) return 'nowhere';
    const isFront = tab.isActive && group === activeTabGroup;
    if (tab.input instanceof api.TabInputCustom) {
      if (!isFront)
        await api.commands.executeCommand('vscode.openWith', uri, tab.input.viewType, group.viewColumn);
      return 'in front';
    }
    if (!isFront) await api.commands.executeCommand('vscode.open', uri, { viewColumn: group.viewColumn });
    const deadline = Date.now() + 5_000;
    const isInFront = () => api.window.activeTextEditor?.document.uri.toString() === wanted;
    while (!isInFront() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    return isInFront() ? 'in front' : 'behind';
  }, hand.person.uri(document));
  if (shown === 'in front') return act();
  return impossible(shown === 'nowhere' ? `no tab shows ${document}` : `${document} stays behind`);
}

/** The id of the room that a document of the person is in. */
export async function roomIdOf(person: WalkPerson, document: DocumentName): Promise<string | undefined> {
  const uri = person.uri(document);
  return (await sessionsOf(person)).find((session) => session.uri === uri)?.roomId;
}

/** The URI of the document that shows a room to the person. */
export async function documentOf(person: WalkPerson, roomId: string): Promise<DocumentName | undefined> {
  return (await sessionsOf(person)).find((session) => session.roomId === roomId)?.uri;
}

/** The ids of all rooms that the person is in. */
export async function roomIdsOf(person: WalkPerson): Promise<string[]> {
  return (await sessionsOf(person)).map(({ roomId }) => roomId);
}

function sessionsOf({ window }: WalkPerson): Promise<{ roomId: string; uri: string }[]> {
  return window.host.run((api) => {
    const extension = api.extensions.getExtension('tandem.tandem');
    const tandem = extension?.isActive === true ? (extension.exports as TandemApi) : undefined;
    return (tandem?.sessions ?? []).map(({ room, document }) => ({
      roomId: room.id,
      uri: document.uri.toString(),
    }));
  });
}
