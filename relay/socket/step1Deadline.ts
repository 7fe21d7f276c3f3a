import type { Clock } from '../clock.ts';
import { STEP_1_DEADLINE_MS } from '../limits.ts';

/** Calls `onLate` if `isSilent` still holds at the deadline; the result cancels it. */
export function expectStep1(clock: Clock, isSilent: () => boolean, onLate: () => void): () => void {
  return clock.after(STEP_1_DEADLINE_MS, () => {
    // After a pause of the whole process a step 1 may have come and not been read yet.
    clock.soon(() => {
      if (isSilent()) onLate();
    });
  });
}
