import assert from 'node:assert/strict';
import { OpenReferences } from './openReferences.ts';

/** Clients A, B, C in sections 0, 1, 2, with ten clocks each. */
const [A, B, C] = [100, 200, 300] as const;
const SECTIONS = [{ to: 10 }, { to: 10 }, { to: 10 }];
const SECTION_OF = new Map([[A, 0], [B, 1], [C, 2]] as const); // prettier-ignore

describe('OpenReferences', () => {
  it('are settled when there are none', () => {
    assert.equal(areSettled([]), true);
  });

  it('are settled when they interleave in both directions', () => {
    assert.equal(areSettled([[0, 2, B, 4], [0, 5, C, 9], [1, 6, A, 2], [2, 0, B, 5]]), true); // prettier-ignore
  });

  it('are not settled beyond the end of a section or in a client that has none', () => {
    assert.equal(areSettled([[0, 2, B, 10]]), false);
    assert.equal(areSettled([[0, 2, 999, 0]]), false);
    assert.equal(areSettled([[0, 2, B, 10], [0, 3, B, 1]]), false); // prettier-ignore
  });

  it('[S15] are not settled in a circle of two or three', () => {
    assert.equal(areSettled([[0, 2, B, 4], [1, 4, A, 2]]), false); // prettier-ignore
    assert.equal(areSettled([[0, 2, B, 4], [1, 3, A, 8]]), false); // prettier-ignore
    assert.equal(areSettled([[0, 2, B, 4], [1, 4, C, 0], [2, 0, A, 3]]), false); // prettier-ignore
  });

  it('[S15] are settled where the circle would need a later struct', () => {
    assert.equal(areSettled([[0, 2, B, 4], [1, 5, A, 2]]), true); // prettier-ignore
    assert.equal(areSettled([[0, 2, B, 4], [1, 4, C, 0], [2, 1, A, 3]]), true); // prettier-ignore
  });

  it('[S10] take no deep stack and no long time for 100,000 sections in a row', () => {
    const count = 100_000;
    const references = new OpenReferences();
    const sections = Array.from({ length: count }, () => ({ to: 1 }));
    const sectionOf = new Map(sections.map((_, i) => [i, i]));
    for (let i = 0; i < count - 1; i++) references.add(i, 0, i + 1, 0);
    assert.equal(references.areSettled(sections, sectionOf), true);
  });
});

type Reference = [section: number, clock: number, targetClient: number, targetClock: number];

function areSettled(list: Reference[]): boolean {
  const references = new OpenReferences();
  for (const reference of list) references.add(...reference);
  return references.areSettled(SECTIONS, SECTION_OF);
}
