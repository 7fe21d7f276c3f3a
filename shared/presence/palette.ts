/**
 * One of the twelve colors that distinguish participants. Its look in each theme is in package.json
 * (`colors`).
 */
export interface PaletteColor {
  readonly index: number;
  /** As people choose it in the settings. */
  readonly name: string;
  /** What other clients (CodeMirror, Monaco) receive. */
  readonly hex: string;
}

const COLORS: readonly (readonly [name: string, hex: string])[] = [
  ['blue', '#2f7fd6'],
  ['orange', '#d97706'],
  ['green', '#149a6a'],
  ['magenta', '#c2448e'],
  ['cyan', '#1599b8'],
  ['red', '#d4453c'],
  ['olive', '#8a8a12'],
  ['violet', '#7d5fd3'],
  ['brown', '#9a6238'],
  ['lime', '#5a9e1f'],
  ['pink', '#d9618a'],
  ['slate', '#647d98'],
];

export const PALETTE: readonly PaletteColor[] = COLORS.map(([name, hex], index) => ({ index, name, hex }));

/** The palette color of that name. */
export function colorNamed(name: string): PaletteColor | undefined {
  return PALETTE.find((color) => color.name === name);
}

/** A color that stays the same for the same `seed`, in every room. */
export function colorFor(seed: string): PaletteColor {
  let hash = 0;
  for (const character of seed) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return at(Math.abs(hash) % PALETTE.length);
}

/**
 * The palette color nearest to the one that a client sends. A stranger's string never reaches a style sheet:
 * VS Code writes decoration colors into CSS unchanged.
 */
export function nearestColor(hex: string | undefined, seed: string): PaletteColor {
  const wanted = hex === undefined ? undefined : parseHex(hex);
  if (wanted === undefined) return colorFor(seed);
  const distance = (color: PaletteColor): number => {
    const [r, g, b] = parseHex(color.hex) ?? [0, 0, 0];
    return (r - wanted[0]) ** 2 + (g - wanted[1]) ** 2 + (b - wanted[2]) ** 2;
  };
  return PALETTE.reduce((best, color) => (distance(color) < distance(best) ? color : best));
}

function at(index: number): PaletteColor {
  const color = PALETTE[index];
  if (color === undefined) throw new RangeError(`There is no palette colour ${index}.`);
  return color;
}

function parseHex(hex: string): [number, number, number] | undefined {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i.exec(hex);
  if (match === null) return undefined;
  const [, r = '', g = '', b = ''] = match;
  return [parseInt(r, 16), parseInt(g, 16), parseInt(b, 16)];
}
