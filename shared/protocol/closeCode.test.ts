import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { aftermathOf, CloseCode } from './closeCode.ts';

describe('close codes', () => {
  it('tell a client whether to come back, for every code that there is', () => {
    for (let code = 1000; code < 5000; code++) {
      const isFinal = (code >= 4400 && code < 4500) || code === 1009;
      assert.equal(aftermathOf(code) !== 'come back', isFinal, String(code));
      assert.equal(aftermathOf(code) === 'refused', [1009, 4400, 4413].includes(code), String(code));
      assert.equal(aftermathOf(code) === 'gone', [4403, 4404].includes(code), String(code));
    }
  });

  it('are those that docs/protocol.md lists, and it lists no other', () => {
    const docs = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
    const [, table = ''] = /\n## Why a connection is closed\n([^]*?)\n## /.exec(`${docs}\n## `) ?? [];
    const documented = [...table.matchAll(/^\| ([\d, ]+?) +\|/gm)].flatMap(([, codes = '']) =>
      codes.split(', ').map(Number),
    );
    const known = Object.values(CloseCode).sort((a, b) => a - b);
    assert.deepEqual(
      documented.sort((a, b) => a - b),
      known,
    );
  });
});
