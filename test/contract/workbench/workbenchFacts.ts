import assert from 'node:assert/strict';
import type { WorkbenchDriver, WorkbenchObservation, WorkbenchStep } from './workbenchDriver.ts';

/** Something about VS Code's windows that Tandem relies on. `check` throws where the window is otherwise. */
export interface WorkbenchFact {
  readonly title: string;
  readonly check: (driver: WorkbenchDriver) => Promise<void>;
}

/** How VS Code treats documents, tabs and files (faults of Tandem began where this was not known). */
export const workbenchFacts: readonly WorkbenchFact[] = [
  fact('a document closes with its last tab', [{ kind: 'open', file: 'a.txt' }, { kind: 'close' }], {
    documents: ['closed a.txt'],
    tabs: ['closed a.txt'],
    shown: [[]],
    open: [],
  }),
  fact(
    'a document that an extension has opened stays when its tab is closed',
    [{ kind: 'openBehind', file: 'a.txt' }, { kind: 'open', file: 'a.txt' }, { kind: 'close' }],
    { documents: [], tabs: ['closed a.txt'], shown: [[]], open: ['a.txt'] },
  ),
  fact(
    'a file that is closed and opened again is another document',
    [{ kind: 'open', file: 'a.txt' }, { kind: 'close' }, { kind: 'reopenClosed' }],
    { documents: ['opened a.txt #2'], tabs: ['opened a.txt'], shown: [['[a.txt]']], open: ['a.txt'] },
  ),
  fact(
    'a tab in italics gives way to the next one, and its document closes',
    [
      { kind: 'open', file: 'a.txt', isPreview: true },
      { kind: 'open', file: 'b.txt', isPreview: true },
    ],
    {
      documents: ['closed a.txt', 'opened b.txt'],
      shown: [['[b.txt (preview)]']],
      open: ['b.txt'],
    },
  ),
  fact(
    'a key makes a document dirty right after it has changed it, and its tab stays',
    [
      { kind: 'open', file: 'a.txt', isPreview: true },
      { kind: 'type', text: 'x' },
    ],
    { documents: ['changed a.txt', 'dirty a.txt'], tabs: [], shown: [['[a.txt *]']], open: ['a.txt'] },
  ),
  fact(
    'a save makes a document clean',
    [{ kind: 'open', file: 'a.txt' }, { kind: 'type', text: 'x' }, { kind: 'save' }],
    { documents: ['clean a.txt', 'saved a.txt'], tabs: [], shown: [['[a.txt]']], open: ['a.txt'] },
  ),
  fact(
    'a revert changes a document that is clean by then',
    [{ kind: 'open', file: 'a.txt' }, { kind: 'type', text: 'x' }, { kind: 'revert' }],
    { documents: ['changed a.txt', 'clean a.txt'], tabs: [], shown: [['[a.txt]']], open: ['a.txt'] },
  ),
  fact(
    'a file that another program writes changes the document, which stays clean',
    [
      { kind: 'open', file: 'a.txt' },
      { kind: 'writeOnDisk', file: 'a.txt', text: 'another branch\n' },
    ],
    { documents: ['changed a.txt'], tabs: [], shown: [['[a.txt]']], open: ['a.txt'] },
  ),
  fact(
    'another language closes and opens the same document',
    [
      { kind: 'open', file: 'a.txt' },
      { kind: 'setLanguage', file: 'a.txt', language: 'markdown' },
    ],
    { documents: ['closed a.txt', 'opened a.txt'], tabs: [], shown: [['[a.txt]']], open: ['a.txt'] },
  ),
  fact(
    'a tab that moves to another column opens there before it closes here, and its document stays',
    [{ kind: 'open', file: 'b.txt' }, { kind: 'open', file: 'a.txt' }, { kind: 'moveToNextGroup' }],
    {
      documents: [],
      tabs: ['opened a.txt', 'closed a.txt'],
      shown: [['[b.txt]'], ['[a.txt]']],
      open: ['a.txt', 'b.txt'],
    },
  ),
  fact(
    'a renamed file is another document, and the old one closes',
    [
      { kind: 'open', file: 'a.txt' },
      { kind: 'rename', from: 'a.txt', to: 'c.txt' },
    ],
    {
      documents: ['will rename a.txt', 'opened c.txt', 'renamed a.txt', 'closed a.txt'],
      shown: [['[c.txt]']],
      open: ['c.txt'],
    },
    'in any order behind the first',
  ),
  fact(
    'a renamed file takes along what was not saved',
    [
      { kind: 'open', file: 'a.txt' },
      { kind: 'type', text: 'x' },
      { kind: 'rename', from: 'a.txt', to: 'c.txt' },
    ],
    { shown: [['[c.txt *]']], open: ['c.txt'] },
  ),
  fact(
    'a file that is moved over an open one changes that one’s document, which stays',
    [
      { kind: 'open', file: 'b.txt' },
      { kind: 'open', file: 'a.txt' },
      { kind: 'rename', from: 'a.txt', to: 'b.txt', isOverwriting: true },
    ],
    { shown: [['[b.txt]']], open: ['b.txt'] },
  ),
  fact(
    'a document that is edited without a tab is shown in one after a moment',
    [
      { kind: 'open', file: 'b.txt' },
      { kind: 'openBehind', file: 'a.txt' },
      { kind: 'editBehind', file: 'a.txt', text: 'x' },
      { kind: 'wait', ms: 2_500 },
    ],
    { documents: [], tabs: ['opened a.txt'], shown: [['[b.txt]', 'a.txt *']], open: ['a.txt', 'b.txt'] },
  ),
];

function fact(
  title: string,
  steps: readonly WorkbenchStep[],
  expected: Partial<WorkbenchObservation>,
  order?: 'in any order behind the first',
): WorkbenchFact {
  return {
    title,
    check: async (driver) => {
      await driver.start({ 'a.txt': 'alpha\n', 'b.txt': 'beta\n' });
      let observed: WorkbenchObservation | undefined;
      for (const step of steps) observed = await driver.perform(step);
      assert.ok(observed, 'a fact has steps');
      const sorted = ([first = '', ...rest]: readonly string[]): string[] => [first, ...rest.toSorted()];
      for (const key of Object.keys(expected) as (keyof WorkbenchObservation)[]) {
        if (key === 'documents' && order !== undefined)
          assert.deepEqual(sorted(observed[key]), sorted(expected[key] ?? []), key);
        else assert.deepEqual(observed[key], expected[key], key);
      }
    },
  };
}
