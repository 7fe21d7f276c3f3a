import { at, type DocumentFact, fact, submit } from './documentFact.ts';
import { insert, snippet } from './requestedReplaces.ts';

/** What becomes of the white space that the editor puts in by itself, where it indents by tabs. */
export const automaticSpaceFacts: readonly DocumentFact[] = [
  fact(
    'trims white space that the editor put in by itself inside the next edit near the caret',
    { text: '\ta', carets: at(2) },
    [{ kind: 'type', text: '\n' }, submit([insert(0, 'x\n'), insert(4, '\ny')])],
    { text: 'x\n\ta\n\ny', changes: [[4, 0, '\ny'], [3, 1, ''], [0, 0, 'x\n']] }, // prettier-ignore
  ),
  fact(
    'does not trim white space of its own for an edit far from the caret',
    { text: '\ta', carets: at(2) },
    [{ kind: 'type', text: '\n' }, submit([insert(0, 'x\n')])],
    { text: 'x\n\ta\n\t', changes: [[0, 0, 'x\n']] },
  ),
  fact(
    'trims white space of its own for any edit of a read-only document, which knows no carets',
    { text: '\ta', carets: at(2) },
    [
      { kind: 'type', text: '\n' },
      { kind: 'setReadOnly', isReadOnly: true },
      submit([insert(0, 'x\n')], 'workspace'),
    ],
    { text: 'x\n\ta\n', changes: [[3, 1, ''], [0, 0, 'x\n']] }, // prettier-ignore
  ),
  ...(['\n', '\r\n'] as const).map((eol) =>
    fact(
      `trims for a snippet of lines below, unless the document has CRLF (${JSON.stringify(eol)})`,
      { text: '\ta', eol, carets: at(2) },
      [{ kind: 'type', text: '\n' }, submit([snippet(4, '\nx')])],
      { text: eol === '\n' ? '\ta\n\nx' : '\ta\r\n\t\r\nx' },
    ),
  ),
  fact(
    'trims spaces and tabs only, and no line that has other white space',
    { text: '\ta\ufeff', carets: at(2) },
    [{ kind: 'type', text: '\n' }, submit([insert(5, '\ny')])],
    { text: '\ta\n\t\ufeff\ny' },
  ),
  fact(
    'trims for a second Enter, and leaves the caret behind the new indentation',
    { text: '\ta\nb', carets: at(2) },
    [{ kind: 'type', text: '\n' }, { kind: 'type', text: '\n' }], // prettier-ignore
    { text: '\ta\n\n\t\nb', changes: [[4, 0, '\n\t'], [3, 1, '']], carets: [[5, 5]] }, // prettier-ignore
  ),
  fact(
    'trims nothing for a key that has no effect',
    { text: '\ta', carets: at(2) },
    [
      { kind: 'type', text: '\n' },
      { kind: 'setCarets', carets: at(0) },
      { kind: 'deleteLeft' },
    ], // prettier-ignore
    { text: '\ta\n\t', heard: [] },
  ),
  fact(
    'makes tabs of the spaces of an indentation that it copies',
    { text: '     a', carets: at(6) },
    [{ kind: 'type', text: '\n' }],
    { text: '     a\n\t ', carets: [[9, 9]] },
  ),
];
