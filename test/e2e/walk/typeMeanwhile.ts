import type { Step } from '../../walk/step.ts';
import type { StepReport } from '../../walk/walkDriver.ts';
import { focusEditor } from './typeInto.ts';
import { documentOf, inTab, roomIdOf, type Hand } from './hand.ts';

/** With `whileTyping`, the other person types into the same room until `act` has ended. */
export async function typeMeanwhile(
  hand: Hand,
  step: Extract<Step, { whileTyping?: boolean | undefined }>,
  act: () => Promise<StepReport>,
): Promise<StepReport> {
  const document = step.kind === 'close' ? step.document : step.from;
  const room = step.whileTyping === true ? await roomIdOf(hand.person, document) : undefined;
  const theirs = room === undefined ? undefined : await documentOf(hand.other, room);
  if (theirs === undefined) return act();
  const there = { ...hand, person: hand.other, other: hand.person };
  let isOver = false;
  const typing = inTab(there, theirs, async () => {
    await focusEditor(hand.other);
    await hand.other.window.press('Control+Home');
    while (!isOver) await hand.other.window.type('k', 60);
    return { kind: 'done' };
  });
  try {
    return await act();
  } finally {
    isOver = true;
    await typing;
  }
}
