import assert from 'node:assert/strict';
import { RoomLedger } from './roomLedger.ts';

const FRESH = (...tokens: string[]): ReadonlySet<string> => new Set(tokens);

describe('the ledger of what rooms hold', () => {
  let ledger: RoomLedger;
  const [isBack, isAway] = [() => true, () => false];

  beforeEach(() => {
    ledger = new RoomLedger();
    assert.deepEqual(ledger.check('r1', '[a1.1][b1.2]', FRESH(), isBack), []);
  });

  it('knows that a file taken over while the relay was away empties the room later', () => {
    ledger.replace('r1', 'anna');
    assert.deepEqual(ledger.check('r1', '[a1.1][b1.2][b2.3]', FRESH('[b2.3]'), isAway), []);
    assert.deepEqual(ledger.check('r1', '[b2.3]', FRESH(), isBack), []);
    assert.deepEqual(ledger.check('r1', '', FRESH(), isBack), ['r1 has lost: [b2.3]']);
  });

  it('asks for everything again once the relay has the version that was taken over', () => {
    ledger.replace('r1', 'anna');
    assert.deepEqual(ledger.check('r1', '[a1.1]', FRESH(), isBack), []);
    assert.deepEqual(ledger.check('r1', '', FRESH(), isBack), ['r1 has lost: [a1.1]']);
  });

  it('waits for what the other has typed while the relay was away, whatever file was taken over', () => {
    ledger.keep('r1', '[b2.3]', 'ben');
    ledger.keep('r1', '[a2.4]', 'anna');
    ledger.replace('r1', 'anna');
    assert.deepEqual(ledger.keptBy('ben', 'r1'), ['[b2.3]']);
    assert.deepEqual(ledger.keptBy('anna', 'r1'), []);
    assert.deepEqual(ledger.check('r1', '[b2.3]', FRESH(), isBack), []);
  });

  it('finds what is lost, doubled, or was typed elsewhere', () => {
    assert.deepEqual(ledger.check('r1', '[b1.2][b1.2][a9.9]', FRESH(), isBack), [
      'r1 holds twice: [b1.2]',
      'r1 has lost: [a1.1]',
      'r1 holds what was typed elsewhere: [a9.9]',
    ]);
  });
});
