import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seedFor } from '../../test/support/seed.ts';
import {
  cutAtNextLine,
  cutAtUnmatchedCloser,
  dropRepeatedStart,
  finishResponse,
  followIndentation,
  inertText,
  isRepetitive,
  limitLines,
  readCursorLines,
  snipClosingLines,
  trimOverlap,
  unwrapResponse,
} from './finishResponse.ts';

/** The cursor is where `|` is. */
const finish = (marked: string, response: string, maxLines = 8) => {
  const [before = '', after = ''] = marked.split('|');
  return finishResponse(response, readCursorLines(before, after), maxLines);
};

describe('what becomes of the text of a model', () => {
  it('loses what nobody sees', () => {
    assert.equal(inertText('a\u202eb\u200bc\0d\u001b[31m\r\ne\tf\u{e0041}'), 'abcd[31m\ne\tf');
    assert.equal(inertText('größe 漢字 😀'), 'größe 漢字 😀');
  });

  it('is taken out of tags and fences, and is nothing where the model talks', () => {
    assert.equal(unwrapResponse('<fill>a + b</fill> Done!'), 'a + b');
    assert.equal(unwrapResponse('<fill>a +'), 'a +');
    assert.equal(unwrapResponse('a + b</fill>'), 'a + b');
    assert.equal(unwrapResponse('<fill>```ts\na + b\n```</fill>'), 'a + b');
    assert.equal(unwrapResponse('```\n  a\n  b\n```\n'), '  a\n  b');
    assert.equal(unwrapResponse("Here's the code: a + b"), '');
    assert.equal(unwrapResponse('<fill></fill>'), '');
    assert.equal(unwrapResponse('hereafter()'), 'hereafter()');
  });

  it('ends with a whole line', () => {
    assert.equal(limitLines('a\nb\nc', 2), 'a\nb');
    assert.equal(limitLines('a\nb', 2), 'a\nb');
    assert.equal(limitLines('a\n\nb', 1), 'a');
  });

  it('does not begin with the line that it goes on with', () => {
    assert.equal(dropRepeatedStart('  return a + b', '  return a'), ' + b');
    assert.equal(dropRepeatedStart('xx', 'x'), 'xx');
  });

  it('does not repeat what is behind the cursor', () => {
    assert.equal(trimOverlap('foo)', ')'), 'foo');
    assert.equal(trimOverlap('foo();', ');'), 'foo();', 'that bracket is its own');
    assert.equal(trimOverlap('f(x));', ');'), 'f(x)');
    assert.equal(trimOverlap('name', 'e)'), 'name', 'half a word');
    assert.equal(trimOverlap('a, b', ', b'), 'a');
  });

  it('ends before the line that comes next', () => {
    assert.equal(cutAtNextLine('a();\n  b();\nc();', 'b();'), 'a();');
    assert.equal(cutAtNextLine('if (x) {\n    y();\n  }\n}', '}'), 'if (x) {\n    y();\n  }');
    assert.equal(cutAtNextLine('b();', 'b();'), 'b();', 'its first line goes on with another');
  });

  it('leaves out the closing lines that are there', () => {
    assert.equal(snipClosingLines('x();\n  }\n}', ['  }', '}', 'y']), 'x();');
    assert.equal(snipClosingLines('x();\n}', ['  }']), 'x();\n}');
  });

  it('closes nothing that is not open', () => {
    assert.equal(cutAtUnmatchedCloser('a, b));', 'f(', ''), 'a, b)');
    assert.equal(cutAtUnmatchedCloser('a)', 'f(', ')'), 'a', 'it is closed already');
    assert.equal(cutAtUnmatchedCloser('")")', 'f(', ''), '")")', 'a string is no bracket');
    assert.equal(cutAtUnmatchedCloser('}', '  ', ''), '}', 'of the lines above');
  });

  it('does not go round in circles', () => {
    assert.ok(isRepetitive('a();\na();\na();'));
    assert.ok(isRepetitive('x, y, '.repeat(8)));
    assert.ok(!isRepetitive('a();\nb();\na();'));
    assert.ok(!isRepetitive('[0, 0, 1, 0]'));
  });

  it('is indented as the document is', () => {
    assert.equal(followIndentation('{\n    a\n      b', { usesTabs: true, indentUnit: 4 }), '{\n\ta\n\t  b');
    assert.equal(followIndentation('{\n\ta', { usesTabs: false, indentUnit: 2 }), '{\n  a');
  });

  it('fits its place', () => {
    assert.equal(finish('function add(a, b) {\n  return |\n}', 'return a + b;\n}\n'), 'a + b;');
    assert.equal(finish('print(|)', '"hello")'), '"hello"');
    assert.equal(finish('\tif x:|\n\ty()', '\n\t\tz()\n\ty()\n\tw()'), '\n\t\tz()');
    assert.equal(finish('a = 1\n|\nb = 2', 'b = 2'), undefined, 'it is there already');
    assert.equal(finish('|', ' x '), undefined, 'too short');
    assert.equal(finish('|', 'a\nb\nc', 2), 'a\nb');
  });

  it('can always be inserted, whatever the model said', function () {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('ab ()[]{}"\n\t;,\u202e\0😀')) });
    fc.assert(
      fc.property(text, text, text, (before, after, response) => {
        const finished = finishResponse(unwrapResponse(response), readCursorLines(before, after), 4);
        if (finished === undefined) return;
        assert.ok(finished.isWellFormed() && finished.trimEnd() === finished && finished.trim().length > 1);
        assert.ok(finished.split('\n').length <= 4 && !/[\0\u202e\r]/.test(finished));
      }),
      { seed: seedFor(this.test!.fullTitle()), numRuns: 2_000 },
    );
  });
});
