import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TandemSession } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { activate, closeAllEditors } from './window.ts';

/** A file of this window that is shared in a new room, and a plain Yjs client in that room. */
export interface SharedFile {
  readonly path: string;
  readonly document: vscode.TextDocument;
  readonly session: TandemSession;
  readonly web: PlainClient;
  /** Makes an edit of this window, offsets in the document's own units, and again if the text had moved on. */
  readonly edit: (offset: number, length: number, text: string) => Promise<void>;
  /** Waits until the document, read with line feeds, and the client's text are this, and nothing is on its way. */
  readonly bothRead: (text: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function shareFile(relayUrl: string, content: Uint8Array | string): Promise<SharedFile> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-shared-'));
  const file = path.join(folder, 'shared.txt');
  fs.writeFileSync(file, content);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await eventually('the editor to be active', () => vscode.window.activeTextEditor?.document === document);
  await vscode.commands.executeCommand('tandem.createRoom', { name: 'Texts', relayUrl });
  const session = (await activate()).sessions.find((each) => each.document === document);
  assert.ok(session);
  await session.whenSaved();
  const web = await joinAsPlainClient(relayUrl, session.room.id);
  return {
    path: file,
    document,
    session,
    web,
    edit: async (offset, length, text) => {
      const make = (): Thenable<boolean> =>
        editor.edit((edit) =>
          edit.replace(
            new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
            text,
          ),
        );
      while (!(await make()));
    },
    bothRead: async (text) => {
      await eventually('both sides to read the same', () => {
        return web.text.toString() === text && document.getText().replaceAll('\r\n', '\n') === text;
      });
      await session.whenSaved();
    },
    close: async () => {
      web.close();
      const { sessions } = await activate();
      if (sessions.some(({ room }) => room.id === session.room.id)) {
        await vscode.commands.executeCommand('tandem.leaveRoom', { roomId: session.room.id });
      }
      await closeAllEditors();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
