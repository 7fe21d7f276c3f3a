/** Stands for half a surrogate pair wherever Yjs or an encoding met one. */
export const REPLACEMENT = '\ufffd';

/** True for a UTF-16 code unit that is the first half of a surrogate pair, or would be. */
export function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** True for a UTF-16 code unit that is the second half of a surrogate pair, or would be. */
export function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** True if `offset` is between the two halves of a surrogate pair. */
export function splitsPair(text: string, offset: number): boolean {
  return (
    offset > 0 &&
    offset < text.length &&
    isHighSurrogate(text.charCodeAt(offset - 1)) &&
    isLowSurrogate(text.charCodeAt(offset))
  );
}

/** `offset`, or the place before the pair that it would split. */
export function wholeOffset(text: string, offset: number): number {
  return splitsPair(text, offset) ? offset - 1 : offset;
}

/** The first `units` UTF-16 code units of `text`; one fewer where that would split a pair. */
export function firstUnits(text: string, units: number): string {
  return text.slice(0, wholeOffset(text, units));
}

/** The whole character at `offset`: two units for a pair. */
export function characterAt(text: string, offset: number): string {
  return text.slice(offset, splitsPair(text, offset + 1) ? offset + 2 : offset + 1);
}
