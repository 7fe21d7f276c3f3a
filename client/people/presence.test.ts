import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import * as Y from 'yjs';
import { displayName } from '../../shared/presence/displayName.ts';
import { initials } from '../../shared/presence/initials.ts';
import { colorFor, colorNamed, nearestColor, PALETTE } from '../../shared/presence/palette.ts';
import { PRESENCE_BYTES_PER_SECOND } from '../../shared/limits.ts';
import { ManualClock } from '../../test/support/manualClock.ts';
import { Pace } from './pace.ts';
import { readParticipants, restAfterPresence, writeSelections, writeViewport } from './participants.ts';

describe('display name', () => {
  it('[S28] is one line of visible characters, whatever it was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const shown = displayName(name) ?? 'nothing left';
        assert.ok(shown.length > 0);
        assert.doesNotMatch(shown.replaceAll('\u200D', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.ok([...new Intl.Segmenter().segment(shown)].length <= 32);
      }),
    );
  });

  it('keeps what people are called', () => {
    for (const name of ['Anna', 'Zoë Müller', '李小龍', 'محمد', '👩‍💻 Kim', "O'Brien <3"])
      assert.equal(displayName(name), name);
    assert.equal(displayName('  two\n lines  '), 'two lines');
    assert.equal(displayName('\u202Eevil\u200B'), 'evil');
    assert.equal(displayName('\u200B'), undefined);
  });
});

describe('initials', () => {
  it('are two signs that people would choose themselves', () => {
    for (const [name, expected] of [
      ['Anna', 'AN'],
      ['Zoë van Dyk', 'ZD'],
      ['x', 'X'],
      ['李小龍', '李小'],
      ["O'Brien", 'OB'],
      ['anna-lena', 'AL'],
      ['!?', '!?'],
    ] as const)
      assert.equal(initials(name), expected);
  });
});

describe('palette', () => {
  it('has twelve colours of distinct names', () => {
    assert.equal(PALETTE.length, 12);
    assert.equal(new Set(PALETTE.map((color) => color.name)).size, 12);
    assert.equal(colorNamed('blue')?.index, 0);
  });

  it('gives the same person the same colour everywhere', () => {
    assert.equal(colorFor('Anna'), colorFor('Anna'));
  });

  it('[S28] answers any stranger’s colour with one of its own', () => {
    fc.assert(fc.property(fc.string(), (color) => PALETTE.includes(nearestColor(color, 'x'))));
    assert.equal(nearestColor('#2f7fd5', 'x').name, 'blue');
    assert.equal(nearestColor('red; background: url(//evil)', 'x'), colorFor('x'));
  });
});

describe('participants', () => {
  const doc = new Y.Doc();
  const text = doc.getText('code');
  text.insert(0, 'hello world');

  it('come with the selections that they published, moved along with the text', () => {
    const state = {
      user: { name: 'Ben', color: '#d4453c' },
      ...writeSelections(text, [{ anchor: 6, head: 11 }]),
    };
    text.insert(0, '>> ');
    const [ben] = readParticipants(new Map([[7, JSON.parse(JSON.stringify(state)) as unknown]]), 1, text);
    assert.deepEqual(ben?.selections, [{ anchor: 9, head: 14 }]);
    assert.equal(ben.color.name, 'red');
  });

  it('are read from a plain cursor as CodeMirror and Monaco write it', () => {
    const { cursor } = writeSelections(text, [{ anchor: 2, head: 2 }]);
    const [person] = readParticipants(new Map([[7, { user: { name: 'Web' }, cursor }]]), 1, text);
    assert.deepEqual(person?.selections, [{ anchor: 2, head: 2 }]);
  });

  it('come with what Tandem’s own clients add, and are not hidden by what of it is nonsense', () => {
    const written = {
      ...writeViewport(text, { first: 1, last: 5 }),
      following: 3,
      summons: 's',
      window: 'w',
    };
    const state = { user: { name: 'Ben' }, role: 'host', ...written };
    const [ben] = readParticipants(new Map([[7, JSON.parse(JSON.stringify(state)) as unknown]]), 1, text);
    assert.deepEqual(ben?.viewport, { first: 1, last: 5 });
    assert.deepEqual([ben.isHost, ben.following, ben.summons, ben.window], [true, 3, 's', 'w']);
    const odd = {
      user: { name: 'Odd' },
      viewport: 3,
      following: 'x',
      summons: 'x'.repeat(65),
      window: [],
      role: 1,
    };
    const [person] = readParticipants(new Map([[7, odd]]), 1, text);
    assert.equal(person?.name, 'Odd');
    const { viewport, following, summons, window, isHost } = person;
    assert.deepEqual(
      [viewport, following, summons, window, isHost],
      [undefined, undefined, undefined, undefined, false],
    );
  });

  it('who type with twenty carets show no more of it than a relay takes', () => {
    const text = new Y.Doc().getText();
    text.insert(0, 'a line\n'.repeat(1_000));
    const clock = new ManualClock();
    const user = { name: 'n'.repeat(32), color: '#2f7fd5', colorLight: '#2f7fd533' };
    let bytes = 0;
    const pace: Pace = new Pace(clock, 66, () => {
      const places = {
        ...writeSelections(
          text,
          Array.from({ length: 30 }, (_, line) => ({ anchor: line * 7, head: line * 7 + 3 })),
        ),
        ...writeViewport(text, { first: 0, last: 300 }),
      };
      bytes += JSON.stringify({ user, window: randomUUID(), ...places }).length;
      pace.rest(restAfterPresence(places));
    });
    const seconds = 60;
    for (let ms = 0; ms < seconds * 1_000; ms += 10) {
      pace.ask();
      clock.advance(10);
    }
    assert.ok(bytes < seconds * PRESENCE_BYTES_PER_SECOND, `${bytes} bytes`);
    assert.ok(bytes > (seconds * PRESENCE_BYTES_PER_SECOND) / 3, `${bytes} bytes`);
  });

  it('begin with oneself', () => {
    const states = new Map([
      [3, { user: { name: 'Aaron' } }],
      [1, { user: { name: 'Zoe' } }],
    ]);
    assert.deepEqual(
      readParticipants(states, 1, text).map(({ name, isSelf }) => [name, isSelf]),
      [
        ['Zoe', true],
        ['Aaron', false],
      ],
    );
  });

  it('[S17] whose state is nonsense are not shown or have no place, and nothing throws', () => {
    const foreign = Y.relativePositionToJSON(
      Y.createRelativePositionFromTypeIndex(doc.getText('other'), 0),
    ) as unknown;
    const nonsense: unknown[] = [null, 1, 'x', [], { user: 1 }, { user: { name: {} } }, { selections: 'x' }];
    for (const state of nonsense) assert.doesNotThrow(() => readParticipants(new Map([[7, state]]), 1, text));
    for (const position of [{}, { type: 1 }, { item: 'x' }, { item: { client: -1, clock: 1e99 } }, foreign]) {
      const [person] = readParticipants(
        new Map([[7, { user: { name: 'x' }, cursor: { anchor: position, head: position } }]]),
        1,
        text,
      );
      assert.deepEqual(person?.selections ?? [], []);
    }
  });
});
