import type { CaretRange, RequestedReplace } from '../../client/ports.ts';
import { at, type DocumentFact, fact, submit } from './documentFact.ts';
import { erase, insert, replace, snippet } from './requestedReplaces.ts';

/** Where carets and selections are after a remote edit, and after keys. */
export const caretFacts: readonly DocumentFact[] = [
  moves('takes a caret along with what comes in before it', at(2), insert(1, 'xx'), [4, 4]),
  moves('leaves a caret where it is when something comes in behind it', at(2), insert(3, 'xx'), [2, 2]),
  moves('pushes a caret along with what is inserted there', at(2), insert(2, 'xx'), [4, 4]),
  moves('leaves a caret in front of a replacement that starts there', at(2), replace(2, 'c', 'xxc'), [2, 2]),
  moves(
    'pushes a caret with a replacement through the workspace',
    at(2),
    replace(2, 'c', 'xxc'),
    [5, 5],
    'workspace',
  ),
  moves(
    'keeps a caret in a replacement as far as the new text reaches',
    at(3),
    replace(1, 'bcd', 'x'),
    [2, 2],
  ),
  moves('keeps a caret at its offset in a replacement by as much', at(3), replace(1, 'bcd', 'xyz'), [3, 3]),
  moves(
    'takes a caret along that stands at the end of a replacement',
    at(3),
    replace(1, 'bc', 'xyz'),
    [4, 4],
  ),
  moves(
    'moves a caret out of the surrogate pair that a replacement puts there',
    at(2),
    replace(1, 'bc', '😀'),
    [1, 1],
  ),
  moves(
    'moves the start of a selection out of a surrogate pair, too',
    at(2, 4),
    replace(1, 'bc', '😀'),
    [1, 4],
  ),
  moves('closes up a caret whose surroundings are deleted', at(3), erase(1, 'bcd'), [1, 1]),
  moves('moves a selection along with an insert at its start', at(2, 4), insert(2, 'xx'), [4, 6]),
  moves('swallows an insert at the end of a selection', at(2, 4), insert(4, 'xx'), [2, 6]),
  moves('grows no selection by a replacement behind it', at(2, 4), replace(4, 'e', 'xxe'), [2, 4]),
  moves(
    'swallows what a replacement before the selection is longer',
    at(3, 5),
    replace(1, 'bc', 'xyz'),
    [3, 6],
  ),
  moves('grows a selection with what is inserted in it', at(2, 4), insert(3, 'xx'), [2, 6]),
  moves('closes up a selection that is deleted', at(2, 4), erase(1, 'bcde'), [1, 1]),
  fact(
    'leaves the caret at the end of the document in front of a snippet',
    { text: 'abc', carets: at(3) },
    [submit([snippet(3, 'x$1}\n  y')])],
    { text: 'abcx$1}\n  y', heard: ['event', 'accepted'], changes: [[3, 0, 'x$1}\n  y']], carets: [[3, 3]] },
  ),
  {
    of: 'oldest',
    ...fact(
      'tells that the caret has stayed in front of a snippet in one line',
      { text: 'abc', carets: at(3) },
      [submit([snippet(3, 'xyz')])],
      { text: 'abcxyz', heard: ['event', 'accepted'], carets: [[3, 3]] },
    ),
  },
  {
    of: 'newest',
    ...fact(
      'tells that a snippet in one line has pushed the caret, which it has not',
      { text: 'abc', carets: at(3) },
      [submit([snippet(3, 'xyz')])],
      { text: 'abcxyz', heard: ['event', 'accepted'], carets: [[6, 6]] },
    ),
  },
  fact(
    'tells where the caret is, whatever it has told of it, when it becomes read-only',
    { text: 'abc', carets: at(3) },
    [submit([snippet(3, 'xyz')]), { kind: 'setReadOnly', isReadOnly: true }],
    { text: 'abcxyz', carets: [[3, 3]] },
  ),
  fact(
    'types in front of a snippet, whatever it has told of the caret',
    { text: 'abc', carets: at(3) },
    [submit([snippet(3, 'xyz')]), { kind: 'type', text: 'k' }],
    { text: 'abckxyz', changes: [[3, 0, 'k']], carets: [[4, 4]] },
  ),
  fact(
    'takes the caret to the place of a snippet from elsewhere',
    { text: 'abc', carets: at(1) },
    [submit([snippet(3, 'xyz')])],
    { text: 'abcxyz', heard: ['event', 'accepted'], carets: [[3, 3]] },
  ),
  fact(
    'keeps a snippet as it is in a document with CRLF',
    { text: 'a\nb', eol: '\r\n', carets: at(3) },
    [submit([snippet(3, '\n\tx\n')])],
    { text: 'a\r\nb\r\n\tx\r\n', carets: [[3, 3]] },
  ),
  fact(
    'moves each of several carets, and makes one of those that meet',
    { text: 'abcdef', carets: [...at(1), ...at(3), ...at(5)] },
    [submit([erase(1, 'bc'), insert(4, 'xx')])],
    { text: 'adxxef', carets: [[1, 1], [5, 5]] }, // prettier-ignore
  ),
  fact(
    'types at every caret in one event',
    { text: 'a\nb\nc', eol: '\r\n', carets: [...at(1), ...at(2, 3), ...at(5)] },
    [{ kind: 'type', text: 'x' }],
    {
      text: 'ax\r\nx\r\ncx',
      changes: [[7, 0, 'x'], [3, 1, 'x'], [1, 0, 'x']], // prettier-ignore
      carets: [[2, 2], [4, 4], [7, 7]], // prettier-ignore
    },
  ),
  fact(
    'deletes a whole surrogate pair by one key',
    { text: 'a😀b', carets: at(3) },
    [{ kind: 'deleteLeft' }],
    { text: 'ab', changes: [[1, 2, '']], carets: [[1, 1]] },
  ),
  fact(
    'deletes a line ending by one key',
    { text: 'a\nb', eol: '\r\n', carets: at(2) },
    [{ kind: 'deleteLeft' }],
    { text: 'ab', changes: [[1, 2, '']], carets: [[1, 1]] },
  ),
  fact(
    'indents after Enter as the line before',
    { text: '  a', carets: at(3) },
    [{ kind: 'type', text: '\n' }],
    { text: '  a\n  ', changes: [[3, 0, '\n  ']], carets: [[6, 6]] },
  ),
  fact(
    'restores the selection that was typed over when it is undone',
    { text: 'abcd', carets: at(1, 3) },
    [{ kind: 'type', text: 'x' }, { kind: 'undo' }],
    { text: 'abcd', carets: [[1, 3]] },
  ),
];

function moves(
  title: string,
  carets: readonly CaretRange[],
  edit: RequestedReplace,
  end: readonly [number, number],
  through: 'editor' | 'workspace' = 'editor',
): DocumentFact {
  const before = 'abcdef';
  const text = before.slice(0, edit.offset) + edit.text + before.slice(edit.offset + edit.length);
  return fact(title, { text: before, carets }, [submit([edit], through)], { text, carets: [end] });
}
