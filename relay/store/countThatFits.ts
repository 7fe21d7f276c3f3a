/** How many of the first texts have at most `maxBytes` together; one at least, so that every page goes on. */
export function countThatFits(sizes: readonly (number | undefined)[], maxBytes: number): number {
  let bytes = 0;
  const tooMany = sizes.findIndex((size, index) => (bytes += size ?? 0) > maxBytes && index > 0);
  return tooMany === -1 ? sizes.length : tooMany;
}
