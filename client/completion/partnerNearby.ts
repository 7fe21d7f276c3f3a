/** So near an edit is where I am. */
const NEAR_LINES = 2;
/** So long an edit means that somebody types there. */
const TYPING_MS = 2_000;

/** Where the others in a document are, in its lines. */
export interface PartnersInDocument {
  readonly caretLines: readonly number[];
  readonly edits: readonly { readonly line: number; readonly atMs: number }[];
}

/** True where somebody else is about to type: two ghosts of one text would be in each other's way. */
export function isPartnerNear(line: number, { caretLines, edits }: PartnersInDocument, now: number): boolean {
  return (
    caretLines.includes(line) ||
    edits.some((edit) => now - edit.atMs < TYPING_MS && Math.abs(edit.line - line) <= NEAR_LINES)
  );
}
