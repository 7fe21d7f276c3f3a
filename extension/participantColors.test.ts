import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { contrast, difference, type Vision } from '../test/support/colorVision.ts';

interface Color {
  readonly id: string;
  readonly defaults: Readonly<Record<string, string>>;
}

const { contributes } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  contributes: { colors: readonly Color[] };
};

/** The editor's background in VS Code's own themes: Light Modern, Dark Modern, and the two of high contrast. */
const BACKGROUNDS = {
  light: ['#ffffff'],
  dark: ['#1f1f1f', '#1e1e1e'],
  highContrast: ['#000000'],
  highContrastLight: ['#ffffff'],
} as const;
type Theme = keyof typeof BACKGROUNDS;
const THEMES = Object.keys(BACKGROUNDS) as Theme[];

/** Twelve carets that are dark enough for white paper cannot be as far apart as on black. */
const LEAST_DIFFERENCE = { light: 7, dark: 9, highContrast: 9, highContrastLight: 7 } as const;

describe('the colours of participants', () => {
  const carets = contributes.colors.filter(({ id }) => id.split('.').length === 3);
  const inTheme = (color: Color, theme: Theme): string => color.defaults[theme] ?? '';

  it('show every caret on every background: at least 3 to 1', () => {
    assert.equal(carets.length, 12);
    for (const theme of THEMES) {
      for (const background of BACKGROUNDS[theme]) {
        for (const color of carets) {
          const ratio = contrast(inTheme(color, theme), background);
          assert.ok(ratio >= 3, `${color.id} in ${theme}: ${ratio}`);
        }
      }
    }
  });

  it('let every name be read on its flag: at least 4.5 to 1', () => {
    for (const color of carets) {
      const name = contributes.colors.find(({ id }) => id === `${color.id}.name`);
      assert.ok(name);
      for (const theme of THEMES) {
        const ratio = contrast(inTheme(name, theme), inTheme(color, theme));
        assert.ok(ratio >= 4.5, `${color.id} in ${theme}: ${ratio}`);
      }
    }
  });

  for (const vision of ['normal', 'deuteranopia', 'protanopia'] satisfies Vision[]) {
    it(`can be told apart: ${vision}`, () => {
      for (const theme of THEMES) {
        for (const [at, one] of carets.entries()) {
          for (const other of carets.slice(at + 1)) {
            const apart = difference(inTheme(one, theme), inTheme(other, theme), vision);
            assert.ok(apart >= LEAST_DIFFERENCE[theme], `${one.id}, ${other.id} in ${theme}: ${apart}`);
          }
        }
      }
    });
  }
});
