import assert from 'node:assert/strict';
import type { CaretRange, RequestedReplace } from '../../client/ports.ts';
import type { Eol } from '../support/simulatedModel.ts';
import type { VsCodeName } from '../support/vscode/vsCodes.ts';
import type { DocumentDriver, DocumentStep, Heard, Observation } from './documentDriver.ts';

/** Something that the binding relies on, or must not be surprised by. `check` throws where the document is otherwise. */
export interface DocumentFact {
  readonly title: string;
  /** The only VS Code that it is a fact of; of both where it is left out. */
  readonly of?: VsCodeName;
  readonly check: (driver: DocumentDriver) => Promise<void>;
}

/** What one step must bring. */
export interface Expected {
  readonly text: string;
  /** `[offset, length, text]` of every change in the order told, in the document's own offsets. */
  readonly changes?: readonly (readonly [number, number, string])[];
  /** Every event as `event`, every reply as its result, in the order heard. */
  readonly heard?: readonly string[];
  /** `[start, end]`, in the text with `\n` line endings. */
  readonly carets?: readonly (readonly [number, number])[];
}

/** A fact whose last step brings what is expected. */
export function fact(
  title: string,
  opening: { readonly text: string; readonly eol?: Eol; readonly carets?: readonly CaretRange[] },
  steps: readonly DocumentStep[],
  expected: Expected,
): DocumentFact {
  return {
    title,
    check: async (driver) => {
      await driver.open(opening.text, opening.eol ?? '\n');
      if (opening.carets) await driver.perform({ kind: 'setCarets', carets: opening.carets });
      let observed: Observation | undefined;
      for (const step of steps) observed = await driver.perform(step);
      assert.ok(observed, 'a fact has steps');
      expect(observed, expected);
    },
  };
}

export function expect(observed: Observation, { text, changes, heard, carets }: Expected): void {
  assert.equal(observed.text, text);
  if (heard) assert.deepEqual(observed.heard.map(nameOf), heard);
  if (changes) assert.deepEqual(changesOf(observed), changes);
  if (carets)
    assert.deepEqual(
      observed.carets.map(({ start, end }) => [start, end]),
      carets,
    );
}

export function changesOf({ heard }: Observation): (readonly [number, number, string])[] {
  return heard
    .flatMap((each) => (each.kind === 'event' ? each.changes : []))
    .map(({ offset, length, text }) => [offset, length, text] as const);
}

export function nameOf(heard: Heard): string {
  return heard.kind === 'event' ? 'event' : heard.result;
}

export const at = (start: number, end = start): CaretRange[] => [{ start, end }];

export function submit(
  replaces: readonly RequestedReplace[],
  through: 'editor' | 'workspace' = 'editor',
): DocumentStep {
  return { kind: 'submit', calls: [replaces], through };
}
