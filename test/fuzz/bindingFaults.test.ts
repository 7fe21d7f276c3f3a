import assert from 'node:assert/strict';
import { importMutant, type Mutation } from '../support/mutant.ts';
import { VS_CODE_NAMES } from '../support/vscode/vsCodes.ts';
import type * as caseModule from './bindingCase.ts';
import { runBindingCase } from './bindingCase.ts';
import type { CaseOptions } from './person.ts';

const CASE = 'test/fuzz/bindingCase.ts';
const BINDING = 'client/binding/';
const EXCHANGE = `${BINDING}exchange.ts`;
const PENDING = `${BINDING}pendingChanges.ts`;
const OWN_UNDO = `${BINDING}ownUndo.ts`;
const UNSAVED = 'client/session/unsavedEdits.ts';
const LINE_ENDINGS = 'extension/document/lineEndings.ts';

/** Every fault must be noticed within its number of seeds, always by what people would see. */
const FAULTS: readonly {
  fault: string;
  withinSeeds: number;
  planted: CaseOptions | Mutation;
}[] = [
  { fault: 'the editor checks no versions', withinSeeds: 50, planted: { ignoresVersions: true } },
  {
    fault: 'the first event during an edit is taken for that edit',
    withinSeeds: 50,
    planted: { attributesByFlag: true },
  },
  {
    fault: 'local edits are written to the shared text as they are',
    withinSeeds: 50,
    planted: {
      file: PENDING,
      find: "const shared = transform(delta, this.#delta, 'before');\n    this.#delta = compose(repair",
      replace: 'const shared = delta;\n    this.#delta = compose(repair',
    },
  },
  {
    fault: 'pending remote edits are not moved by local ones',
    withinSeeds: 50,
    planted: {
      file: PENDING,
      find: "compose(repair, transform(this.#delta, delta, 'after'))",
      replace: 'compose(repair, this.#delta)',
    },
  },
  {
    fault: 'a refused edit is taken for an accepted one',
    withinSeeds: 500,
    planted: { file: EXCHANGE, find: "first && result !== 'rejected' ?", replace: 'first ?' },
  },
  {
    fault: 'an event that leaves the text that was expected is taken for the edit under way',
    withinSeeds: 2_000,
    planted: {
      file: EXCHANGE,
      find: "first && result !== 'rejected' ? attribute(first.changes, flight.replaces) : 'foreign'",
      replace: "first && first.textAfter === flight.expected ? 'ours' : 'foreign'",
      and: {
        find: "this.#state = { kind: 'flight', flight };",
        replace: `this.#state = { kind: 'flight', flight };
          flight.expected = [...flight.replaces].reverse().reduce(
            (text, { offset, length, text: inserted }) =>
              text.slice(0, offset) + inserted + text.slice(offset + length),
            buffer.slice(0, buffer.length),
          );
          flight.held.push = (change) => {
            change.textAfter = buffer.slice(0, buffer.length);
            return Array.prototype.push.call(flight.held, change);
          };`,
      },
    },
  },
  {
    fault: 'a refused edit is forgotten',
    withinSeeds: 50,
    planted: { file: EXCHANGE, find: 'pending.flightRefused(flight);', replace: '' },
  },
  {
    fault: 'a refused edit is sent again with the offsets that it had',
    withinSeeds: 2_000,
    planted: {
      file: EXCHANGE,
      find: 'pending.flightRefused(flight);\n      this.#takeIn(flight.held, 0);',
      replace: 'this.#takeIn(flight.held, 0);\n      pending.flightRefused(flight);',
    },
  },
  {
    fault: 'a refused edit is restored with the neighbours that were rewritten for the caret',
    withinSeeds: 500,
    planted: {
      file: PENDING,
      find: 'this.#delta = compose(flight.pure, this.#delta);',
      replace: 'this.#delta = compose(flight.sent, this.#delta);',
    },
  },
  {
    fault: 'what the editor does beyond an edit is not looked at',
    withinSeeds: 500,
    planted: { file: PENDING, find: 'if (!isIdentity(extra)) this.localChange(extra);', replace: '' },
  },
  {
    fault: 'keystrokes that are held when the window closes are dropped',
    withinSeeds: 500,
    planted: {
      file: EXCHANGE,
      find: "this.#conclude(this.#state.flight, 'unknown');",
      replace: "this.#state = { kind: 'open' };",
    },
  },
  {
    fault: 'what is typed while a new document waits for its text is dropped',
    withinSeeds: 2_000,
    planted: {
      file: EXCHANGE,
      find: "if (state.kind === 'waiting') this.#takeIn(state.held, 0);",
      replace: "if (state.kind === 'waiting') this.#takeIn([], 0);",
    },
  },
  {
    fault: 'what is typed before a new connection is in step is not kept until it is acknowledged',
    withinSeeds: 2_000,
    planted: {
      file: UNSAVED,
      find: 'this.#edits.push({ update, message });',
      replace: 'if ((message ?? 1) > 1) this.#edits.push({ update, message });',
    },
  },
  {
    fault: 'the relay’s question for what it lacks is not answered',
    withinSeeds: 50,
    planted: {
      file: 'client/session/connection.ts',
      find: 'this.#answer(message.stateVector);',
      replace: '',
    },
  },
  {
    fault: 'a new connection goes on counting where the last one ended',
    withinSeeds: 2_000,
    planted: {
      file: UNSAVED,
      find: 'for (const edit of this.#edits) edit.message = undefined;',
      replace: '',
    },
  },
  {
    fault: "the editor's own undo is shared like typing",
    withinSeeds: 500,
    planted: {
      file: `${BINDING}documentEvents.ts`,
      find: 'if (change.reason && undo) {',
      replace: 'if (change.reason as false) {',
    },
  },
  {
    fault: 'undo runs after what was typed behind it',
    withinSeeds: 500,
    planted: {
      file: `${BINDING}calmTasks.ts`,
      find: 'next += integrate(held.slice(next, until));',
      replace: 'next += integrate(held.slice(next));',
    },
  },
  {
    fault: 'a document that is bound anew writes without the origin that undo knows',
    withinSeeds: 2_000,
    planted: {
      file: OWN_UNDO,
      find: "this.#manager.off('stack-item-added', this.#stepAdded);",
      replace: `this.#manager.off('stack-item-added', this.#stepAdded);
        for (const origin of this.#manager.trackedOrigins) {
          if (origin !== this.#manager) this.#manager.removeTrackedOrigin(origin);
        }`,
    },
  },
  {
    fault: 'own edits lose their origin where others are pending',
    withinSeeds: 2_000,
    planted: {
      file: `${BINDING}binding.ts`,
      find: 'if (origin === this.origin) return;',
      replace: 'if (origin === null || origin === this.origin) return;',
      and: {
        find: 'this.#pending = new PendingChanges(text, this.origin, refineFromUnits);',
        replace: `this.#pending = new PendingChanges(text, this.origin, refineFromUnits);
          const { transact } = text.doc;
          text.doc.transact = (task, origin) =>
            transact.call(text.doc, task, origin === this.origin && !this.#pending.isEmpty ? null : origin);`,
      },
    },
  },
  {
    fault: 'what is typed while others are pending moves to the end, everywhere',
    withinSeeds: 500,
    planted: {
      file: PENDING,
      find: 'writeDelta(this.#text, shared, this.#origin);\n    return delta;',
      replace: `writeDelta(this.#text, shared, this.#origin);
        const [typedText, more] = toReplaces(shared);
        if (typedText && typedText.text !== '' && !more && !isIdentity(this.#delta)) {
          const { offset, text } = typedText;
          const move = new DeltaBuilder()
            .retain(offset)
            .delete(text.length)
            .retain(this.#text.length - offset - text.length)
            .insert(text)
            .build();
          writeDelta(this.#text, move, this.#origin);
          this.#delta = compose(this.#delta, move);
        }
        return delta;`,
      and: {
        find: '  type Delta,\n',
        replace: '  type Delta,\n  DeltaBuilder,\n',
      },
    },
  },
  {
    fault: 'the offsets of a CRLF document count its line ends double',
    withinSeeds: 2_000,
    planted: {
      file: LINE_ENDINGS,
      find: 'offset: rangeOffset - perLine * range.start.line',
      replace: 'offset: rangeOffset',
    },
  },
  {
    fault: 'the lengths of a CRLF document count its line ends double',
    withinSeeds: 2_000,
    planted: {
      file: LINE_ENDINGS,
      find: 'length: rangeLength - perLine * (range.end.line - range.start.line)',
      replace: 'length: rangeLength',
    },
  },
  {
    fault: 'a remote edit is placed in a CRLF document as if its line ends were one unit',
    withinSeeds: 2_000,
    planted: {
      file: LINE_ENDINGS,
      find: 'if (!isCrlf(document.eol)) return document.positionAt(offset);',
      replace: 'if (document.eol) return document.positionAt(offset);',
    },
  },
];

