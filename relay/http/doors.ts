import type { Context, Middleware } from 'koa';
import type { Access, Visit } from '../access/access.ts';
import { hasKeyInAddress, keyIn } from '../access/keyIn.ts';
import type { Principal } from '../access/principal.ts';
import { RefusedError } from '../refusedError.ts';
import { found, idOf } from './roomInAddress.ts';

/** What stands before the routes, and before rooms. */
export interface Doors {
  /** For whoever this relay serves at all; runs before the body is read. */
  readonly known: Middleware;
  /** For what belongs to no room: open to a team where the relay is one's. */
  readonly team: Middleware;
  /** Opens the room in the address to whoever came through `known`. Rejects with 404 where it is not theirs to know of. */
  room(context: Context): Promise<Visit>;
}

export function createDoors(access: Access): Doors {
  return {
    known: (context, next) => {
      identify(access, context);
      return next();
    },
    team: (context, next) => {
      access.requireTeam(identify(access, context));
      return next();
    },
    room: async (context) => found(await access.visit(principalOf(context), idOf(context))),
  };
}

/** Who came through a door with this request. */
export function principalOf(context: Context): Principal {
  const principal = principals.get(context);
  if (principal === undefined) throw new Error('This route has no door.');
  return principal;
}

function identify(access: Access, context: Context): Principal {
  const principal = access.identify(keyIn(context.headers));
  principals.set(context, principal);
  return principal;
}

const principals = new WeakMap<Context, Principal>();

/** Refuses a key in an address, whatever it leads to (400). */
export const refuseKeysInAddresses: Middleware = (context, next) => {
  if (hasKeyInAddress(new URLSearchParams(context.querystring))) throw RefusedError.of('keyInAddress');
  return next();
};
