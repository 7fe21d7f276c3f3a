import { createHmac } from 'node:crypto';
import { withoutFimTokens } from './fimTokens.ts';
import type { ModelPrompt } from './model/model.ts';
import { findSecrets, redact, startOfOpenKey } from './redactSecrets.ts';

/** What a prompt is made from. */
export interface PromptSource {
  readonly code: string;
  /** In UTF-16 units, within the code. */
  readonly cursor: number;
  readonly language: string;
  /** With slashes of any kind; empty where it is not known. */
  readonly path: string;
  readonly isExplicit: boolean;
  /** Other code that the model may see. */
  readonly related: readonly string[];
  readonly person: string;
  readonly room: string;
  /** Keeps names from being guessed from their hashes. */
  readonly salt: Buffer;
}

/** What a model is told of a text; undefined where the cursor is in what looks like a secret. */
export function modelPromptOf(source: PromptSource): ModelPrompt | undefined {
  const { code, cursor, isExplicit, path, room, salt } = source;
  const size = isExplicit ? 2 : 1;
  // More than is sent, so that a secret is known by its start and its end even where only a part would be sent.
  const from = startBefore(code, cursor - size * BEFORE_UNITS);
  const text = code.slice(from, endBehind(code, cursor + size * AFTER_UNITS));
  const at = cursor - from;
  const secrets = findSecrets(text);
  if (secrets.some(({ start, end }) => start < at && at <= end)) return undefined;
  const before = redact(
    text.slice(0, at),
    secrets.filter(({ end }) => end <= at),
  );
  const behind = secrets
    .filter(({ start }) => start >= at)
    .map(({ start, end }) => ({ start: start - at, end: end - at }));
  const after = redact(text.slice(at), behind);
  const isMultiline = isExplicit || beginsBlock(code, cursor);
  return {
    // Cut first: taking one token out may make the next, so that a long text of them would be gone through for ever.
    before: withoutFimTokens(lastLines(before, size * BEFORE_UNITS)),
    after: withoutFimTokens(firstLines(after, size * AFTER_UNITS)),
    language: source.language,
    fileName: withoutFimTokens((path.split(/[/\\]/).at(-1) ?? '').replace(/\p{C}/gu, '').slice(0, 100)),
    related: source.related
      .map((other) => other.slice(0, endBehind(other, size * RELATED_UNITS)))
      .map((other) => redact(other, findSecrets(other)))
      .map((other) => withoutFimTokens(firstLines(other, size * RELATED_UNITS))),
    maxTokens: isExplicit ? 160 : isMultiline ? 96 : 32,
    maxLines: isExplicit ? 16 : isMultiline ? 8 : 1,
    cacheKey: hashed(salt, `${room} ${path}`),
    user: hashed(salt, source.person),
  };
}

/** About as many tokens as a prompt has. */
export function tokensIn({ before, after, related }: ModelPrompt): number {
  const units = before.length + after.length + related.reduce((sum, text) => sum + text.length, 0);
  return Math.ceil(units / UNITS_PER_TOKEN) + SYSTEM_TOKENS;
}

/** Whether more than a line is wanted: on an empty line, and behind what opens a block that has nothing in it yet. */
function beginsBlock(code: string, cursor: number): boolean {
  const lineStart = code.lastIndexOf('\n', cursor - 1) + 1;
  const lineEnd = code.indexOf('\n', cursor);
  const before = code.slice(lineStart, cursor);
  const rest = code.slice(cursor, lineEnd < 0 ? code.length : lineEnd);
  if (rest.trim() !== '') return false;
  if (before.trim() === '') return true;
  const next = /\n([ \t]*)\S/.exec(code.slice(cursor + rest.length, cursor + rest.length + LOOK_AHEAD_UNITS));
  const indent = /^[ \t]*/.exec(before)?.[0].length ?? 0;
  return /[{([:]\s*$|=>\s*$/.test(before) && (next?.[1]?.length ?? 0) <= indent;
}

/** Where to begin reading for what is wanted from `at` on: at the start of its line, or of the private key that it is in. */
function startBefore(code: string, at: number): number {
  if (at <= 0) return 0;
  const key = startOfOpenKey(code.slice(0, at));
  const line = code.lastIndexOf('\n', at - 1) + 1;
  return key === undefined ? line : Math.min(key, line);
}

/** Where to end reading for what is wanted up to `at`: at the end of its line. */
function endBehind(code: string, at: number): number {
  const end = code.indexOf('\n', at);
  return end < 0 ? code.length : end;
}

function lastLines(text: string, units: number): string {
  if (text.length <= units) return text;
  const start = text.length - units;
  const newline = text.indexOf('\n', start);
  return text.slice(newline < 0 ? start : newline + 1).toWellFormed();
}

function firstLines(text: string, units: number): string {
  if (text.length <= units) return text;
  const newline = text.lastIndexOf('\n', units);
  return text.slice(0, newline < 0 ? units : newline).toWellFormed();
}

function hashed(salt: Buffer, text: string): string {
  return createHmac('sha256', salt).update(text).digest('base64url').slice(0, 32);
}

const BEFORE_UNITS = 6_000;
const AFTER_UNITS = 2_000;
const RELATED_UNITS = 4_000;
const LOOK_AHEAD_UNITS = 500;
const UNITS_PER_TOKEN = 3;
const SYSTEM_TOKENS = 200;
