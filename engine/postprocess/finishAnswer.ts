import type { CursorPlace } from './cursorPlace.ts';
import { cutAtNextLine } from './cutAtNextLine.ts';
import { cutAtUnmatchedCloser } from './cutAtUnmatchedCloser.ts';
import { dropRepeatedStart } from './dropRepeatedStart.ts';
import { followIndentation } from './followIndentation.ts';
import { inertText } from './inertText.ts';
import { isRepetitive } from './isRepetitive.ts';
import { limitLines } from './limitLines.ts';
import { snipClosingLines } from './snipClosingLines.ts';
import { trimOverlap } from './trimOverlap.ts';

/** A model's text as it may be inserted at the cursor; undefined when nothing of it is worth showing. */
export function finishAnswer(answer: string, place: CursorPlace, maxLines: number): string | undefined {
  const { lineBefore, lineAfter, linesBelow } = place;
  const [nextLine] = linesBelow;
  let text = inertText(answer);
  text = dropRepeatedStart(text, lineBefore);
  text = limitLines(text, maxLines);
  text = cutAtNextLine(text, nextLine);
  text = trimOverlap(text.trimEnd(), lineAfter);
  text = snipClosingLines(text, linesBelow);
  text = cutAtUnmatchedCloser(text, lineBefore, lineAfter);
  text = followIndentation(text, place).trimEnd();
  const says = text.trim();
  if (says.length < MIN_UNITS || isRepetitive(text)) return undefined;
  const isNextLine = `${lineBefore}${text}`.trim() === nextLine?.trim() || says === nextLine?.trim();
  return isNextLine ? undefined : text;
}

/** Shorter ones are typed before they are read. */
const MIN_UNITS = 2;
