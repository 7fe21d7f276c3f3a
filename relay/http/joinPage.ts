import { createHash } from 'node:crypto';
import type Router from '@koa/router';
import { EXTENSION_ID, JOIN_PATH, editorLink } from '../../shared/room/inviteLink.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
import type { Access } from '../access/access.ts';
import type { RelayNames } from '../names/relayNames.ts';
import type { RoomCatalogue } from '../rooms/roomCatalogue.ts';
import { escapeHtml } from './escapeHtml.ts';

/**
 * `GET /join/{room id}`: an invite as a page, for people who may not have VS Code or Tandem yet. It has no script and
 * asks nobody for anything; of the room it shows the name and the id, never the text. On a relay of a team it shows the
 * id alone, and the same page whether there is such a room or not.
 */
export function addJoinPage(
  router: Router,
  { rooms, access, names }: { rooms: RoomCatalogue; access: Access; names: RelayNames },
): void {
  // The slash is what some chats put behind every address. All other paths have one spelling (createApp.ts).
  router.get([`${JOIN_PATH}:id`, `${JOIN_PATH}:id/`], async (context) => {
    const id = parseRoomId((context.params as { id?: string }).id ?? '');
    const name = id && (access.isOpen ? (await rooms.describe(id))?.name : SOME_ROOM);
    context.set('Content-Security-Policy', POLICY);
    // The address lets people in, so no copy of the page is kept and no search engine lists it.
    context.set('Cache-Control', 'no-store');
    context.set('X-Robots-Tag', 'noindex');
    context.type = 'text/html';
    context.status = name === undefined ? 404 : 200;
    context.body =
      id === undefined || name === undefined
        ? page('No such room', NO_ROOM)
        : page(name, invitation(name, names.addressFor(context.req), id, access.isOpen ? EVERYBODY : TEAM));
  });
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

function invitation(name: string, relayUrl: string, id: RoomId, whoGetsIn: string): string {
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
        <li>Install the extension <strong>Tandem</strong> (<code>${EXTENSION_ID}</code>) in VS Code: whoever invited
        you can send you its <code>.vsix</code> file, for “Extensions: Install from VSIX…”.</li>
        <li>Come back to this page, or run “Tandem: Join Room” in VS Code and paste this page’s address.</li>
      </ol>
      <p>Relay <code>${escapeHtml(relayUrl)}</code><br />Room <code class="id">${id}</code></p>
      <p class="more">${whoGetsIn}</p>`;
}

const NO_ROOM = `
      <h1>There is no such room</h1>
      <p>It may have been deleted, or a piece of the link is missing. Ask whoever sent it for a new invite.</p>`;

const STYLE = `
      :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
      main { max-width: 36rem; margin: 10vh auto; padding: 0 1.5rem; }
      h1 { margin: 0; overflow-wrap: anywhere; }
      h2 { font-size: 1rem; margin-top: 2.5rem; }
      code { overflow-wrap: anywhere; }
      .id { user-select: all; -webkit-user-select: all; }
      .button { display: inline-block; padding: 0.7rem 1.4rem; border-radius: 0.4rem; font-weight: 600;
        color: #fff; background: #1f66b5; text-decoration: none; }
      .button:hover, .button:focus-visible { background: #17508f; }
      .button:focus-visible { outline: 3px solid; outline-offset: 2px; }
      .more { font-size: 0.9rem; }
    `;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapeHtml(title)} – Tandem</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>${content}
    </main>
  </body>
</html>
`;
}

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
