import type { Uri } from './api/uri.ts';
import type { ModelReference } from './models.ts';

/** What a tab shows. */
export type TabInput =
  | { readonly kind: 'text'; readonly uri: Uri }
  | { readonly kind: 'custom'; readonly uri: Uri; readonly viewType: string }
  | { readonly kind: 'diff'; readonly original: Uri; readonly modified: Uri }
  /** Many files in one editor: VS Code's stable API does not say which. */
  | { readonly kind: 'multiDiff'; readonly uris: readonly Uri[] };

export interface WorkbenchTab {
  readonly id: number;
  input: TabInput;
  isPreview: boolean;
  /** What it holds once it was shown; a tab that a reload brought back holds nothing until then. */
  held: readonly ModelReference[] | undefined;
}

export interface TabGroup {
  readonly id: number;
  readonly tabs: WorkbenchTab[];
  active: WorkbenchTab | undefined;
  /** The tabs in the order in which they were looked at, the latest last. */
  readonly seen: WorkbenchTab[];
}

/** The texts that a tab shows. */
export function textsOf(input: TabInput): readonly Uri[] {
  switch (input.kind) {
    case 'text':
      return [input.uri];
    case 'custom':
      return [];
    case 'diff':
      return [input.original, input.modified];
    case 'multiDiff':
      return input.uris;
  }
}

export function isSameInput(one: TabInput, other: TabInput): boolean {
  const key = ({ kind }: TabInput, input: TabInput): string =>
    kind + [...textsOf(input), ...(input.kind === 'custom' ? [input.uri] : [])].map(String).join(' ');
  return key(one, one) === key(other, other);
}

/** What became of a tab. */
export function isLoaded({ held }: WorkbenchTab): boolean {
  return held !== undefined;
}

/** Whether VS Code counts a tab as an editor of the text: one side of a comparison is none. */
export function isShowing({ input }: WorkbenchTab, uri: Uri): boolean {
  return input.kind === 'text' && input.uri.toString() === uri.toString();
}

export type TabChange = {
  readonly kind: 'opened' | 'closed' | 'changed';
  readonly tab: WorkbenchTab;
};

/** How an editor is opened. */
export interface OpenOptions {
  readonly isPreview?: boolean;
  readonly keepsFocus?: boolean;
  /** Opened behind the active tab, without being shown. */
  readonly isInactive?: boolean;
  readonly group?: TabGroup;
}

/** The columns of a window with their tabs. Only arranges them; who changes something is told by `onChange`. */
export class TabGroups {
  readonly all: TabGroup[] = [];
  active: TabGroup;
  #ids = 0;
  readonly #onChange: (change: TabChange) => void;

  constructor(onChange: (change: TabChange) => void) {
    this.#onChange = onChange;
    this.active = this.addGroup();
  }

  addGroup(): TabGroup {
    const group: TabGroup = { id: ++this.#ids, tabs: [], active: undefined, seen: [] };
    this.all.push(group);
    return group;
  }

  /** A column without tabs goes, unless it is the only one. */
  dropIfEmpty(group: TabGroup): void {
    if (group.tabs.length > 0 || this.all.length === 1) return;
    this.all.splice(this.all.indexOf(group), 1);
    if (this.active === group) this.active = this.all[0] ?? group;
  }

  tabs(): WorkbenchTab[] {
    return this.all.flatMap(({ tabs }) => tabs);
  }

  groupOf(tab: WorkbenchTab): TabGroup | undefined {
    return this.all.find(({ tabs }) => tabs.includes(tab));
  }

  find(input: TabInput, group: TabGroup): WorkbenchTab | undefined {
    return group.tabs.find((tab) => isSameInput(tab.input, input));
  }

  add(input: TabInput, group: TabGroup, isPreview: boolean, at = group.tabs.length): WorkbenchTab {
    const tab: WorkbenchTab = { id: ++this.#ids, input, isPreview, held: undefined };
    group.tabs.splice(at, 0, tab);
    this.#onChange({ kind: 'opened', tab });
    return tab;
  }

  remove(tab: WorkbenchTab): void {
    const group = this.groupOf(tab);
    if (group === undefined) return;
    group.tabs.splice(group.tabs.indexOf(tab), 1);
    if (group.seen.includes(tab)) group.seen.splice(group.seen.indexOf(tab), 1);
    if (group.active === tab) group.active = group.seen.at(-1) ?? group.tabs[0];
    this.#onChange({ kind: 'closed', tab });
  }

  activate(tab: WorkbenchTab, isFocused: boolean): void {
    const group = this.groupOf(tab);
    if (group === undefined) return;
    group.active = tab;
    if (group.seen.includes(tab)) group.seen.splice(group.seen.indexOf(tab), 1);
    group.seen.push(tab);
    if (isFocused) this.active = group;
    this.#onChange({ kind: 'changed', tab });
  }

  pin(tab: WorkbenchTab): void {
    if (!tab.isPreview) return;
    tab.isPreview = false;
    this.#onChange({ kind: 'changed', tab });
  }
}
