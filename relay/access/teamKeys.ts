import { createHash, timingSafeEqual } from 'node:crypto';
import type { RandomBytes } from '../random.ts';

/** A key that the operator has given to a team. The relay keeps its hash alone. */
export interface TeamKey {
  readonly name: string;
  readonly hash: Buffer;
}

/** The keys in `name:key,name:key`; undefined where one of them is none. A key without a name is called `team`. */
export function parseTeamKeys(text: string): readonly TeamKey[] | undefined {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const keys = parts.flatMap((part) => parseTeamKey(part) ?? []);
  return keys.length === parts.length ? keys : undefined;
}

/** The SHA-256 of a key: what the relay keeps of it. */
export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Takes as long whatever was given. */
export function isSameHash(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** A new key for the people of `name`, as TEAM_KEYS takes it; undefined where that cannot be a name. */
export function newTeamKey(name: string, random: RandomBytes): string | undefined {
  return NAME.test(name) ? `${name}:${random(KEY_BYTES).toString('base64url')}` : undefined;
}

function parseTeamKey(text: string): TeamKey | undefined {
  const [key = '', name = 'team', ...more] = text.split(':').reverse();
  if (!KEY.test(key) || !NAME.test(name) || more.length > 0) return undefined;
  return { name, hash: hashOfKey(key) };
}

/** What nobody can guess. */
const KEY_BYTES = 32;

/** So many bytes in base64url. */
const KEY = /^[\w-]{43}$/;

const NAME = /^[\w.-]{1,64}$/;
