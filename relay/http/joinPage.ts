import type Router from '@koa/router';
import { JOIN_PATH, editorLink } from '../../shared/room/inviteLink.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import type { Access } from '../access/access.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import { escapeHtml } from './escapeHtml.ts';
import { page, PAGE_POLICY } from './page.ts';
import { installation, sizeOf } from './startPage.ts';

/**
 * `GET /join/{room id}`: an invite as a page, for people who may not have VS Code or Tandem yet. It has no script and
 * asks nobody for anything; of the room it shows the name and the id, never the text. On a relay of a team it shows the
 * id alone, and the same page whether there is such a room or not.
 */
export function addJoinPage(router: Router, { rooms, access, names, vsixFile }: JoinPageParts): void {
  // The slash is what some chats put behind every address. All other paths have one spelling (createApp.ts).
  router.get([`${JOIN_PATH}:id`, `${JOIN_PATH}:id/`], async (context) => {
    const id = parseRoomId((context.params as { id?: string }).id ?? '');
    const name = id && (access.isOpen ? (await rooms.describe(id))?.name : SOME_ROOM);
    context.set('Content-Security-Policy', PAGE_POLICY);
    // The address lets people in, so no copy of the page is kept and no search engine lists it.
    context.set('Cache-Control', 'no-store');
    context.set('X-Robots-Tag', 'noindex');
    context.type = 'text/html';
    context.status = name === undefined ? 404 : 200;
    context.body =
      id === undefined || name === undefined
        ? page('No such room', NO_ROOM)
        : page(
            name,
            invitation({
              ...{ name, id, relayUrl: names.addressFor(context.req) },
              install: installation(await sizeOf(vsixFile), names),
              whoGetsIn: access.isOpen ? EVERYBODY : TEAM,
            }),
          );
  });
}

export interface JoinPageParts {
  readonly rooms: RoomCatalogue;
  readonly access: Access;
  readonly names: RelayNames;
  /** The packed extension of this version, which may not be there; undefined where there is none. */
  readonly vsixFile: string | undefined;
}

interface Invitation {
  readonly name: string;
  readonly relayUrl: string;
  readonly id: RoomId;
  /** How to get the extension, as HTML. */
  readonly install: string;
  readonly whoGetsIn: string;
}

const EVERYBODY = 'Whoever has this address can read and change the room’s text.';
const TEAM = 'VS Code asks for the key of the team that this relay is for.';

/** Instead of a name that is not for everybody. */
const SOME_ROOM = 'A room';

const EDITORS = [
  ['VS Code', 'vscode'],
  ['VS Code Insiders', 'vscode-insiders'],
  ['VSCodium', 'vscodium'],
] as const;

function invitation({ name, relayUrl, id, install, whoGetsIn }: Invitation): string {
  const [main = '', ...others] = EDITORS.map(([editor, scheme], index) => {
    const look = index === 0 ? ' class="button"' : '';
    return `<a${look} href="${escapeHtml(editorLink(scheme, relayUrl, id))}">Open in ${editor}</a>`;
  });
  return `
      <p>You are invited to edit</p>
      <h1>${escapeHtml(name)}</h1>
      <p>together with others, each in their own editor, with
      Tandem: pair programming inside VS Code.</p>
      <p>${main}</p>
      <p class="more">${others.join(' · ')}</p>
      <h2>Nothing opens?</h2>
      <ol>
        <li>${install}</li>
        <li>Come back to this page, or run “Tandem: Join Room” in VS Code and paste this page’s address.</li>
      </ol>
      <p>Relay <code>${escapeHtml(relayUrl)}</code><br />Room <code class="id">${id}</code></p>
      <p class="more">${whoGetsIn}</p>`;
}

const NO_ROOM = `
      <h1>There is no such room</h1>
      <p>It may have been deleted, or a piece of the link is missing. Ask whoever sent it for a new invite.</p>`;
