import assert from 'node:assert/strict';
import type * as bindingModule from '../../extension/core/binding/binding.ts';
import { importMutant, type Mutation } from '../support/mutant.ts';
import { type BindingCaseOptions, runBindingCase } from './bindingCase.ts';

const BINDING = 'extension/core/binding/binding.ts';
const EXCHANGE = 'extension/core/binding/exchange.ts';
const PENDING = 'extension/core/binding/pendingChanges.ts';

/** Every fault must be noticed within its number of seeds. */
const FAULTS: readonly {
  fault: string;
  withinSeeds: number;
  options?: BindingCaseOptions;
  mutation?: Mutation;
}[] = [
  { fault: 'the editor checks no versions', withinSeeds: 50, options: { ignoresVersions: true } },
  {
    fault: 'the first event during an edit is taken for that edit',
    withinSeeds: 50,
    options: { attributesByFlag: true },
  },
  {
    fault: 'local edits are written to the shared text as they are',
    withinSeeds: 50,
    mutation: {
      file: PENDING,
      find: "const shared = transform(delta, this.#delta, 'before');\n    this.#delta = compose(repair",
      replace: 'const shared = delta;\n    this.#delta = compose(repair',
    },
  },
  {
    fault: 'pending remote edits are not moved by local ones',
    withinSeeds: 50,
    mutation: {
      file: PENDING,
      find: "compose(repair, transform(this.#delta, delta, 'after'))",
      replace: 'compose(repair, this.#delta)',
    },
  },
  {
    fault: 'a refused edit is taken for an accepted one',
    withinSeeds: 300,
    mutation: { file: EXCHANGE, find: "first && result !== 'rejected' ?", replace: 'first ?' },
  },
  {
    fault: 'a refused edit is forgotten',
    withinSeeds: 50,
    mutation: { file: EXCHANGE, find: 'pending.flightRefused(flight);', replace: '' },
  },
  {
    fault: 'a refused edit is restored with the neighbours that were rewritten for the caret',
    withinSeeds: 500,
    mutation: {
      file: PENDING,
      find: 'this.#delta = compose(flight.pure, this.#delta);',
      replace: 'this.#delta = compose(flight.sent, this.#delta);',
    },
  },
  {
    fault: 'what the editor does beyond an edit is not looked at',
    withinSeeds: 500,
    mutation: { file: PENDING, find: 'if (!isIdentity(extra)) this.localChange(extra);', replace: '' },
  },
  {
    fault: 'keystrokes that are held when the window closes are dropped',
    withinSeeds: 500,
    mutation: {
      file: EXCHANGE,
      find: "this.#conclude(this.#state.flight, 'unknown');",
      replace: "this.#state = { kind: 'open' };",
    },
  },
  {
    fault: "the editor's own undo is shared like typing",
    withinSeeds: 500,
    mutation: {
      file: EXCHANGE,
      find: 'if (change.reason && undo) {',
      replace: 'if (change.reason as false) {',
    },
  },
];

describe('the random histories notice a planted fault', function () {
  this.timeout('2 minutes');

  for (const { fault, withinSeeds, options, mutation } of FAULTS) {
    it(`when ${fault}`, async () => {
      const Binding = mutation && (await importMutant<typeof bindingModule>(BINDING, mutation)).Binding;
      const noticed = firstFailing(withinSeeds, { ...options, ...(Binding ? { Binding } : {}) });
      assert.ok(noticed, `not noticed within ${withinSeeds} seeds`);
      console.log(`      ${noticed}`);
    });
  }
});

/** Fixed seeds: these tests are about the checks, not about luck. */
function firstFailing(count: number, options: BindingCaseOptions): string | undefined {
  for (let seed = 1; seed <= count; seed++) {
    try {
      runBindingCase(seed, options);
    } catch (error) {
      return `seed ${seed}: ${String(error).split('\n')[0] ?? ''}`;
    }
  }
  return undefined;
}