describe('the random histories notice a planted fault', function () {
  this.timeout('5 minutes');

  for (const { fault, withinSeeds, planted } of FAULTS) {
    it(`when ${fault}`, async () => {
      const isMutation = 'file' in planted;
      const run = isMutation
        ? (await importMutant<typeof caseModule>(CASE, planted)).runBindingCase
        : runBindingCase;
      for (const vsCode of VS_CODE_NAMES) {
        const options = isMutation ? { vsCode } : { ...planted, vsCode };
        const noticed = firstFailing(withinSeeds, (seed) => run(seed, options));
        assert.ok(noticed, `not noticed within ${withinSeeds} seeds in the ${vsCode} VS Code`);
        console.log(`      ${vsCode} VS Code, seed ${noticed.seed}: ${noticed.message}`);
        assert.doesNotThrow(
          () => runBindingCase(noticed.seed, { vsCode }),
          'the seed passes without the fault',
        );
      }
    });
  }
});

/** Fixed seeds: these tests are about the checks, not about luck. */
function firstFailing(
  count: number,
  run: (seed: number) => void,
): { seed: number; message: string } | undefined {
  for (let seed = 1; seed <= count; seed++) {
    try {
      run(seed);
    } catch (error) {
      return { seed, message: String(error).split('\n')[0] ?? '' };
    }
  }
  return undefined;
}
