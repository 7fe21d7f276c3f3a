import { isReserved } from './reservedWords.ts';
import { BREAK, MARK, NEWLINE, NUMBER, type TokenKind, WORD } from './tokenKind.ts';

/** The number of a token's text: equal numbers, equal tokens. */
export type TokenId = number;

/** Stands for a line that is being typed, and for what is before a document. */
export const BREAK_ID: TokenId = 0;

/**
 * Every token that some document holds, once, as a number. Counts its users: when the last one has gone, the number is
 * given to another token, so that what people type and delete for hours does not pile up.
 */
export class Vocabulary {
  readonly #ids = new Map<string, TokenId>();
  readonly #texts: string[] = [''];
  readonly #kinds: TokenKind[] = [BREAK];
  readonly #users: number[] = [1];
  readonly #classes: number[] = [CLASS_MARK];
  readonly #free: TokenId[] = [];

  get size(): number {
    return this.#texts.length - this.#free.length;
  }

  /** The number of a token, which its user has to release. */
  retain(text: string, kind: TokenKind): TokenId {
    const known = this.#ids.get(text);
    if (known !== undefined) {
      this.#users[known] = (this.#users[known] ?? 0) + 1;
      return known;
    }
    // A slice of a document would keep the whole of it in memory.
    const own = ` ${text}`.slice(1);
    const id = this.#free.pop() ?? this.#texts.length;
    this.#ids.set(own, id);
    this.#texts[id] = own;
    this.#kinds[id] = kind;
    this.#users[id] = 1;
    this.#classes[id] = classOf(own, kind);
    return id;
  }

  retainAgain(id: TokenId): void {
    this.#users[id] = (this.#users[id] ?? 0) + 1;
  }

  release(id: TokenId): void {
    const users = (this.#users[id] ?? 0) - 1;
    this.#users[id] = users;
    if (users > 0 || id === BREAK_ID) return;
    this.#ids.delete(this.textOf(id));
    this.#texts[id] = '';
    this.#free.push(id);
  }

  /** The number of a token that somebody uses. */
  find(text: string): TokenId | undefined {
    return this.#ids.get(text);
  }

  textOf(id: TokenId): string {
    return this.#texts[id] ?? '';
  }

  kindOf(id: TokenId): TokenKind {
    return this.#kinds[id] ?? BREAK;
  }

  /** A number for the sort of token, which the calibrator learns from. */
  classOf(id: TokenId): number {
    return this.#classes[id] ?? CLASS_MARK;
  }

  /** A name that somebody chose, and that may be another one where the code is used again. */
  isName(id: TokenId): boolean {
    return this.#kinds[id] === WORD && this.#classes[id] !== CLASS_RESERVED;
  }

  /** The token without its name or value: all names are alike, and all numbers. */
  shapeOf(id: TokenId): number {
    if (this.isName(id)) return ANY_NAME;
    return this.#kinds[id] === NUMBER ? ANY_NUMBER : id;
  }
}

const ANY_NAME = -2;
const ANY_NUMBER = -3;

const CLASS_MARK = 9;
const CLASS_RESERVED = 10;

function classOf(text: string, kind: TokenKind): number {
  if (kind === NEWLINE) return 0;
  if (kind === NUMBER) return 1;
  if (kind === WORD) return isReserved(text) ? CLASS_RESERVED : text.length < 3 ? 2 : 3;
  if (kind === MARK) {
    if ('([{'.includes(text)) return 4;
    if (')]}'.includes(text)) return 5;
    if ('"\'`'.includes(text)) return 6;
    if (';,'.includes(text)) return 7;
    if (['.', '?.', '::', '->'].includes(text)) return 8;
  }
  return CLASS_MARK;
}
