import assert from 'node:assert/strict';
import type { AutocompleteResponse } from '../../shared/api/autocomplete.ts';
import { eventually } from '../support/eventually.ts';
import { setUpModelCompletions } from './support/modelCompletion.ts';

describe('completions by a model', function () {
  this.timeout(20_000);
  const fixture = setUpModelCompletions();
  const { start, send, ask, askUntil } = fixture;

  describe('falls back to the local engine', () => {
    for (const [what, answer, code] of [
      ['a page', { kind: 'html' }, 'unavailable'],
      ['a rejected key', { kind: 'status', status: 401 }, 'key_rejected'],
      ['an error', { kind: 'status', status: 500 }, 'unavailable'],
      ['a cut connection', { kind: 'cut', pieces: [] }, 'unavailable'],
    ] as const) {
      it(`at ${what}, with a notice`, async () => {
        await start();
        fixture.provider.answer = answer;
        const { source, notice, suggestions } = await ask({ code: 'print_all\nprin', cursor_position: 14 });
        assert.deepEqual([source, notice?.code], ['local', code]);
        assert.match(suggestions[0] ?? '', /^t_all/);
      });
    }

    it('while the provider wants to be left alone', async () => {
      await start();
      fixture.provider.answer = { kind: 'status', status: 429, headers: { 'retry-after': '33' } };
      const first = await send();
      assert.equal(first.headers.get('retry-after'), '33');
      fixture.provider.answer = { kind: 'text', pieces: ['yes()'] };
      const second = await send();
      assert.equal(((await second.json()) as AutocompleteResponse).notice?.code, 'unavailable');
      assert.ok(Number(second.headers.get('retry-after')) > 0);
      assert.equal(fixture.provider.requests.length, 1);
    });

    it('after a rejected key for good, and after several failures for a while', async () => {
      await start();
      fixture.provider.answer = { kind: 'status', status: 500 };
      for (let i = 0; i < 7; i++) assert.equal((await ask()).notice?.code, 'unavailable');
      assert.equal(fixture.provider.requests.length, 5);
      await fixture.relay.relay.stop();
      await start();
      fixture.provider.answer = { kind: 'status', status: 401 };
      for (let i = 0; i < 2; i++) assert.equal((await ask()).notice?.code, 'key_rejected');
      assert.equal(fixture.provider.requests.length, 6);
    });

    it('when the model takes too long', async () => {
      await start({ timeoutMs: 150 });
      fixture.provider.answer = { kind: 'hang' };
      assert.equal((await ask()).notice?.code, 'unavailable');
      await eventually('the provider to hear of it', () => fixture.provider.requests[0]?.isAbandoned);
    });

    it('[S25] when a person asks for too much at once, or a room has had its tokens of the day', async () => {
      await start();
      fixture.provider.answer = { kind: 'hang' };
      const abort = new AbortController();
      const waiting = askUntil(abort.signal, 2);
      await eventually('both to be asked', () => fixture.provider.requests.length === 2);
      const third = await send();
      assert.equal(((await third.json()) as AutocompleteResponse).notice?.code, 'over_quota');
      assert.equal(third.headers.get('retry-after'), '1');
      abort.abort();
      await Promise.all(waiting);
      await eventually('[S25] the provider to hear of it', () =>
        fixture.provider.requests.every((each) => each.isAbandoned),
      );
      await fixture.relay.relay.stop();
      await start({ roomDailyTokens: 350 });
      fixture.provider.answer = { kind: 'text', pieces: ['yes()'] };
      assert.equal((await ask()).source, 'openai');
      assert.equal((await ask()).source, 'openai');
      const over = await send();
      assert.equal(((await over.json()) as AutocompleteResponse).notice?.code, 'over_quota');
      assert.ok(Number(over.headers.get('retry-after')) > 0);
    });
  });
});
