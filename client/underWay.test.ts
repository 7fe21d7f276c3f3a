import assert from 'node:assert/strict';
import { UnderWay } from './underWay.ts';

describe('work under way', () => {
  it('is not begun a second time; everybody gets its result', async () => {
    const work = new UnderWay<string, string>();
    const gate = Promise.withResolvers<string>();
    let begun = 0;
    const task = (): Promise<string> => {
      begun++;
      return gate.promise;
    };
    const both = [work.run('room', task), work.run('room', task)];
    gate.resolve('here');
    assert.deepEqual(await Promise.all(both), ['here', 'here']);
    assert.equal(begun, 1);
  });

  it('of another key goes on beside it', async () => {
    const work = new UnderWay<string, string>();
    const never = work.run('one', () => new Promise(() => undefined));
    assert.equal(await work.run('other', () => Promise.resolve('other')), 'other');
    assert.ok(never);
  });

  it('is done anew once it has ended, also where it failed', async () => {
    const work = new UnderWay<string, string>();
    await assert.rejects(
      work.run('room', () => Promise.reject(new Error('no relay'))),
      /no relay/,
    );
    assert.equal(await work.run('room', () => Promise.resolve('first')), 'first');
    assert.equal(await work.run('room', () => Promise.resolve('second')), 'second');
  });
});
