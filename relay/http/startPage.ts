import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type Router from '@koa/router';
import type { Middleware } from 'koa';
import { EXTENSION_ID } from '../../shared/room/inviteLink.ts';
import type { Access } from '../access/access.ts';
import type { RelayNames } from '../names/relayNames.ts';
import { escapeHtml } from './escapeHtml.ts';
import { page, PAGE_POLICY } from './page.ts';

export interface StartPageParts {
  readonly names: RelayNames;
  readonly access: Access;
  /** The packed extension of this version, which may not be there; undefined where there is none. */
  readonly vsixFile: string | undefined;
  /** Runs before the extension is sent. */
  readonly charge: Middleware;
}

/** `GET /`: what this is and how to begin, for people. `GET /tandem.vsix`: the extension, where it was packed. */
export function addStartPage(router: Router, { names, access, vsixFile, charge }: StartPageParts): void {
  router.get('/', async (context) => {
    context.set('Content-Security-Policy', PAGE_POLICY);
    context.set('Cache-Control', 'no-cache');
    context.type = 'text/html';
    context.body = page(
      'Relay',
      `
      <h1>Tandem</h1>
      <p>Pair programming inside VS Code. This relay connects the editors and keeps the rooms.</p>
      <h2>Start</h2>
      <ol>
        <li>${installation(await sizeOf(vsixFile), names)}</li>
        <li>In VS Code’s settings, set <code>tandem.relayUrl</code> to
        <code class="id">${escapeHtml(names.addressFor(context.req))}</code></li>
        <li>Open a file and run “Tandem: Create Room”. Your invite is on the clipboard: send it to your
        partner.${access.isOpen ? '' : ' VS Code asks you once for your team’s key.'}</li>
      </ol>
      <p>Have you been invited? Open the invite, or run “Tandem: Join Room” and paste it.</p>
      <h2>For programs</h2>
      <p><a href="${names.pathTo('/docs')}">API and its docs</a> ·
      <a href="${names.pathTo('/openapi.json')}">OpenAPI</a> · <a href="${names.pathTo('/health')}">Health</a></p>`,
    );
  });

  router.get(VSIX_PATH, charge, async (context) => {
    const bytes = await sizeOf(vsixFile);
    // No body: answerProblems makes it the 404 of an unknown address.
    if (vsixFile === undefined || bytes === undefined) return;
    context.type = 'application/octet-stream';
    context.set('Content-Disposition', 'attachment; filename="tandem.vsix"');
    context.set('Cache-Control', 'no-cache');
    context.body = createReadStream(vsixFile);
    context.length = bytes;
  });
}

/** How to get the extension, as HTML: from the relay, or from whoever runs it. */
export function installation(bytes: number | undefined, names: RelayNames): string {
  const name = `the extension <strong>Tandem</strong> (<code>${EXTENSION_ID}</code>)`;
  const from = 'run “Extensions: Install from VSIX…” in VS Code';
  if (bytes === undefined)
    return `Install ${name}: get its <code>.vsix</code> file from whoever runs this relay, then ${from}.`;
  const size = `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `Install ${name}: download <a href="${names.pathTo(VSIX_PATH)}">tandem.vsix</a> (${size}), then ${from}.`;
}

/** Bytes; undefined where the file is not there. */
export async function sizeOf(file: string | undefined): Promise<number | undefined> {
  if (file === undefined) return undefined;
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

const VSIX_PATH = '/tandem.vsix';
