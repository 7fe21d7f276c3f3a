/**
 * The algebra of text changes. A delta walks over a text once and keeps, inserts or deletes UTF-16 units as it goes;
 * what comes after its last op is kept. Deltas are canonical: no empty op, neighbours merged, insert before delete at
 * one place, no retain at the end. So the identity is the empty list, and equal changes are deeply equal.
 */
export type Delta = readonly Op[];

export type Op = Retain | Insert | Delete;

interface Retain {
  readonly kind: 'retain';
  readonly length: number;
}

interface Insert {
  readonly kind: 'insert';
  readonly text: string;
}

interface Delete {
  readonly kind: 'delete';
  readonly length: number;
  /** The deleted text, if it is known. */
  readonly text?: string;
}

export const IDENTITY: Delta = [];

export const isIdentity = (delta: Delta): boolean => delta.length === 0;

/** Collects ops into a canonical delta. */
export class DeltaBuilder {
  readonly #ops: Op[] = [];

  retain(length: number): this {
    if (length <= 0) return this;
    const last = this.#ops.at(-1);
    if (last?.kind === 'retain') {
      this.#ops[this.#ops.length - 1] = { kind: 'retain', length: last.length + length };
    } else {
      this.#ops.push({ kind: 'retain', length });
    }
    return this;
  }

  insert(text: string): this {
    if (text === '') return this;
    const at = this.#ops.at(-1)?.kind === 'delete' ? this.#ops.length - 1 : this.#ops.length;
    const before = this.#ops[at - 1];
    if (before?.kind === 'insert') {
      this.#ops[at - 1] = { kind: 'insert', text: before.text + text };
    } else {
      this.#ops.splice(at, 0, { kind: 'insert', text });
    }
    return this;
  }

  delete(length: number, text?: string): this {
    if (length <= 0) return this;
    const last = this.#ops.at(-1);
    if (last?.kind === 'delete') {
      const known = last.text === undefined || text === undefined ? undefined : last.text + text;
      this.#ops[this.#ops.length - 1] = deletion(last.length + length, known);
    } else {
      this.#ops.push(deletion(length, text));
    }
    return this;
  }

  push(op: Op): this {
    if (op.kind === 'retain') return this.retain(op.length);
    if (op.kind === 'insert') return this.insert(op.text);
    return this.delete(op.length, op.text);
  }

