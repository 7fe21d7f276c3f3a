import assert from 'node:assert/strict';
import { nextStart } from './pageStart.ts';

describe('where the next page of rooms begins', () => {
  for (const [link, start] of [
    [
      '</rooms?after=1767225600000.q1Zk0mV8T3yJw5xN7cR2bA&limit=50&fields=summary>; rel="next"',
      'after=1767225600000.q1Zk0mV8T3yJw5xN7cR2bA',
    ],
    ['</base/rooms?skip=50&limit=50>; rel="next"', 'skip=50'],
    ['<https://elsewhere.example/?limit=1&skip=2>; rel="next"', 'skip=2'],
    ['</rooms?skip=50>; rel="prev"', undefined],
    ['</rooms?after=a b>; rel="next"', undefined],
    ['</rooms?after=%26x>; rel="next"', undefined],
    ['</rooms?page=2>; rel="next"', undefined],
    ['', undefined],
  ] as const)
    it(`is ${start ?? 'unknown'} for "${link}"`, () => assert.equal(nextStart(link), start));
});
