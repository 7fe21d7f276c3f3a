import * as encoding from 'lib0/encoding';

/** A client id and a clock. */
export type Id = readonly [client: number, clock: number];

/** A struct as bytes, whether Yjs would ever write it or not. */
export interface CraftedStruct {
  readonly origin?: Id | undefined;
  readonly right?: Id | undefined;
  /** Written only where there is neither origin nor right, as Yjs does. */
  readonly root?: string;
  /** Instead of the root: the id of a nested type. */
  readonly parent?: Id;
  readonly mapKey?: string;
  readonly content:
    | { readonly kind: 'string'; readonly text: string }
    | { readonly kind: 'deleted'; readonly length: number }
    | { readonly kind: 'gc'; readonly length: number }
    | { readonly kind: 'skip'; readonly length: number }
    /** Any content: its number and its bytes. */
    | { readonly kind: 'raw'; readonly ref: number; readonly bytes: Uint8Array };
}

export interface CraftedSection {
  readonly client: number;
  readonly clock: number;
  readonly structs: readonly CraftedStruct[];
}

export interface CraftedDeletions {
  readonly client: number;
  readonly ranges: readonly (readonly [clock: number, length: number])[];
}

/** An update (Yjs, V1) put together by hand. */
export function craftUpdate(
  sections: readonly CraftedSection[],
  deletions: readonly CraftedDeletions[] = [],
): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, sections.length);
    for (const { client, clock, structs } of sections) {
      encoding.writeVarUint(encoder, structs.length);
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, clock);
      for (const struct of structs) writeStruct(encoder, struct);
    }
    encoding.writeVarUint(encoder, deletions.length);
    for (const { client, ranges } of deletions) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, ranges.length);
      for (const [clock, length] of ranges) writeId(encoder, [clock, length]);
    }
  });
}

/** Text at the end of nothing: the first struct of a room. */
export function text(
  value: string,
  place: { origin?: Id | undefined; right?: Id | undefined } = {},
): CraftedStruct {
  return { ...place, content: { kind: 'string', text: value } };
}

/** A run of deleted text, at the end of nothing. */
export function deleted(length: number): CraftedStruct {
  return { content: { kind: 'deleted', length } };
}

/** Content of any kind, by its number. */
export function raw(ref: number, bytes: Uint8Array): CraftedStruct {
  return { content: { kind: 'raw', ref, bytes } };
}

function writeStruct(encoder: encoding.Encoder, struct: CraftedStruct): void {
  const { content, origin, right, parent, mapKey } = struct;
  if (content.kind === 'gc' || content.kind === 'skip') {
    encoding.writeUint8(encoder, content.kind === 'gc' ? 0 : 10);
    encoding.writeVarUint(encoder, content.length);
    return;
  }
  const ref = content.kind === 'string' ? 4 : content.kind === 'deleted' ? 1 : content.ref;
  const flags = (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (mapKey === undefined ? 0 : 0x20);
  encoding.writeUint8(encoder, ref | flags);
  if (origin) writeId(encoder, origin);
  if (right) writeId(encoder, right);
  if (!origin && !right) {
    encoding.writeVarUint(encoder, parent ? 0 : 1);
    if (parent) writeId(encoder, parent);
    else encoding.writeVarString(encoder, struct.root ?? 'code');
    if (mapKey !== undefined) encoding.writeVarString(encoder, mapKey);
  }
  if (content.kind === 'string') encoding.writeVarString(encoder, content.text);
  else if (content.kind === 'deleted') encoding.writeVarUint(encoder, content.length);
  else encoding.writeUint8Array(encoder, content.bytes);
}

function writeId(encoder: encoding.Encoder, [client, clock]: Id): void {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
}
