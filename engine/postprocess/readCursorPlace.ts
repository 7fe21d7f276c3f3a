import { detectIndentation, FOUR_SPACES } from '../indentation.ts';
import type { CursorPlace } from './cursorPlace.ts';

/** The place between two texts that touch at the cursor. */
export function readCursorPlace(before: string, after: string): CursorPlace {
  const linesBefore = before.split('\n');
  const [lineAfter = '', ...below] = after.split('\n', LINES_READ + 1);
  const { unit, usesTabs } = detectIndentation([...linesBefore.slice(-LINES_READ), ...below], FOUR_SPACES);
  return {
    lineBefore: linesBefore.at(-1) ?? '',
    lineAfter,
    linesBelow: below.filter((line) => line.trim() !== ''),
    usesTabs,
    indentUnit: usesTabs ? 4 : unit,
  };
}

const LINES_READ = 200;
