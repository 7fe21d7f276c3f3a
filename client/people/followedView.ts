/** Lines on a screen, the last included. */
export interface Lines {
  readonly first: number;
  readonly last: number;
}

/**
 * The line to put at the top of `own`, so that it shows what the leader sees; undefined if it already does.
 * If the leader's screen is taller, their caret is what matters.
 */
export function topToShow(own: Lines, leader: Lines, caret: number | undefined): number | undefined {
  const height = own.last - own.first + 1;
  const seesAll = own.first <= leader.first && own.last >= leader.last;
  if (seesAll) return undefined;
  const isCaretThere = caret !== undefined && caret >= leader.first && caret <= leader.last;
  const lowest = leader.first + height - 1 - MARGIN_LINES;
  const top = isCaretThere && caret > lowest ? caret - height + 1 + MARGIN_LINES : leader.first;
  const wanted = Math.max(0, top);
  return wanted === own.first ? undefined : wanted;
}

/** Between a leader's caret and the end of a smaller screen. */
const MARGIN_LINES = 2;
