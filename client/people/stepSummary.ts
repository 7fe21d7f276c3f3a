import type { TextReplace } from '../../shared/text/replaces.ts';

/** What taking a step back does to the text, shortened to fit one line. */
export interface StepSummary {
  readonly removed: string;
  readonly restored: string;
}

/** `text` is the present text, to which `replaces` apply. */
export function summarizeStep(replaces: readonly TextReplace[], text: string): StepSummary {
  const removed = replaces.map(({ offset, length }) => text.slice(offset, offset + length)).join('');
  const restored = replaces.map((replace) => replace.text).join('');
  return { removed: shorten(removed), restored: shorten(restored) };
}

const MAX_GRAPHEMES = 40;
/** No need to look at megabytes for forty characters. */
const LOOKED_AT = 1_000;

const segmenter = new Intl.Segmenter();

function shorten(text: string): string {
  const line = text.slice(0, LOOKED_AT).toWellFormed().replace(/\s+/gu, ' ').replace(/\p{C}/gu, '');
  const graphemes = [...segmenter.segment(line)].map(({ segment }) => segment);
  const isWhole = graphemes.length <= MAX_GRAPHEMES && text.length <= LOOKED_AT;
  return isWhole ? line : `${graphemes.slice(0, MAX_GRAPHEMES - 1).join('')}…`;
}
