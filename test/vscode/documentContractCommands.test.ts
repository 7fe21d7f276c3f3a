import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CaretRange } from '../../client/ports.ts';
import type { Heard } from '../contract/documentDriver.ts';
import { at, changesOf } from '../contract/documentFact.ts';
import { type Eol, SimulatedModel } from '../support/simulatedModel.ts';
import { RealDocument } from './realDocument.ts';

const TEXT = 'banana  \ncherry\napple\n\n  fig';

/** What editors do to a text besides typing; carets are offsets of the text with `\n` line endings. */
const COMMANDS: readonly {
  readonly command: string;
  readonly argument?: unknown;
  readonly carets: CaretRange[];
}[] = [
  { command: 'editor.action.moveLinesDownAction', carets: at(2) },
  { command: 'editor.action.moveLinesUpAction', carets: [...at(10), ...at(18)] },
  { command: 'editor.action.copyLinesDownAction', carets: at(2, 12) },
  { command: 'editor.action.copyLinesUpAction', carets: [...at(2), ...at(18)] },
  { command: 'editor.action.deleteLines', carets: [...at(2), ...at(18)] },
  { command: 'editor.action.sortLinesAscending', carets: at(0, 20) },
  { command: 'editor.action.joinLines', carets: at(2, 18) },
  { command: 'editor.action.indentLines', carets: at(2, 18) },
  { command: 'editor.action.outdentLines', carets: at(28) },
  { command: 'editor.action.trimTrailingWhitespace', carets: at(18) },
  { command: 'editor.action.transformToUppercase', carets: [...at(0, 3), ...at(9, 12)] },
  { command: 'editor.action.transposeLetters', carets: at(3) },
  { command: 'editor.action.duplicateSelection', carets: [...at(0, 3), ...at(9, 12)] },
  { command: 'editor.action.insertLineAfter', carets: [...at(2), ...at(18)] },
  { command: 'deleteAllLeft', carets: [...at(4), ...at(12)] },
  { command: 'deleteWordLeft', carets: [...at(4), ...at(12)] },
  { command: 'deleteRight', carets: at(8) },
  { command: 'tab', carets: [...at(0), ...at(9)] },
  { command: 'paste', argument: { text: '1\n2\n3' }, carets: [...at(0), ...at(9), ...at(16)] },
  {
    command: 'editor.action.insertSnippet',
    argument: { snippet: 'for (${1:i}; $1 < ${2:n}; $1++) {\n\t$0\n}' },
    carets: [...at(8), ...at(15)],
  },
];

describe('what commands do to a document of VS Code', function () {
  this.timeout(60_000);
  let real: RealDocument;

  before(() => {
    real = new RealDocument();
  });

  after(() => real.close());

  for (const eol of ['\n', '\r\n'] as const) {
    for (const { command, argument, carets } of COMMANDS) {
      it(`${command} is told as edits are, and the simulated document tells them alike (${JSON.stringify(eol)})`, async () => {
        await real.open(TEXT, eol);
        await real.perform({ kind: 'setCarets', carets });
        const observed = await real.during(() => vscode.commands.executeCommand(command, argument));
        assert.ok(observed.heard.length > 0, 'the command does something');
        assert.equal(replay(TEXT, eol, observed.heard), observed.text);
      });
    }
  }

  it('a change of language closes and opens the same document, which keeps its version', async () => {
    await real.open('#!/bin/sh\n', '\n');
    const { document } = real;
    const { version } = document;
    const told: string[] = [];
    const note = (what: string) => (changed: vscode.TextDocument) => {
      if (changed === document) told.push(`${what}, isClosed ${document.isClosed}`);
    };
    const subscriptions = [
      vscode.workspace.onDidCloseTextDocument(note('closed')),
      vscode.workspace.onDidOpenTextDocument(note('opened')),
    ];
    const { heard } = await real.during(async () => {
      await vscode.languages.setTextDocumentLanguage(document, 'python');
    });
    for (const subscription of subscriptions) subscription.dispose();
    assert.deepEqual(told, ['closed, isClosed false', 'opened, isClosed false']);
    assert.deepEqual(heard, []);
    assert.equal(document.version, version);
    assert.equal(document.languageId, 'python');
  });
});

/** Makes the same edits in a simulated document, which must tell each of them as VS Code did. Gives its text. */
function replay(opening: string, eol: Eol, heard: readonly Heard[]): string {
  const model = new SimulatedModel(opening, eol);
  for (const event of heard) {
    assert.ok(event.kind === 'event');
    assert.equal(event.versions, 1);
    const told = model.edit(event.changes.toReversed())?.changes ?? [];
    assert.deepEqual(
      told.map(({ rangeOffset, rangeLength, text }) => [rangeOffset, rangeLength, text]),
      changesOf({ heard: [event], text: '', eol, carets: [] }),
    );
  }
  return model.text;
}
