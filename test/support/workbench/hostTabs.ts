import { EventEmitter, TabInputCustom, TabInputText, TabInputTextDiff } from './api/classes.ts';
import type { TabInput } from './groups.ts';
import type { TabsState } from './hostNews.ts';

interface HostTab {
  readonly label: string;
  readonly input: unknown;
  readonly isPreview: boolean;
  readonly isDirty: boolean;
  readonly isActive: boolean;
  readonly isPinned: boolean;
  readonly group: HostGroup;
}

interface HostGroup {
  readonly isActive: boolean;
  readonly viewColumn: number;
  readonly activeTab: HostTab | undefined;
  readonly tabs: readonly HostTab[];
}

/** The tabs as the extension sees them. An object for each, as long as the tab lives. */
export class HostTabs {
  readonly tabsChanged = new EventEmitter<{ opened: HostTab[]; closed: HostTab[]; changed: HostTab[] }>();
  readonly groupsChanged = new EventEmitter<object>();
  readonly #tabs = new Map<number, HostTab>();
  #groups: HostGroup[] = [];
  #active: HostGroup | undefined;

  get all(): readonly HostGroup[] {
    return this.#groups;
  }

  get activeGroup(): HostGroup {
    return this.#active ?? { isActive: true, viewColumn: 1, activeTab: undefined, tabs: [] };
  }

  idOf(tab: unknown): number | undefined {
    return [...this.#tabs].find(([, each]) => each === tab)?.[0];
  }

  changed(state: TabsState, { kind, id }: { kind: 'opened' | 'closed' | 'changed'; id: number }): void {
    const before = this.#tabs.get(id);
    this.take(state);
    const tab = kind === 'closed' ? before : this.#tabs.get(id);
    if (tab === undefined) return;
    const of = (wanted: typeof kind): HostTab[] => (kind === wanted ? [tab] : []);
    this.tabsChanged.fire({ opened: of('opened'), closed: of('closed'), changed: of('changed') });
  }

  take({ groups }: TabsState): void {
    const seen = new Set<number>();
    this.#groups = groups.map((group, column): HostGroup => {
      const tabs: HostTab[] = [];
      const own = { isActive: group.isActive, viewColumn: column + 1, activeTab: undefined, tabs } as {
        -readonly [Key in keyof HostGroup]: HostGroup[Key];
      };
      for (const { id, input, isPreview, isDirty } of group.tabs) {
        seen.add(id);
        const isActive = id === group.activeTab;
        const label = input.kind === 'text' ? (input.uri.path.split('/').at(-1) ?? '') : input.kind;
        const known = this.#tabs.get(id);
        const state = { label, isPreview, isDirty, isActive, isPinned: false, group: own };
        const tab: HostTab =
          known === undefined ? { ...state, input: apiInput(input) } : Object.assign(known, state);
        this.#tabs.set(id, tab);
        tabs.push(tab);
        if (isActive) own.activeTab = tab;
      }
      return own;
    });
    this.#active = this.#groups.find(({ isActive }) => isActive);
    for (const id of [...this.#tabs.keys()]) if (!seen.has(id)) this.#tabs.delete(id);
  }
}

function apiInput(input: TabInput): unknown {
  switch (input.kind) {
    case 'text':
      return new TabInputText(input.uri);
    case 'custom':
      return new TabInputCustom(input.uri, input.viewType);
    case 'diff':
      return new TabInputTextDiff(input.original, input.modified);
    case 'multiDiff':
      // What the stable API does not know has no input.
      return undefined;
  }
}
