import * as Y from 'yjs';
import { Binding } from '../../client/binding/binding.ts';
import { seededRandom } from './seed.ts';
import { silentLog } from './silentLog.ts';
import { SimulatedEditor, type SimulatedEditorOptions } from './simulatedEditor.ts';
import { StepClock } from './stepClock.ts';

/** One person’s document, bound to a shared text that others write to as well. */
export interface BindingDesk {
  readonly editor: SimulatedEditor;
  readonly binding: Binding;
  readonly clock: StepClock;
  readonly text: Y.Text;
  readonly undo: Y.UndoManager;
  readonly problems: string[];
  /** Lets editor, tasks and timers work until all is at rest. */
  readonly rest: () => void;
  /** Somebody else writes. */
  readonly remote: (change: (text: Y.Text) => void) => void;
  readonly shown: () => string;
}

/** The document reads `opening`, as the shared text does, unless `document` says something else. */
export function bindingDesk(
  opening: string,
  options: Partial<SimulatedEditorOptions> & { document?: string } = {},
): BindingDesk {
  const doc = new Y.Doc();
  const text = doc.getText('code');
  text.insert(0, opening);
  const clock = new StepClock();
  const editor = new SimulatedEditor(options.document ?? opening, {
    random: seededRandom(1),
    snippets: 'never',
    ...options,
  });
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set() });
  const binding = new Binding({ text, buffer: editor.buffer, clock, log: silentLog, undo });
  editor.onChange = (change) => binding.documentChanged(change);
  const problems: string[] = [];
  binding.onProblem(({ kind }) => problems.push(kind));
  return {
    editor,
    binding,
    clock,
    text,
    undo,
    problems,
    rest: () => {
      do editor.drain();
      while (clock.runSoon() || editor.isBusy || (!binding.isIdle && clock.runTimer()));
    },
    remote: (change) => doc.transact(() => change(text), 'somebody else'),
    shown: () => editor.model.text,
  };
}
