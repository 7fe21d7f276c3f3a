import type { RoomId } from '../../shared/room/roomId.ts';
import type { NamedRoom } from '../../client/relay/roomRef.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import type { PlainText } from '../../client/plainText.ts';

export type RoomSection = (typeof SECTIONS)[number];

/** In the order of the view. */
export const SECTIONS = ['here', 'mine', 'recent', 'relay'] as const;

/** A room in the view. Commands that the person gives on it get it as their argument. */
export class RoomRow implements NamedRoom {
  readonly kind = 'room';
  readonly section: RoomSection;
  readonly relayUrl: RelayUrl;
  readonly roomId: RoomId;
  readonly name: string;
  readonly language: string;
  /** How many are in it; undefined where that is not known. */
  readonly people: number | undefined;
  /** This window is in it. */
  readonly isHere: boolean;
  /** This person created it. */
  readonly isMine: boolean;

  constructor(row: Omit<RoomRow, 'kind'>) {
    this.section = row.section;
    this.relayUrl = row.relayUrl;
    this.roomId = row.roomId;
    this.name = row.name;
    this.language = row.language;
    this.people = row.people;
    this.isHere = row.isHere;
    this.isMine = row.isMine;
  }
}

export type RoomsNode =
  | RoomRow
  | { readonly kind: 'section'; readonly section: RoomSection; readonly relayUrl: RelayUrl | undefined }
  | { readonly kind: 'problem'; readonly problem: PlainText }
  | { readonly kind: 'more' };
