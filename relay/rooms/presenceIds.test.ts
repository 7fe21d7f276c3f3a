import assert from 'node:assert/strict';
import { ManualClock } from '../../test/support/manualClock.ts';
import { type Holder, PresenceIds } from './presenceIds.ts';

const ID = 7;

/** A connection of a test; `answers` tells whether somebody is at its other end. */
interface Person extends Holder {
  readonly name: string;
  answers: boolean;
}

describe('whose a presence id is', () => {
  let clock: ManualClock;
  let ids: PresenceIds<Person>;
  let people: Person[];
  /** As the relay's changes leave it; `claim` alone changes nothing here. */
  let told: string | undefined;
  beforeEach(() => {
    clock = new ManualClock();
    people = [];
    told = undefined;
    ids = new PresenceIds(clock, (_, owner) => (told = owner?.name));
  });

  const open = (name: string, key?: string | symbol): Person => {
    clock.advance(10);
    const openedAt = clock.steady();
    const participant = {
      presenceKey: key,
      answeredPingAt: openedAt,
      probe: () => person.answers && answer(),
    };
    // A round trip.
    const answer = () => {
      const sentAt = clock.steady();
      clock.after(200, () => (participant.answeredPingAt = sentAt));
    };
    const person: Person = { name, participant, openedAt, order: people.length, answers: true };
    people.push(person);
    return person;
  };
  /** The relay's heartbeat. */
  const beat = () => {
    for (const { participant } of people) participant.probe();
    clock.advance(500);
  };
  const owner = () => ids.ownerOf(ID)?.name;

  for (const [seconds, wait] of [
    [0.1, 100],
    [4, 4_000],
    [13, 13_000],
  ])
    it(`[H11] an impostor who has waited ${seconds} s gets nothing when the owner’s connection drops`, () => {
      const victim = open('victim');
      ids.claim(ID, victim);
      const impostor = open('impostor');
      assert.equal(ids.claim(ID, impostor), 'waiting');
      clock.advance(wait!);
      // What it does meanwhile does not help it.
      ids.claim(ID, impostor);
      clock.advance(500);
      victim.answers = false;
      ids.release(ID, victim);
      assert.equal(owner(), undefined);
      assert.equal(ids.claim(ID, impostor), 'refused');
      clock.advance(300);
      const back = open('victim again');
      assert.equal(ids.claim(ID, back), 'owner');
      assert.equal(ids.claim(ID, impostor), 'refused');
      clock.advance(60_000);
      assert.equal(owner(), 'victim again');
    });

  it('[H11] who has only listened for a while gets nothing in the gap', () => {
    const victim = open('victim');
    ids.claim(ID, victim);
    const silent = open('silent');
    beat();
    ids.release(ID, victim);
    assert.equal(ids.claim(ID, silent), 'refused');
    assert.equal(ids.claim(ID, open('victim again')), 'owner');
  });

  it('[H11] who was here before the owner is no return of it', () => {
    const early = open('early');
    ids.claim(ID, open('victim'));
    assert.equal(ids.claim(ID, early), 'refused');
  });

  it('[H11] an owner that is silent for some seconds lends its id and has it back with its next answer', () => {
    const victim = open('victim');
    ids.claim(ID, victim);
    victim.answers = false;
    const claimant = open('claimant');
    assert.equal(ids.claim(ID, claimant), 'waiting');
    clock.advance(3_500);
    assert.equal(owner(), 'claimant');
    assert.equal(told, 'claimant');
    // Bytes that waited in the network are no answer.
    assert.equal(ids.claim(ID, victim), 'waiting');
    victim.answers = true;
    beat();
    assert.equal(ids.claim(ID, claimant), 'refused');
    assert.equal(owner(), 'victim');
    assert.equal(told, 'victim');
  });

  it('[H11] an owner that lent its id has it back also from a second claimant', () => {
    const victim = open('victim');
    ids.claim(ID, victim);
    victim.answers = false;
    const [one, two] = [open('one'), open('two')];
    ids.claim(ID, one);
    clock.advance(3_500);
    one.answers = false;
    assert.equal(ids.claim(ID, two), 'waiting');
    clock.advance(3_500);
    assert.equal(owner(), 'two');
    victim.answers = true;
    beat();
    ids.lookAgain(ID);
    assert.equal(owner(), 'victim');
  });

  it('the same client comes back while its old connection hangs, and keeps the id when that is cut', () => {
    const old = open('old');
    ids.claim(ID, old);
    old.answers = false;
    beat();
    const back = open('back');
    ids.claim(ID, back);
    clock.advance(3_500);
    assert.equal(owner(), 'back');
    for (let beats = 0; beats < 3; beats++) beat();
    ids.release(ID, old);
    assert.equal(owner(), 'back');
  });

  it('the same client comes back just before its old connection is seen to close', () => {
    const old = open('old');
    ids.claim(ID, old);
    old.answers = false;
    const back = open('back');
    ids.claim(ID, back);
    ids.release(ID, old);
    assert.equal(owner(), 'back');
    assert.equal(told, 'back');
  });

  it('goes back to who lent it when the claimant leaves', () => {
    const old = open('old');
    ids.claim(ID, old);
    old.answers = false;
    const back = open('back');
    ids.claim(ID, back);
    clock.advance(3_500);
    ids.release(ID, back);
    assert.equal(owner(), 'old');
  });

  describe('with a key', () => {
    it('is the key’s: at once while the old connection hangs, and in any gap, of any length', () => {
      const old = open('old', 'key');
      ids.claim(ID, old);
      const back = open('back', 'key');
      assert.equal(ids.claim(ID, back), 'owner');
      assert.equal(ids.claim(ID, old), 'refused');
      ids.release(ID, old);
      ids.release(ID, back);
      clock.advance(3_600_000);
      assert.equal(ids.claim(ID, open('back again', 'key')), 'owner');
    });

    for (const key of [undefined, 'another key', Symbol('key')])
      it(`[H11] is nobody else’s, who shows ${String(key)}: neither with its owner nor after it`, () => {
        const victim = open('victim', 'key');
        ids.claim(ID, victim);
        victim.answers = false;
        const waiting = open('waiting', key);
        assert.equal(ids.claim(ID, waiting), 'refused');
        clock.advance(40_000);
        assert.equal(owner(), 'victim');
        ids.release(ID, victim);
        assert.equal(ids.claim(ID, waiting), 'refused');
        clock.advance(40_000);
        assert.equal(ids.claim(ID, open('newcomer', key)), 'refused');
        assert.equal(ids.claim(ID, open('victim again', 'key')), 'owner');
      });
  });

  it('[N8] leaves no timer', () => {
    ids.claim(ID, open('old'));
    ids.claim(ID, open('back'));
    ids.dispose();
    clock.advance(200);
    assert.equal(clock.pending, 0);
  });
});
