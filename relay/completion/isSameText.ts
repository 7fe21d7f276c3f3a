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

/** How many units two texts begin with alike. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let units = 0;
  while (units < most && a.charCodeAt(units) === b.charCodeAt(units)) units++;
  return units;
}

/** How many units two texts end with alike, `most` at most. */
export function commonEnd(a: string, b: string, most: number): number {
  let units = 0;
  while (units < most && a.charCodeAt(a.length - units - 1) === b.charCodeAt(b.length - units - 1)) units++;
  return units;
}

const PART_UNITS = 256;
