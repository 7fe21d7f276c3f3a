import type { Clock, Log } from '../../client/ports.ts';
import { StandingSummons } from '../../client/people/standingSummons.ts';
import { SUMMONS_INTERVAL_MS, SummonsInbox } from '../../client/people/summonsInbox.ts';
import { report } from '../words/report.ts';
import type { Following, Leader } from './following.ts';
import { Command } from '../names.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { UserError } from '../userError.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/** Requests that everybody come: sends one's own, and asks about those of others. Nobody is ever moved by one. */
export class Summons {
  readonly #documents: SharedDocuments;
  readonly #following: Following;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #inboxes = new WeakMap<SharedDocument, SummonsInbox>();
  readonly #subscription: { dispose(): void };
  readonly #standing: StandingSummons;
  #sentAt = -Infinity;

  constructor(documents: SharedDocuments, following: Following, clock: Clock, log: Log) {
    this.#documents = documents;
    this.#following = following;
    this.#clock = clock;
    this.#standing = new StandingSummons(clock);
    this.#log = log;
    this.#subscription = documents.onDidChange(() => this.#look());
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#standing.dispose();
  }

  /** Throws a UserError when nobody is there, or when it was sent just now. */
  send(shared: SharedDocument): void {
    const now = this.#clock.now();
    if (shared.session.participants.every(({ isSelf }) => isSelf)) {
      throw new UserError(translate('Nobody else is in this room.'));
    }
    if (now - this.#sentAt < SUMMONS_INTERVAL_MS) {
      throw new UserError(translate('You have just asked everyone. Give them a moment.'));
    }
    this.#sentAt = now;
    this.#following.stop();
    this.#standing.send(shared.session);
  }

  #look(): void {
    for (const shared of this.#documents.all()) {
      const inbox = this.#inboxes.get(shared) ?? new SummonsInbox();
      this.#inboxes.set(shared, inbox);
      for (const participant of inbox.look(shared.session.participants, this.#clock.now())) {
        void this.#ask({ shared, participant }).catch((error: unknown) =>
          report(error, Command.followParticipant, this.#log),
        );
      }
    }
  }

  async #ask({ shared, participant }: Leader): Promise<void> {
    const follow = translate('Follow');
    const choice = await tell.info(
      translate('{0} asks everyone in "{1}" to come and look.', participant.name, shared.session.room.name),
      follow,
      translate('Not Now'),
    );
    if (choice !== follow) return;
    const now = shared.session.participants.find(({ id }) => id === participant.id);
    if (now !== undefined) this.#following.start({ shared, participant: now });
  }
}
