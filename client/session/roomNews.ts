import { assertNever } from '../../shared/assertNever.ts';
import type { CompletionsInfo, ControlMessage } from '../../shared/protocol/control.ts';
import type { RoomId } from '../../shared/room/roomId.ts';
import type { PlainText } from '../plainText.ts';
import type { RelayUrl } from '../relay/relayUrl.ts';
import { noticeText } from './noticeText.ts';

export interface RoomInfo {
  readonly id: RoomId;
  readonly name: string;
  readonly language: string;
  readonly relayUrl: RelayUrl;
}

/** What the relay last said about a room. */
export class RoomNews {
  #room: RoomInfo;
  #notice: PlainText | undefined;
  #participantId: string | undefined;
  #completions: CompletionsInfo | undefined;

  /** `room` is what we knew before the relay said anything. */
  constructor(room: RoomInfo) {
    this.#room = room;
  }

  get room(): RoomInfo {
    return this.#room;
  }

  /** What the relay asked us to show, as long as it applies. */
  get notice(): PlainText | undefined {
    return this.#notice;
  }

  /** What the relay calls this window; undefined before the first connection. */
  get participantId(): string | undefined {
    return this.#participantId;
  }

  /** Who answers completions; undefined if the relay does not say. */
  get completions(): CompletionsInfo | undefined {
    return this.#completions;
  }

  movedTo(relayUrl: RelayUrl): void {
    this.#room = { ...this.#room, relayUrl };
  }

  take(message: ControlMessage): void {
    switch (message.kind) {
      case 'welcome':
        this.#room = { ...this.#room, name: message.room.name, language: message.room.language };
        this.#participantId = message.participant_id;
        this.#completions = message.room.completions;
        return;
      case 'room':
        this.#room = { ...this.#room, name: message.name, language: message.language };
        this.#completions = message.completions ?? this.#completions;
        return;
      case 'saved':
        this.#notice = undefined;
        return;
      case 'notice':
        this.#notice = noticeText(message);
        return;
      default:
        assertNever(message);
    }
  }
}
