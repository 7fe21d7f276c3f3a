import type { TandemSession } from './api.ts';
import { summarizeRoom } from './rooms/roomSummary.ts';
import type { SharedDocument } from './document/sharedDocument.ts';

/** A shared document as the extension's API shows it, now and as it changes. */
export function apiSession(shared: SharedDocument): TandemSession {
  const { session } = shared;
  return {
    get room() {
      return summarizeRoom(session.room);
    },
    get document() {
      return shared.document;
    },
    get state() {
      return session.state.kind;
    },
    get isSaved() {
      return shared.isSaved;
    },
    get participants() {
      return session.participants.map(({ name, color, isSelf }) => ({ name, color: color.name, isSelf }));
    },
    whenSaved: async () => {
      await shared.bound.binding.whenCalm();
      await session.whenSaved();
    },
  };
}
