import type { AwarenessRefusalReason } from '../../../shared/guard/awarenessGuard.ts';
import { MAX_PRESENCE_BYTES, MAX_PRESENCE_DEPTH, MAX_PRESENCE_ENTRIES } from '../../../shared/limits.ts';
import { awareness, nestedObjects } from '../craftedAwareness.ts';
import { type Bomb, VICTIM } from './bomb.ts';
import { joined, varUints } from './bytes.ts';

export const awarenessBombs: readonly Bomb<AwarenessRefusalReason>[] = [
  {
    // 900 kB, of which y-protocols never gives back a byte.
    title: '[S17] 100,000 client ids',
    build: () => awareness(Array.from({ length: 100_000 }, (_, i) => [1000 + i, 1, 'null'] as const)),
    verdict: 'too_many_entries',
  },
  {
    title: '[S17] one entry more than allowed',
    build: () =>
      awareness(Array.from({ length: MAX_PRESENCE_ENTRIES + 1 }, (_, i) => [1000 + i, 1, 'null'] as const)),
    verdict: 'too_many_entries',
  },
  { title: '[S17] a claim of 300 entries', build: () => varUints(300), verdict: 'malformed' },
  {
    // Stays for ever, and overwrites the victim's own state.
    title: '[S17] the clock 2^53 - 1 for a victim',
    build: () => awareness([[VICTIM, 2 ** 53 - 1, '{"user":{"name":"mallory"}}']]),
    verdict: 'clock_out_of_range',
  },
  {
    title: '[S17] one client twice',
    build: () =>
      awareness([
        [VICTIM, 1, '{}'],
        [VICTIM, 2, 'null'],
      ]),
    verdict: 'duplicate_client',
  },
  {
    // Accepted by y-protocols, which then throws when it encodes the broadcast.
    title: '[S12] presence that is nested 200,000 deep',
    build: () => awareness([[1, 1, `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`]]),
    verdict: 'too_large',
  },
  {
    title: '[S12] presence as deep as its bytes allow',
    build: () => {
      const depth = MAX_PRESENCE_BYTES / 2 - 5;
      return awareness([[1, 1, `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`]]);
    },
    verdict: 'too_deep',
  },
  {
    title: '[S12] presence that is one level too deep',
    build: () => awareness([[1, 1, nestedObjects(MAX_PRESENCE_DEPTH + 1)]]),
    verdict: 'too_deep',
  },
  {
    title: '[S12] presence that is one byte too large',
    build: () => awareness([[1, 1, `{"a":"${'x'.repeat(MAX_PRESENCE_BYTES - 7)}"}`]]),
    verdict: 'too_large',
  },
  {
    title: '[S12] a message of two megabytes',
    build: () =>
      awareness(
        Array.from({ length: 300 }, (_, i) => [1000 + i, 1, `{"a":"${'x'.repeat(7_000)}"}`] as const),
      ),
    verdict: 'too_large',
  },
  ...['__proto__', '\\u005f_proto__', 'constructor', 'prototype'].flatMap(
    (key): Bomb<AwarenessRefusalReason>[] => [
      {
        title: `[S13] presence with the key ${key}`,
        build: () => awareness([[1, 1, `{"${key}":{"isAdmin":true}}`]]),
        verdict: 'forbidden_key',
      },
      {
        title: `[S13] presence with the key ${key} inside a list`,
        build: () => awareness([[1, 1, `{"a":[{"${key}":{"isAdmin":true}}]}`]]),
        verdict: 'forbidden_key',
      },
    ],
  ),
  {
    title: '[S12] presence that is no JSON',
    build: () => awareness([[1, 1, '{"a":']]),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] presence that is a list',
    build: () => awareness([[1, 1, '[]']]),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] presence that is a number',
    build: () => awareness([[1, 1, '5']]),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] presence that is not UTF-8',
    build: () => joined(varUints(1, 1, 1, 4), Uint8Array.of(0x7b, 0xff, 0xff, 0x7d)),
    verdict: 'not_an_object',
  },
  {
    title: '[S12] bytes after the last entry',
    build: () => joined(awareness([[1, 1, '{}']]), Uint8Array.of(0)),
    verdict: 'malformed',
  },
];
