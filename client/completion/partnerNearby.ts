/** Lines within which somebody's edit counts as being at my caret. */
const NEAR_LINES = 2;
/** How long an edit means that somebody is typing there. */
const TYPING_MS = 2_000;

/** Where the others in a document are, in its lines. */
export interface PartnersInDocument {
  readonly caretLines: readonly number[];
  readonly edits: readonly { readonly line: number; readonly atMs: number }[];
}

/** True where somebody else is about to type. Two ghost texts would be in each other's way. */
export function isPartnerNear(line: number, { caretLines, edits }: PartnersInDocument, now: number): boolean {
  return (
    caretLines.includes(line) ||
    edits.some((edit) => now - edit.atMs < TYPING_MS && Math.abs(edit.line - line) <= NEAR_LINES)
  );
}
