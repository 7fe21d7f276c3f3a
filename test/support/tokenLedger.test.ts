import assert from 'node:assert/strict';
import { NOTHING_WRONG, TokenLedger } from './tokenLedger.ts';

describe('the ledger of tokens', () => {
  it('finds what is lost, doubled, brought back and torn', () => {
    const ledger = new TokenLedger();
    const [a, b, c, d] = ['p', 'p', 'q', 'q'].map((person) => ledger.newToken(person)) as [
      string,
      string,
      string,
      string,
    ];
    for (const token of [a, b, c]) ledger.wasPromised(token);
    ledger.wasDeleted(c);
    assert.deepEqual(ledger.check(`${a}${b}`, false), NOTHING_WRONG);
    assert.deepEqual(ledger.check(`${a}${b}${c}`, false), NOTHING_WRONG, 'its deletion was not promised');
    assert.deepEqual(ledger.check(`${a}${b}`, true).lost, [d]);
    assert.deepEqual(ledger.check(a, false).lost, [b]);
    assert.deepEqual(ledger.check(`${a}${b}${a}`, false).doubled, [a]);
    assert.deepEqual(ledger.check(`${a}${b}${c}${d}`, true).revived, [c]);
    ledger.deletionWasPromised(c);
    assert.deepEqual(ledger.check(`${a}${b}${c}`, false).revived, [c]);
    assert.equal(ledger.check(`${a}${b}p.1>`, false).foreign, 'p.1>');
  });
});
