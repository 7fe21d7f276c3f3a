/**
 * How many UTF-16 code units the UTF-8 text in `bytes[start, end)` has, or undefined if it is not valid
 * UTF-8.
 *
 * Yjs counts clocks in these units and decodes fatally: this accepts exactly what `TextDecoder` with `fatal`
 * accepts, so no overlong forms, no surrogates and nothing above U+10FFFF.
 */
export function utf16Length(bytes: Uint8Array, start: number, end: number): number | undefined {
  let units = 0;
  let at = start;
  while (at < end) {
    const lead = bytes[at] ?? 0;
    units++;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const size = sequenceSize(bytes, at, end, lead);
    if (size === 0) return undefined;
    if (size === 4) units++;
    at += size;
  }
  return units;
}

/** The size of the sequence of two to four bytes at `at`, 0 where there is none. Table 3-7 of the Unicode Standard. */
function sequenceSize(bytes: Uint8Array, at: number, end: number, lead: number): number {
  const size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || at + size > end) return 0;

  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;

  for (let next = at + 2; next < at + size; next++) {
    if (((bytes[next] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return size;
}
