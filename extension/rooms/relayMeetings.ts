import { assertNever } from '../../shared/assertNever.ts';
import type { RelayId } from '../../shared/relay/relayIdentity.ts';
import { joined, type PlainText } from '../../client/plainText.ts';
import type { Log } from '../../client/ports.ts';
import { identifyRelay } from '../../client/relay/identifyRelay.ts';
import type { KnownRelay, KnownRelays, Meeting } from '../../client/relay/knownRelays.ts';
import { noKeys, type RelayKeys } from '../../client/relay/relayKeys.ts';
import type { RelayTrust } from '../../client/relay/relayTrust.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { translate } from '../../client/translate.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { RelayApiError } from '../../client/relay/relayApi.ts';
import { tell } from '../words/tell.ts';

/** Finds out who the relay at an address is, and asks the person where only they can know. */
export class RelayMeetings implements RelayTrust {
  readonly keys: RelayKeys;
  readonly #known: KnownRelays;
  readonly #log: Log;

  constructor(known: KnownRelays, log: Log, keys = noKeys) {
    this.#known = known;
    this.#log = log;
    this.keys = keys;
  }

  expected(address: RelayUrl): readonly RelayId[] {
    return this.#known.expected(address);
  }

  met(address: RelayUrl, id: RelayId | undefined): void {
    const meeting = this.#known.judge(address, id);
    // Anything else is asked on joining; a connection that comes back by itself asks nothing.
    if (meeting.kind === 'first') void this.#known.accept(address, meeting);
  }

  /**
   * Goes before anything is sent to the relay at `address`: false when the person thought better of it. Throws RelayApiError
   * when nothing answers there.
   */
  async meet(address: RelayUrl): Promise<boolean> {
    const answer = await identifyRelay(address);
    if (answer.kind === 'away') throw RelayApiError.ofSilence(address);
    // Another window may have learnt more.
    await this.#known.load();
    const meeting = this.#known.judge(address, answer.id);
    const decision = await decide(address, meeting);
    this.#log.info('Met a relay.', { relay: address, meeting: meeting.kind, decision });
    switch (decision) {
      case 'same':
        await this.#known.accept(address, meeting);
        return true;
      case 'another':
        if (answer.id !== undefined) await this.#known.replace(address, answer.id);
        return true;
      case 'apart':
        return true;
      case 'cancel':
        return false;
      default:
        return assertNever(decision);
    }
  }

  /** The person takes what was met at `address` for the relay that should be there. */
  async takeForKnown(address: RelayUrl, id: RelayId | undefined): Promise<void> {
    await this.#known.load();
    await this.#known.accept(address, this.#known.judge(address, id));
  }
}

type Decision = 'same' | 'another' | 'apart' | 'cancel';

async function decide(address: RelayUrl, meeting: Meeting): Promise<Decision> {
  switch (meeting.kind) {
    case 'known':
    case 'first':
      return 'same';
    case 'elsewhere':
      return askElsewhere(address, meeting.relay);
    case 'stranger':
      return askStranger(address, meeting.id);
    default:
      return assertNever(meeting);
  }
}

async function askElsewhere(address: RelayUrl, relay: KnownRelay): Promise<Decision> {
  const same = translate('Same Relay');
  const apart = translate('Keep Separate');
  const choice = await tell.ask(
    translate(
      'The relay at this address says that it is the one you know as {0}.',
      relay.addresses[0] ?? address,
    ),
    translate(
      'The relay at {0} has proved it. If you agree, Tandem also uses your rooms, unsent text and owner rights there.',
      address,
    ),
    same,
    apart,
  );
  if (choice === same) return 'same';
  return choice === apart ? 'apart' : 'cancel';
}

async function askStranger(address: RelayUrl, id: RelayId | undefined): Promise<Decision> {
  const same = translate('Same Relay');
  const another = translate('Another Relay');
  const choice = await tell.ask(
    translate('The relay at {0} is not the one you know.', address),
    joined(' ', [
      whatIsStrange(id),
      translate(
        'Tandem sends it your unsent text and owner rights only if you say that it is the same relay.',
      ),
    ]),
    same,
    ...(id === undefined ? [] : [another]),
  );
  if (choice === same) return 'same';
  return choice === another ? 'another' : 'cancel';
}

function whatIsStrange(id: RelayId | undefined): PlainText {
  return id === undefined
    ? translate('It no longer proves its identity.')
    : translate(
        'It has a different key. It may have been set up again, or somebody may be impersonating it.',
      );
}

/** Tells the person, once for each, of relays that are not what they should be: sessions there wait and send nothing. */
export function tellOfStrangers(
  documents: SharedDocuments,
  meetings: RelayMeetings,
  log: Log,
): { dispose(): void } {
  const told = new Set<string>();
  const ask = async (address: RelayUrl, id: RelayId | undefined): Promise<void> => {
    const same = translate('Same Relay');
    const choice = await tell.warn(
      joined(' ', [
        translate('The relay at {0} is not the one you know.', address),
        whatIsStrange(id),
        translate('Tandem sends it nothing and keeps your text.'),
      ]),
      same,
    );
    if (choice !== same) return;
    await meetings.takeForKnown(address, id);
    documents.reconnectNow();
  };
  return documents.onDidChange(() => {
    for (const { stranger } of documents.sessions()) {
      if (stranger === undefined) continue;
      const key = `${stranger.relayUrl} ${stranger.id ?? ''}`;
      if (told.has(key)) continue;
      told.add(key);
      ask(stranger.relayUrl, stranger.id).catch((error: unknown) =>
        log.error('A stranger could not be told of.', { error: String(error) }),
      );
    }
  });
}
