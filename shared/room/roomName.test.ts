import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HOSTILE_WORDS } from '../../test/support/hostileWords.ts';
import { MAX_LANGUAGE_UNITS, MAX_ROOM_NAME_UNITS } from '../limits.ts';
import { cleanName, shownLanguage, shownRoomName } from './roomName.ts';

const seed = Number(process.env['TANDEM_SEED'] ?? Date.now() & 0x7fffffff);

const names = fc.oneof(fc.constantFrom(...HOSTILE_WORDS), fc.string({ unit: 'binary', maxLength: 1_000 }));

describe('the name of a room', () => {
  it(`[U16] is shown on one line, visible and not too long, whatever was stored (TANDEM_SEED=${seed})`, () => {
    fc.assert(
      fc.property(names, (name) => {
        for (const [shown, maxUnits] of [
          [shownRoomName(name), MAX_ROOM_NAME_UNITS],
          [shownLanguage(name), MAX_LANGUAGE_UNITS],
        ] as const) {
          assert.match(shown, /[^\p{Default_Ignorable_Code_Point}\s]/u);
          assert.doesNotMatch(shown, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]|^\s|\s$/u);
          assert.ok(shown.length <= maxUnits && shown.isWellFormed());
        }
        assert.equal(shownRoomName(shownRoomName(name)), shownRoomName(name));
      }),
      { seed, numRuns: 2_000 },
    );
  });

  it('[U16] loses what turns it around or cannot be seen, and keeps every script and emoji', () => {
    for (const [name, clean] of [
      ['a\nb', 'a b'],
      ['x\u202Egpj.exe', 'xgpj.exe'],
      ['NUL\0', 'NUL'],
      ['\u200B\u2060', ''],
      ['\u3164', ''],
      [' Ada ', 'Ada'],
      ['王小明 עדה عائشة', '王小明 עדה عائشة'],
      ['👩‍👩‍👧 🏳️‍🌈', '👩‍👩‍👧 🏳️‍🌈'],
      ['[x](command:y) $(bug)', '[x](command:y) $(bug)'],
    ] as const)
      assert.equal(cleanName(name), clean);
    assert.equal(shownRoomName('\u200B'), 'room');
    assert.equal(shownLanguage('\u202E'), 'plaintext');
  });

  it('is not looked through when it is far too long', () => {
    const long = '\u200B'.repeat(1_000_000);
    assert.equal(cleanName(long), long);
    assert.equal(shownRoomName(long), 'room');
  });
});
