import { isSameHash } from './teamKeys.ts';
import type { Principal } from './principal.ts';

/** What somebody may want of a room. */
export type RoomAction = keyof typeof MAY;

/**
 * What somebody is to a room: anyone in a public room of an open relay, or of a team's; a member by their role; or a
 * holder of a team key in a room of the team.
 */
export type Standing = 'open' | 'public' | 'viewer' | 'editor' | 'owner' | 'team';

/** What of a room decides who may do what. */
export interface RoomAccess {
  /** `public`: for whoever reaches the relay. `team`: for holders of a team key. */
  readonly visibility: 'public' | 'team';
  /** The hash of its owner's key; empty where nobody owns it. */
  readonly ownerKeyHash: Buffer;
}

/** Who may do what: the table of docs/security.md. */
export const MAY = {
  /** Its text, presence and participants. */
  read: ['open', 'public', 'viewer', 'editor', 'owner', 'team'],
  /** Its text, by any wire; and completions in it. */
  write: ['open', 'public', 'editor', 'owner', 'team'],
  /** Its name and its language. */
  rename: ['open', 'editor', 'owner', 'team'],
  delete: ['open', 'owner'],
  /** Decide about people and about what a model may see. */
  manage: ['owner'],
  /** Have a model complete, where the owner consents. */
  askModel: ['open', 'editor', 'owner', 'team'],
} as const satisfies Record<string, readonly Standing[]>;

/** The one authority: whether `principal` may do `action` in this room. */
export function can(principal: Principal, action: RoomAction, room: RoomAccess): boolean {
  const standing = standingOf(principal, room);
  const allowed: readonly Standing[] = MAY[action];
  return standing !== undefined && allowed.includes(standing);
}

/** What `principal` is to a room; undefined for whom it does not exist. */
function standingOf(principal: Principal, { visibility, ownerKeyHash }: RoomAccess): Standing | undefined {
  if (principal.kind === 'keyHolder' && isSameHash(principal.keyHash, ownerKeyHash)) return 'owner';
  if (visibility === 'public') return 'open';
  return principal.kind === 'team' ? 'team' : undefined;
}
