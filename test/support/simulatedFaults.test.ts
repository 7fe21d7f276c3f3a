import assert from 'node:assert/strict';
import { documentFactsOf } from '../contract/documentFacts.ts';
import { SimulatedDocument } from '../contract/simulatedDocument.ts';
import { DIALECTS } from './dialect.ts';
import { importMutant, type Mutation } from './mutant.ts';
import type * as simulatedEditorModule from './simulatedEditor.ts';
import { VS_CODE_NAMES } from './vscode/vsCodes.ts';

const EDITOR = 'test/support/simulatedEditor.ts';
const MODEL = 'test/support/simulatedModel.ts';
const MARKERS = 'test/support/editorMarkers.ts';
const UNDO = 'test/support/simulatedUndo.ts';
const SPACE = 'test/support/automaticSpace.ts';
const CHANGES = 'test/support/textChanges.ts';
const KEYS = 'test/support/simulatedKeys.ts';

/** A document that is not like VS Code's, and a fact that it fails. */
const FAULTS: readonly { readonly fault: string; readonly fails: RegExp; readonly mutation: Mutation }[] = [
  {
    fault: 'inserts do not push carets',
    fails: /pushes a caret along with what is inserted there/,
    mutation: { file: MARKERS, find: 'if (at < offset) return at;', replace: 'if (at <= offset) return at;' },
  },
  {
    fault: 'inserts do not push the start of a selection',
    fails: /moves a selection along with an insert at its start/,
    mutation: { file: MODEL, find: "(as === 'insert' ? 'push' : markers)", replace: "'keep'" },
  },
  {
    fault: 'markers before a replacement of more text do not grow',
    fails: /swallows what a replacement before the selection is longer/,
    mutation: {
      file: MARKERS,
      find: '(at === common && (length > text.length || sticksLeft))',
      replace: 'false',
    },
  },
  {
    fault: 'changes are listed from the start to the end',
    fails: /lists the changes of an edit from the end to the start/,
    mutation: { file: MODEL, find: 'edits.toReversed().map(({ offset', replace: 'edits.map(({ offset' },
  },
  {
    fault: 'edits melt one too late',
    fails: /melts 1,000 replacements/,
    mutation: { file: MODEL, find: 'meltFrom = 1000', replace: 'meltFrom = 1001' },
  },
  {
    fault: 'edits melt one too early',
    fails: /tells 999 replacements/,
    mutation: { file: MODEL, find: 'meltFrom = 1000', replace: 'meltFrom = 999' },
  },
  {
    fault: 'the reply comes before the event',
    fails: /tells an edit by one event, and then replies/,
    mutation: {
      file: EDITOR,
      find: "this.#toHost.push({ kind: 'reply', result: this.#execute(request), reply: request.reply });",
      replace:
        "const at = this.#toHost.length; this.#toHost.splice(at, 0, { kind: 'reply', result: this.#execute(request), reply: request.reply });",
    },
  },
  {
    fault: 'versions are not checked',
    fails: /takes one of three edits/,
    mutation: { file: EDITOR, find: 'version !== this.model.version', replace: 'version < 0' },
  },
  {
    fault: 'automatic white space stays',
    fails: /trims white space that the editor put in by itself/,
    mutation: { file: MODEL, find: 'if (blank.length === 0) return edits;', replace: 'return edits;' },
  },
  {
    fault: 'a read-only editor refuses',
    fails: /accepts an edit of a read-only editor/,
    mutation: {
      file: EDITOR,
      find: "if (isThroughEditor && this.isReadOnly) return 'accepted';",
      replace: "if (isThroughEditor && this.isReadOnly) return 'rejected';",
    },
  },
  {
    fault: "every white space counts as the editor's",
    fails: /trims spaces and tabs only/,
    mutation: { file: SPACE, find: '/^[ \\t]*$/.test(line)', replace: "line.trim() === ''" },
  },
  {
    fault: 'a key without effect trims',
    fails: /trims nothing for a key that has no effect/,
    mutation: { file: MODEL, find: 'if (areKeys && !hasEffect) return undefined;', replace: '' },
  },
  {
    fault: 'carets count as near to an edit that no editor makes',
    fails: /for any edit of a read-only document/,
    mutation: {
      file: EDITOR,
      find: "this.isReadOnly || !this.isVisible ? 'background' : 'workspace'",
      replace: "'workspace'",
    },
  },
  {
    fault: 'an edit that no editor makes knows carets',
    fails: /restores no carets after an edit of a read-only document/,
    mutation: { file: MODEL, find: 'isBehindEditors ? undefined : this.carets', replace: 'this.carets' },
  },
  {
    fault: 'keys leave their carets where they would be without a trim',
    fails: /leaves the caret behind the new indentation/,
    mutation: {
      file: MODEL,
      find: 'caretsLeft(normalized)',
      replace: 'caretsLeft(normalized.filter(({ leavesCaret }) => leavesCaret))',
    },
  },
  {
    fault: 'indentation is copied as it is',
    fails: /makes tabs of the spaces/,
    mutation: {
      file: KEYS,
      find: "return byTabs(/^[ \\t]*/.exec(line)?.[0] ?? '');",
      replace: "return /^[ \\t]*/.exec(line)?.[0] ?? '';",
    },
  },
  {
    fault: 'carets may be inside surrogate pairs',
    fails: /out of the surrogate pair that a replacement puts there/,
    mutation: {
      file: MODEL,
      find: 'carets.map(({ start, end }) => ({ start: this.boundary(start), end: this.boundary(end) }))',
      replace: 'carets',
    },
  },
  {
    fault: 'a word goes with all spaces before it',
    fails: /begins a new undo step for a word after several spaces/,
    mutation: {
      file: UNDO,
      find: "return before !== 'firstSpace' && before !== next",
      replace: 'return !isSpace(before) && before !== next',
    },
  },
  {
    fault: 'a word begins an undo step after one space',
    fails: /undoes a word together with the one space before it/,
    mutation: {
      file: UNDO,
      find: "return before !== 'firstSpace' && before !== next",
      replace: 'return before !== next',
    },
  },
  {
    fault: 'a line ending is deleted with what comes before',
    fails: /begins a new undo step for a key that deletes a line ending/,
    mutation: {
      file: UNDO,
      find: "before !== 'deleteLeft' || deletesLineEnding",
      replace: "before !== 'deleteLeft'",
    },
  },
  {
    fault: 'an extension that moves carets ends the undo step',
    fails: /undoes keys together though an extension has moved the caret/,
    mutation: {
      file: MODEL,
      find: '  moveCarets(carets: readonly CaretRange[]): void {',
      replace: '  moveCarets(carets: readonly CaretRange[]): void {\n    this.#undo.close();',
    },
  },
  {
    fault: 'edits join a snippet',
    fails: /ends the undo step with a snippet/,
    mutation: { file: UNDO, find: "kind !== 'ownStep' && kind !== 'snippet'", replace: "kind !== 'ownStep'" },
  },
  {
    fault: 'a redone snippet leaves the carets to the markers',
    fails: /puts the caret in front of a snippet again/,
    mutation: {
      file: MODEL,
      find: "areKeys || kind === 'snippet' ? this.carets",
      replace: 'areKeys ? this.carets',
    },
  },
  {
    fault: 'an undone step stays open',
    fails: /begins a new undo step after an undo/,
    mutation: {
      file: UNDO,
      find: '    to.push(step);\n    this.#isOpen = false;',
      replace: '    to.push(step);\n    this.#isOpen = true;',
    },
  },
  {
    fault: 'a redo of nothing ends the step',
    fails: /does not end an undo step by a redo/,
    mutation: {
      file: UNDO,
      find: 'if (!step) return undefined;',
      replace: 'if (!step) return void this.close();',
    },
  },
  {
    fault: 'an edit keeps what was undone',
    fails: /redoes nothing after an edit/,
    mutation: {
      file: UNDO,
      find: '    this.#redo.length = 0;\n    this.#isOpen = kind',
      replace: '    this.#isOpen = kind',
    },
  },
  {
    fault: 'what has come to nothing is undone',
    fails: /tells nothing of an undo of edits that came to nothing/,
    mutation: { file: CHANGES, find: '.filter(({ oldText, newText }) => oldText !== newText)', replace: '' },
  },
  {
    fault: 'changes that touch are undone one by one',
    fails: /moves a caret by what the edits of a step come to/,
    mutation: {
      file: CHANGES,
      find: 'if (last && oldEnd(last) === change.oldOffset)',
      replace: 'if (false)',
    },
  },
];

describe('the contract of a document', () => {
  for (const { fault, fails, mutation } of FAULTS) {
    it(`is broken when ${fault}`, async () => {
      const { SimulatedEditor } = await importMutant<typeof simulatedEditorModule>(EDITOR, mutation);
      for (const vsCode of VS_CODE_NAMES) {
        const broken: string[] = [];
        for (const { title, check } of documentFactsOf(vsCode)) {
          const document = new SimulatedDocument(SimulatedEditor, DIALECTS[vsCode]);
          await check(document).catch(() => broken.push(title));
        }
        assert.match(broken.join('\n'), fails, `in the ${vsCode} VS Code`);
      }
    });
  }
});
