import * as vscode from 'vscode';
import * as z from 'zod';
import { parseRoomId } from '../../shared/room/roomId.ts';
import type { RoomSummary } from '../api.ts';
import { whyTooLarge } from '../../client/session/roomSize.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { UnderWay } from '../../client/underWay.ts';
import { toLf } from '../document/lineEndings.ts';
import { moveToLocalDocument } from '../document/localCopy.ts';
import { ROOM_SCHEME } from '../names.ts';
import { chooseInvite, summarizeRoom } from '../rooms/roomSummary.ts';
import { configuredRelayUrl, requireRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import { askRoomName } from './roomCommands.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

const argumentSchema = z.object({ name: z.string().optional(), relayUrl: z.string().optional() });

/** Where the relay is slow, people ask again; a document in two rooms would carry the text from one to the other. */
const creating = new UnderWay<vscode.TextDocument, RoomSummary>();

/** Binds the active document to a new room and copies its invite. Undefined when the person thought better of it. */
export async function createRoom(
  context: CommandContext,
  argument: unknown,
): Promise<RoomSummary | undefined> {
  const given = argumentSchema.parse(argument ?? {});
  const document = shareableDocument(context);
  const relayUrl = given.relayUrl === undefined ? configuredRelayUrl() : requireRelayUrl(given.relayUrl);
  const name =
    given.name ?? (await askRoomName(translate('Create Room'), document.uri.path.split('/').at(-1) ?? ''));
  if (name === undefined || !(await context.relays.meet(relayUrl))) return undefined;
  // While the name was typed it may have grown, or been shared.
  requireUnshared(context, document);
  requireRoomSize(document);
  return creating.run(document, async () =>
    share(context, await ownDocument(context, document), { name, relayUrl }),
  );
}

/**
 * The document to share: a room's document that is in no room any more gives way to an untitled one, since it would
 * still bear the name of the room that was left.
 */
function ownDocument(
  { files, clock }: CommandContext,
  document: vscode.TextDocument,
): vscode.TextDocument | Promise<vscode.TextDocument> {
  if (document.uri.scheme !== ROOM_SCHEME) return document;
  return moveToLocalDocument({ document, documentText: () => document.getText() }, files, clock);
}

async function share(
  context: CommandContext,
  document: vscode.TextDocument,
  { name, relayUrl }: { name: string; relayUrl: RelayUrl },
): Promise<RoomSummary> {
  // Empty: the text comes from the document once it is bound, so that nothing typed meanwhile falls between.
  const room = await context.api(relayUrl).createRoom({ name, language: document.languageId, code: '' });
  const id = parseRoomId(room.id);
  if (id === undefined) throw new UserError(translate('{0} answers, but not like a Tandem relay.', relayUrl));
  await context.ownerTokens.keep({ relayUrl, roomId: id }, room.owner_token);
  const shared = await context.documents.share(document, {
    id,
    name: room.name,
    language: room.language,
    relayUrl,
  });
  const invite = await chooseInvite({ relayUrl, roomId: id });
  const summary = { ...summarizeRoom(shared.session.room), invite };
  await vscode.env.clipboard.writeText(summary.invite);
  void tell.info(translate('"{0}" is shared: the invite is on your clipboard.', summary.name));
  return summary;
}

function shareableDocument(context: CommandContext): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  const isNotebook =
    document === undefined
      ? vscode.window.activeNotebookEditor !== undefined
      : document.uri.scheme === 'vscode-notebook-cell';
  if (isNotebook) {
    throw new UserError(translate('Notebooks cannot be shared. Open a text file instead.'));
  }
  if (document === undefined) {
    throw new UserError(translate('Open the file that you want to share, then create the room.'));
  }
  requireUnshared(context, document);
  if (document.uri.scheme === 'output') {
    throw new UserError(translate('This is not a text file and cannot be shared.'));
  }
  requireRoomSize(document);
  return document;
}

function requireUnshared({ documents }: CommandContext, document: vscode.TextDocument): void {
  const shared = documents.at(document.uri);
  if (shared !== undefined)
    throw new UserError(translate('This document is shared already, as "{0}".', shared.session.room.name));
}

/** Before anything is sent: the relay would end the session, and leave a room without a text. */
function requireRoomSize(document: vscode.TextDocument): void {
  const problem = whyTooLarge(toLf(document.getText()));
  if (problem !== undefined) throw new UserError(problem);
}
