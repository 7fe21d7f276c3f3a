import type { Session } from '../../client/session/session.ts';
import { isTurnedAway } from '../../client/session/sessionState.ts';
import { translate } from '../../client/translate.ts';
import { untilAborted } from '../../client/untilAborted.ts';
import { tell } from '../words/tell.ts';

/**
 * Resolves when the room's text is there; rejects when the session ends or `signal` fires. Says once why that takes so
 * long when the relay lets nobody in for now.
 */
export async function waitForText(session: Session, signal: AbortSignal | undefined): Promise<void> {
  const subscription = session.onDidChange(() => {
    if (!isTurnedAway(session.state)) return;
    subscription.dispose();
    void tell.warn(
      translate('The room "{0}" is full, or its relay is busy. Tandem keeps trying.', session.room.name),
    );
  });
  try {
    await untilAborted(session.whenTextIsThere(), signal);
  } finally {
    subscription.dispose();
  }
}
