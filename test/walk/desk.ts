import { isDraft, type DocumentName, type RoomName, type StepOf } from './step.ts';

export interface Tab {
  document: DocumentName;
  group: number;
  view: 'text' | 'custom';
  isPreview: boolean;
}

/** What one person has, as far as the steps tell. */
export interface Desk {
  /** In the folder that is open. */
  readonly files: Set<DocumentName>;
  /** Another program has removed them. */
  readonly gone: Set<DocumentName>;
  readonly tabs: Tab[];
  active: Tab | undefined;
  /** Closed tabs, the latest last. */
  readonly closed: DocumentName[];
  readonly rooms: Map<DocumentName, RoomName>;
  /** Documents that may have lost their room: the product decides. */
  readonly doubtful: Set<DocumentName>;
  isOffline: boolean;
  isAutoSaving: boolean;
  folder: 'home' | 'other';
  /** What the other folder holds meanwhile. */
  readonly away: { files: DocumentName[]; tabs: Tab[]; rooms: [DocumentName, RoomName][] };
}

/** Files that everybody finds at the start, with a little text. */
export const FIRST_FILES: readonly DocumentName[] = ['a.txt', 'b.txt', 'sub/a.txt', 'c.py', 'd.svg', 'e.svg'];
/** Files that are empty at the start. */
export const EMPTY_FILES: readonly DocumentName[] = ['empty.txt', 'private.txt'];
/** Those of the other folder. */
export const OTHER_FILES: readonly DocumentName[] = ['other.txt'];

export function newDesk(): Desk {
  return {
    files: new Set([...FIRST_FILES, ...EMPTY_FILES]),
    gone: new Set(),
    tabs: [],
    active: undefined,
    closed: [],
    rooms: new Map(),
    doubtful: new Set(),
    isOffline: false,
    isAutoSaving: false,
    folder: 'home',
    away: { files: [...OTHER_FILES], tabs: [], rooms: [] },
  };
}

/** The tabs of a document in which one can type. */
export function textTabs(desk: Desk, name: DocumentName): Tab[] {
  return desk.tabs.filter(({ document, view }) => document === name && view === 'text');
}

export function hasView(desk: Desk, { document, view }: StepOf<'reopenWith'>): boolean {
  return desk.tabs.some((tab) => tab.document === document && tab.view === view);
}

export function openTab(desk: Desk, document: DocumentName, as: StepOf<'open'>['as']): void {
  const existing = desk.tabs.find((tab) => tab.document === document);
  if (existing !== undefined) {
    if (as === 'tab') existing.isPreview = false;
    if (as !== 'background') desk.active = existing;
    return;
  }
  const group = desk.active?.group ?? 1;
  if (as === 'preview') {
    const before = desk.tabs.findIndex((tab) => tab.isPreview && tab.group === group);
    const [replaced] = before === -1 ? [] : desk.tabs.splice(before, 1);
    if (replaced !== undefined) dropDocument(desk, replaced.document);
  }
  const tab: Tab = { document, group, view: 'text', isPreview: as === 'preview' };
  desk.tabs.push(tab);
  if (as !== 'background' || desk.active === undefined) desk.active = tab;
}

export function closeTab(desk: Desk, name: DocumentName): void {
  const tab =
    desk.active?.document === name ? desk.active : desk.tabs.find(({ document }) => document === name);
  if (tab === undefined) return;
  desk.tabs.splice(desk.tabs.indexOf(tab), 1);
  if (desk.active === tab)
    desk.active = desk.tabs.findLast(({ group }) => group === tab.group) ?? desk.tabs.at(-1);
  if (!isDraft(name)) desk.closed.push(name);
  dropDocument(desk, name);
}

/** Its last tab has gone: the room is left. */
function dropDocument(desk: Desk, name: DocumentName): void {
  if (!desk.tabs.some(({ document }) => document === name)) desk.rooms.delete(name);
}

export function moveTab(desk: Desk, step: StepOf<'split' | 'moveToGroup' | 'moveToNewWindow'>): void {
  const tab = desk.tabs.find(({ document }) => document === step.document);
  if (tab === undefined) return;
  tab.isPreview = false;
  if (step.kind === 'split') {
    const half: Tab = { ...tab, group: tab.group + 1 };
    desk.tabs.push(half);
    desk.active = half;
  } else {
    tab.group++;
    desk.active = tab;
  }
}

export function swapFolder(desk: Desk, folder: Desk['folder']): void {
  const { away } = desk;
  const here = { files: [...desk.files], tabs: [...desk.tabs], rooms: [...desk.rooms] };
  desk.folder = folder;
  desk.files.clear();
  for (const file of away.files) desk.files.add(file);
  desk.tabs.splice(0, Infinity, ...away.tabs);
  desk.active = desk.tabs.at(-1);
  desk.rooms.clear();
  for (const [document, room] of away.rooms) desk.rooms.set(document, room);
  desk.closed.length = 0;
  Object.assign(away, here);
}

export function moveFile(desk: Desk, { kind, from, to }: StepOf<'rename' | 'replace'>): void {
  desk.files.delete(from);
  desk.files.add(to);
  desk.gone.delete(to);
  const room = desk.rooms.get(from);
  desk.rooms.delete(from);
  if (kind === 'replace') {
    desk.rooms.delete(to);
    if (desk.tabs.some(({ document }) => document === from))
      for (const tab of desk.tabs.filter(({ document }) => document === to)) {
        desk.tabs.splice(desk.tabs.indexOf(tab), 1);
        if (desk.active === tab) desk.active = desk.tabs.at(-1);
      }
  }
  for (const tab of desk.tabs)
    if (tab.document === from) Object.assign(tab, { document: to, isPreview: false });
  if (room !== undefined) desk.rooms.set(to, room);
}
