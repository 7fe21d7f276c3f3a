/** How many UTF-16 code units are equal at the start of two texts. May end inside a surrogate pair. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let units = 0;
  while (units < most && a.charCodeAt(units) === b.charCodeAt(units)) units++;
  return units;
}

/**
 * How many UTF-16 code units are equal at the end of two texts, at most `most`. May begin inside a surrogate
 * pair.
 */
export function commonEnd(a: string, b: string, most: number): number {
  let units = 0;
  while (units < most && a.charCodeAt(a.length - units - 1) === b.charCodeAt(b.length - units - 1)) units++;
  return units;
}
