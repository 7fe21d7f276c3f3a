import type { RoomId } from '../../shared/room/roomId.ts';
import { RefusedError } from '../refusedError.ts';
import type { RoomRecord } from '../store/roomStore.ts';
import type { AccessMode } from './accessMode.ts';
import { can, type RoomAccess, type RoomAction } from './can.ts';
import type { Principal } from './principal.ts';
import { hashOfKey, isSameHash, type TeamKey } from './teamKeys.ts';

export interface AccessParts {
  readonly mode: AccessMode;
  readonly teamKeys: readonly TeamKey[];
  /** The room of this id, if there is one. */
  readonly findRoom: (id: RoomId) => Promise<RoomRecord | undefined>;
}

/** Somebody at a room's door: what they may do in it. */
export interface Visit {
  /** Undefined where there is none; only who may know that gets so far. */
  readonly room: RoomRecord | undefined;
  readonly can: (action: RoomAction) => boolean;
  /** Throws RefusedError: 403, and 401 where a key would help. */
  readonly require: (action: RoomAction) => void;
}

/** Says at every door who may do what. Every method throws RefusedError. */
export class Access {
  readonly #parts: AccessParts;

  constructor(parts: AccessParts) {
    this.#parts = parts;
  }

  /** True where anybody who reaches the relay may see a room of which nothing else is known. */
  get isOpen(): boolean {
    return this.#parts.mode === 'open';
  }

  /** Who asks with `key`. A relay of a team asks everybody for one (401). */
  identify(key: string | undefined): Principal {
    if (key === undefined) {
      if (this.#parts.mode === 'team') throw RefusedError.of('keyMissing');
      return { kind: 'anyone' };
    }
    const keyHash = hashOfKey(key);
    const team = this.#teamOf(keyHash);
    return team === undefined ? { kind: 'keyHolder', keyHash } : { kind: 'team', name: team.name };
  }

  /** True for a team key, whatever the mode. */
  isTeamKey(key: string | undefined): boolean {
    return key !== undefined && this.#teamOf(hashOfKey(key)) !== undefined;
  }

  /** For what belongs to no room: creating, listing, and completing outside of one. */
  requireTeam(principal: Principal): void {
    if (this.#parts.mode === 'team' && principal.kind !== 'team') throw RefusedError.of('notTeamKey');
  }

  /**
   * The room of `id` for `principal`; undefined where it is not theirs to know of. A room that does not exist counts as one
   * that nobody owns, so both are refused in the same way.
   */
  async visit(principal: Principal, id: RoomId): Promise<Visit | undefined> {
    const room = await this.#parts.findRoom(id);
    const access = this.#accessTo(room);
    if (!can(principal, 'read', access)) return undefined;
    const visit: Visit = {
      room,
      can: (action) => can(principal, action, access),
      require: (action) => {
        if (visit.can(action)) return;
        if (room === undefined) throw RefusedError.of('noSuchRoom');
        throw RefusedError.of(principal.kind === 'anyone' ? 'ownerTokenMissing' : 'notOwner');
      },
    };
    return visit;
  }

  /** All keys are compared, so that the time tells nothing. */
  #teamOf(keyHash: Buffer): TeamKey | undefined {
    const [team] = this.#parts.teamKeys.filter(({ hash }) => isSameHash(hash, keyHash));
    return team;
  }

  #accessTo(room: RoomRecord | undefined): RoomAccess {
    return {
      visibility: this.#parts.mode === 'open' ? 'public' : 'team',
      ownerKeyHash: Buffer.from(room?.ownerTokenHash ?? '', 'hex'),
    };
  }
}
