import { MAX_NAME_UNITS } from '../limits.ts';
import { visibleText } from './visibleText.ts';

/** How much of a name people see. Longer ones are cut. */
const MAX_GRAPHEMES = 32;

/** Most names: nothing to compose, hide or count. Names are read at every move of a caret. */
const PLAIN = /^[!-~](?:[ -~]{0,30}[!-~])?$/;

const segmenter = new Intl.Segmenter();

/**
 * A name that is safe to show anywhere: composed, on one line, without control characters and without the
 * invisible ones that reverse or hide text. Undefined if nothing is left.
 */
export function displayName(name: string): string | undefined {
  if (PLAIN.test(name) && !name.includes('  ')) return name;
  const visible = visibleText(name.slice(0, 4 * MAX_NAME_UNITS));
  const graphemes = [...segmenter.segment(visible)].map((part) => part.segment);
  const short =
    graphemes.length > MAX_GRAPHEMES ? `${graphemes.slice(0, MAX_GRAPHEMES - 1).join('')}…` : visible;
  return short === '' ? undefined : short;
}
