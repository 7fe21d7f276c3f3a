import type * as vscode from 'vscode';
import type { Log } from '../../client/ports.ts';
import { ROOM_SCHEME } from '../names.ts';
import { setLanguage } from './setLanguage.ts';
import type { SharedDocuments } from './sharedDocuments.ts';

/**
 * Lets documents of joined rooms follow the room's language. A file that was shared keeps the one that its owner's
 * editor gave it. VS Code keeps the document, its text, caret and undo; and once it has followed, the person may choose
 * another language for themselves.
 */
export function followRoomLanguage(documents: SharedDocuments, log: Log): { dispose(): void } {
  const followed = new WeakMap<vscode.TextDocument, string>();
  return documents.onDidChange(() => {
    for (const { document, session } of documents.all()) {
      const { language } = session.room;
      if (document.uri.scheme !== ROOM_SCHEME || followed.get(document) === language) continue;
      followed.set(document, language);
      setLanguage(document, language).catch((error: unknown) =>
        log.warn('A document could not follow the language of its room.', { error: String(error) }),
      );
    }
  });
}
