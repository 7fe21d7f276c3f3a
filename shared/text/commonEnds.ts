/** How many UTF-16 code units two texts begin with alike; may end inside a surrogate pair. */
export function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let units = 0;
  while (units < most && a.charCodeAt(units) === b.charCodeAt(units)) units++;
  return units;
}

/** How many UTF-16 code units two texts end with alike, `most` at most; may begin inside a surrogate pair. */
export function commonEnd(a: string, b: string, most: number): number {
  let units = 0;
  while (units < most && a.charCodeAt(a.length - units - 1) === b.charCodeAt(b.length - units - 1)) units++;
  return units;
}
