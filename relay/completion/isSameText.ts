import { commonEnd, commonStart } from '../../shared/text/commonEnds.ts';

/** Whether `code` is the text of a room, a state of it that is a little older or newer, or a part of it. */
export function isSameText(code: string, text: string): boolean {
  if (code === text) return true;
  if (
    code.length >= 2 * PART_UNITS &&
    (text.includes(code.slice(0, PART_UNITS)) || text.includes(code.slice(-PART_UNITS)))
  )
    return true;
  const shared = commonStart(code, text);
  const rest = Math.min(code.length, text.length) - shared;
  return shared + commonEnd(code, text, rest) > Math.max(code.length, text.length) / 2;
}

const PART_UNITS = 256;
