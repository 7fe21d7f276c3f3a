import assert from 'node:assert/strict';
import { utf16Length } from './utf16Length.ts';

/** On either side of every border in the definition of UTF-8. */
const BORDERS = [
  0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
  0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
];
const CONTINUATIONS = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

describe('utf16Length', () => {
  it('counts what a string has', () => {
    for (const text of ['', 'abc', 'é', '中文', '😀', '👩‍👩‍👧\uFEFF', '\u{10FFFF}\u{10000}\uFFFF\uE000\uD7FF']) {
      const bytes = new TextEncoder().encode(text);
      assert.equal(utf16Length(bytes, 0, bytes.length), text.length);
    }
  });

  it('looks at the given part only', () => {
    const bytes = Uint8Array.of(0xff, 0xc3, 0xa9, 0xff);
    assert.equal(utf16Length(bytes, 1, 3), 1);
    assert.equal(utf16Length(bytes, 1, 2), undefined);
  });

  it('[S11] accepts exactly what a fatal TextDecoder accepts', () => {
    for (const a of BORDERS) {
      for (const b of BORDERS) {
        agree([a, b]);
        for (const c of BORDERS) agree([a, b, c]);
      }
    }
    for (const a of [0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5]) {
      for (const b of CONTINUATIONS) {
        for (const c of CONTINUATIONS) {
          for (const d of CONTINUATIONS) agree([a, b, c, d]);
        }
      }
    }
  });
});

function agree(list: readonly number[]): void {
  const bytes = Uint8Array.from(list);
  let expected: number | undefined;
  try {
    expected = DECODER.decode(bytes).length;
  } catch {
    expected = undefined;
  }
  assert.equal(
    utf16Length(bytes, 0, bytes.length),
    expected,
    list.map((byte) => byte.toString(16)).join(' '),
  );
}
