import { craftUpdate, type CraftedStruct } from './craftedUpdate.ts';

/** A text of so many characters each of which was typed before the last one: a struct for each, as one update. */
export function scatteredText(characters: number, client = 7): Uint8Array {
  const structs: CraftedStruct[] = [];
  for (let i = 0; i < characters; i++)
    structs.push({
      ...(i > 0 && { right: [client, i - 1] }),
      content: { kind: 'string', text: String.fromCharCode(97 + (i % 26)) },
    });
  return craftUpdate([{ client, clock: 0, structs }]);
}

/** Four bytes a struct, and a hundred in memory: deleted runs that cannot be joined. */
export function scatteredDeletions(runs: number, client = 7): Uint8Array {
  const structs: CraftedStruct[] = [{ content: { kind: 'string', text: 'ab' } }];
  for (let i = 0; i < runs; i++)
    structs.push({ origin: [client, i % 2], content: { kind: 'deleted', length: 1 } });
  return craftUpdate([{ client, clock: 0, structs }]);
}
