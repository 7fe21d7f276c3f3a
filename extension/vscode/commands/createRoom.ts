import { basename } from 'node:path/posix';
import * as vscode from 'vscode';
import { z } from 'zod';
import { MAX_ROOM_NAME_UNITS, MAX_TEXT_UNITS } from '../../../shared/limits.ts';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import type { RoomSummary } from '../../api.ts';
import { RelayApi } from '../../core/session/relayApi.ts';
import { summarizeRoom } from '../roomSummary.ts';
import { configuredRelayUrl, requireRelayUrl } from '../settings.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';

const argumentSchema = z.object({ name: z.string().optional(), relayUrl: z.string().optional() });

/** Binds the active document to a new room and copies its invite. Undefined when the person thought better of it. */
export async function createRoom(
  context: CommandContext,
  argument: unknown,
): Promise<RoomSummary | undefined> {
  const given = argumentSchema.parse(argument ?? {});
  const document = shareableDocument(context);
  const relayUrl = given.relayUrl === undefined ? configuredRelayUrl() : requireRelayUrl(given.relayUrl);
  const name = given.name ?? (await askName(basename(document.uri.path)));
  if (name === undefined) return undefined;

  // Empty: the text comes from the document once it is bound, so that nothing typed meanwhile falls between.
  const room = await new RelayApi(relayUrl).createRoom({ name, language: document.languageId, code: '' });
  const id = parseRoomId(room.id);
  if (id === undefined) throw new UserError(`${relayUrl} answers, but not like a Tandem relay.`);
  if (document.isClosed) throw new UserError('The document was closed before the room was ready.');
  const shared = await context.documents.share(document, {
    id,
    name: room.name,
    language: room.language,
    relayUrl,
  });
  const summary = summarizeRoom(shared.session.room, context.extensionId);
  await vscode.env.clipboard.writeText(summary.invite);
  void vscode.window.showInformationMessage(`"${summary.name}" is shared: the invite is on your clipboard.`);
  return summary;
}

function shareableDocument({ documents }: CommandContext): vscode.TextDocument {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined) {
    const isNotebook = vscode.window.activeNotebookEditor !== undefined;
    throw new UserError(
      isNotebook
        ? 'Notebooks cannot be shared. Open a text file instead.'
        : 'Open the file that you want to share first, then create the room.',
    );
  }
  const shared = documents.find(document);
  if (shared !== undefined)
    throw new UserError(`This document is shared already, as "${shared.session.room.name}".`);
  if (document.uri.scheme === 'output' || document.uri.scheme === 'vscode-notebook-cell') {
    throw new UserError('This is not a text file and cannot be shared.');
  }
  if (document.getText().length > MAX_TEXT_UNITS) {
    throw new UserError('This document is larger than 5 MB, which is the most that a room holds.');
  }
  return document;
}

function askName(offer: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Create Room',
    prompt: 'A name for the room, which the others see.',
    value: offer,
    validateInput: (value) => {
      if (value.trim() === '') return 'A room needs a name.';
      return value.length > MAX_ROOM_NAME_UNITS ? `At most ${MAX_ROOM_NAME_UNITS} characters.` : undefined;
    },
  });
}
