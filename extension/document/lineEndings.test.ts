import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import { plainDocument } from '../../test/support/plainDocument.ts';
import { lfOffsetAt, positionAtLf, toLf, toLfChanges } from './lineEndings.ts';

describe('line endings', () => {
  for (const eol of ['\n', '\r\n'] as const) {
    it(`lead every offset to its position and back in a document with ${JSON.stringify(eol)}`, () => {
      const lines = ['one', '', 'three', 'x', ''];
      const document = plainDocument(lines.join(eol), eol);
      const length = lines.join('\n').length;
      for (let offset = 0; offset <= length; offset++) {
        const position = positionAtLf(document, offset);
        const before = lines.join('\n').slice(0, offset).split('\n');
        assert.equal(position.line, before.length - 1);
        assert.equal(position.character, before.at(-1)?.length);
        assert.equal(lfOffsetAt(document, position), offset);
      }
      assert.equal(lfOffsetAt(document, positionAtLf(document, length + 9)), length);
    });
  }

  it('are made uniform in text', () => {
    assert.equal(toLf('a\r\nb\rc\n'), 'a\nb\nc\n');
  });

  it('count one unit each in the changes of an event', () => {
    const range = { start: { line: 1 }, end: { line: 3 } };
    const change = { range, rangeOffset: 5, rangeLength: 9, text: 'x\r\ny' };
    const changes = [change] as unknown as vscode.TextDocumentContentChangeEvent[];
    assert.deepEqual(toLfChanges(changes, 2, 2), [{ offset: 4, length: 7, text: 'x\ny' }]);
    assert.deepEqual(toLfChanges(changes, 1, 1), [{ offset: 5, length: 9, text: 'x\ny' }]);
  });

  it('change without changing the text', () => {
    const range = { start: { line: 0 }, end: { line: 1 } };
    const change = { range, rangeOffset: 0, rangeLength: 4, text: 'a\nb' };
    assert.deepEqual(toLfChanges([change] as unknown as vscode.TextDocumentContentChangeEvent[], 2, 1), []);
  });
});
