import type { BufferChange, CaretRange, EditorBuffer, RequestedReplace } from '../ports.ts';
import type { Delta } from '../../shared/text/delta.ts';
import {
  fromReplaces,
  isEmpty,
  type KnownReplace,
  toReplaces,
  trimReplace,
} from '../../shared/text/replaces.ts';
import { characterAt } from '../../shared/text/surrogates.ts';

/** The one edit on its way to the editor. */
export interface Flight {
  /** The literal request, to compare with the editor's event. */
  readonly replaces: readonly RequestedReplace[];
  readonly sent: Delta;
  /** Its meaning, without the neighboring characters that it rewrites for the caret's sake. */
  readonly pure: Delta;
  /** Events that came since; the reply tells whether the first of them is this edit. */
  readonly held: BufferChange[];
}

/** VS Code parses snippets, so they cost more than plain inserts. Nobody types next to a pasted page. */
const MAX_SNIPPET_UNITS = 10_000;

/**
 * Packs as much of `pending` as one edit may carry (at most `maxReplaces`) and returns it with the rest,
 * which applies to the text after it. Undefined when nothing is left to do after trimming equal text.
 */
export function prepareFlight(
  pending: Delta,
  buffer: EditorBuffer,
  maxReplaces: number,
): { flight: Flight; rest: Delta } | undefined {
  const replaces = toReplaces(pending)
    .map((replace) => trimReplace({ ...replace, deleted: buffer.slice(replace.offset, replace.length) }))
    .filter((replace) => !isEmpty(replace));
  const last = replaces.at(-1);
  if (!last) return undefined;

  const carets = buffer.carets();
  const asSnippet = needsSnippet(last, carets, buffer);
  // A snippet cannot share an edit with other replacements: they go first, it follows alone.
  const count = Math.min(maxReplaces, asSnippet ? Math.max(1, replaces.length - 1) : replaces.length);
  const now = replaces.slice(0, count);
  const requested =
    asSnippet && replaces.length === 1
      ? [{ ...last, as: 'snippet' as const }]
      : keepCaretsLeft(now, carets, buffer);
  return {
    flight: { replaces: requested, sent: fromReplaces(requested), pure: fromReplaces(now), held: [] },
    rest: shifted(replaces.slice(count), now),
  };
}

/** At the very end of the document there is no next character to rewrite: a snippet leaves the caret where it is. */
function needsSnippet(last: KnownReplace, carets: readonly CaretRange[], buffer: EditorBuffer): boolean {
  const [caret] = carets;
  return (
    caret !== undefined &&
    carets.length === 1 &&
    caret.start === last.offset &&
    caret.end === last.offset &&
    last.text.length < MAX_SNIPPET_UNITS &&
    // Requested last, because in a long document it costs more than everything else.
    last.offset === buffer.length &&
    buffer.canInsertSnippet()
  );
}

/**
 * The editor pushes a caret along with text that is inserted exactly there, and a selection swallows text
 * inserted at its end. Two people who type at one place would then interleave letter by letter. If the insert
 * is written as a replacement of the next character, carets and selections stay where they are.
 */
function keepCaretsLeft(
  replaces: readonly KnownReplace[],
  carets: readonly CaretRange[],
  buffer: EditorBuffer,
): RequestedReplace[] {
  return replaces.map((replace, k): RequestedReplace => {
    if (replace.length > 0) return { ...replace, as: 'replace' };
    const plain: RequestedReplace = { ...replace, as: 'insert' };
    const { offset, text } = replace;
    if (!carets.some((caret) => caret.end === offset)) return plain;
    if (offset >= buffer.length) return plain;
    // For whole lines that arrive above the caret's line, the caret stays with its line.
    if (text.endsWith('\n') && (offset === 0 || buffer.slice(offset - 1, 1) === '\n')) return plain;
    const next = characterAt(buffer.slice(offset, 2), 0);
    const following = replaces[k + 1];
    if (following && offset + next.length > following.offset) return plain;
    return { offset, length: next.length, deleted: next, text: text + next, as: 'replace' };
  });
}

/**
 * Rewrites `later` for the text after `earlier`. Both are replacements of one text, with `earlier` in front.
 */
function shifted(later: readonly KnownReplace[], earlier: readonly KnownReplace[]): Delta {
  const shift = earlier.reduce((sum, { text, length }) => sum + text.length - length, 0);
  return fromReplaces(later.map((replace) => ({ ...replace, offset: replace.offset + shift })));
}