  build(): Delta {
    while (this.#ops.at(-1)?.kind === 'retain') this.#ops.pop();
    return this.#ops;
  }
}

/** The one change that does `first` and then `second`. */
export function compose(first: Delta, second: Delta): Delta {
  if (isIdentity(first)) return second;
  if (isIdentity(second)) return first;
  const a = new Cursor(first);
  const b = new Cursor(second);
  const out = new DeltaBuilder();
  while (!a.isDone || !b.isDone) {
    if (b.kind === 'insert') {
      out.push(b.take(Infinity));
    } else if (a.kind === 'delete') {
      out.push(a.take(Infinity));
    } else {
      const length = Math.min(a.left, b.left);
      const before = a.take(length);
      const after = b.take(length);
      if (after.kind === 'retain') out.push(before);
      else if (before.kind === 'retain') out.push(after);
      // Text that `first` inserts and `second` deletes leaves no trace.
    }
  }
  return out.build();
}

/**
 * `delta` rewritten to apply after `other`. Both apply to the same text. If both insert at one place, `side`
 * says whether the insert of `delta` goes before or after the other one.
 */
export function transform(delta: Delta, other: Delta, side: 'before' | 'after'): Delta {
  if (isIdentity(delta) || isIdentity(other)) return delta;
  const a = new Cursor(delta);
  const b = new Cursor(other);
  const out = new DeltaBuilder();
  while (!a.isDone) {
    if (a.kind === 'insert' && (side === 'before' || b.kind !== 'insert')) {
      out.push(a.take(Infinity));
    } else if (b.kind === 'insert') {
      out.retain(opLength(b.take(Infinity)));
    } else {
      const length = Math.min(a.left, b.left);
      const own = a.take(length);
      const theirs = b.take(length);
      if (theirs.kind !== 'delete') out.push(own);
    }
  }
  return out.build();
}

/** The change that takes `delta` back. Every deleted text must be known. */
export function invert(delta: Delta): Delta {
  const out = new DeltaBuilder();
  for (const op of delta) {
    if (op.kind === 'retain') out.retain(op.length);
    else if (op.kind === 'insert') out.delete(op.text.length, op.text);
    else if (op.text !== undefined) out.insert(op.text);
    else throw new Error('A change whose deleted text is unknown cannot be inverted.');
  }
  return out.build();
}

/** The text after the change. */
export function apply(delta: Delta, text: string): string {
  const out: string[] = [];
  let at = 0;
  for (const op of delta) {
    if (op.kind === 'insert') {
      out.push(op.text);
      continue;
    }
    if (at + op.length > text.length) {
      throw new RangeError(`The change reaches to ${at + op.length}, the text ends at ${text.length}.`);
    }
    if (op.kind === 'retain') out.push(text.slice(at, at + op.length));
    at += op.length;
  }
  out.push(text.slice(at));
  return out.join('');
}

/** Where an offset of the text lands. `side` decides for text inserted exactly there: stay before it or go after it. */
export function mapOffset(delta: Delta, offset: number, side: 'before' | 'after'): number {
  let old = 0;
  let mapped = 0;
  for (const op of delta) {
    if (old > offset || (old === offset && (op.kind !== 'insert' || side === 'before'))) break;
    if (op.kind === 'insert') {
      mapped += op.text.length;
    } else {
      const reach = Math.min(op.length, offset - old);
      if (op.kind === 'retain') mapped += reach;
      old += reach;
      if (reach < op.length) return mapped;
    }
  }
  return mapped + (offset - old);
}

/**
 * The reverse: where an offset of the text after the change comes from. Inserted text comes from its place.
 */
export function unmapOffset(delta: Delta, offset: number): number {
  let old = 0;
  let mapped = 0;
  for (const op of delta) {
    if (op.kind === 'delete') {
      if (mapped >= offset) break;
      old += op.length;
      continue;
    }
    const reach = Math.min(opLength(op), offset - mapped);
    mapped += reach;
    if (op.kind === 'retain') old += reach;
    if (mapped === offset) break;
  }
  return old + (offset - mapped);
}

function opLength(op: Op): number {
  return op.kind === 'insert' ? op.text.length : op.length;
}

function deletion(length: number, text: string | undefined): Op {
  return text === undefined ? { kind: 'delete', length } : { kind: 'delete', length, text };
}

/** Reads a delta piece by piece. After its end it is an endless retain. */
class Cursor {
  readonly #delta: Delta;
  #index = 0;
  #offset = 0;

  constructor(delta: Delta) {
    this.#delta = delta;
  }

  get isDone(): boolean {
    return this.#index >= this.#delta.length;
  }

  get kind(): Op['kind'] {
    return this.#delta[this.#index]?.kind ?? 'retain';
  }

  get left(): number {
    const op = this.#delta[this.#index];
    return op ? opLength(op) - this.#offset : Infinity;
  }

  take(max: number): Op {
    const op = this.#delta[this.#index];
    if (!op) return { kind: 'retain', length: max };
    const from = this.#offset;
    const length = Math.min(max, opLength(op) - from);
    if (from + length === opLength(op)) {
      this.#index++;
      this.#offset = 0;
    } else {
      this.#offset = from + length;
    }
    if (op.kind === 'retain') return { kind: 'retain', length };
    if (op.kind === 'insert') return { kind: 'insert', text: op.text.slice(from, from + length) };
    return deletion(length, op.text?.slice(from, from + length));
  }
}
