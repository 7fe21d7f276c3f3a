import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { RoomSummary, TandemApi, TandemSession } from '../../extension/api.ts';
import { openUntitled } from '../../extension/document/untitledDocument.ts';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { startRelay } from './relay.ts';
import { activate, closeAllEditors } from './window.ts';

/** A document of this window that is shared, with somebody else in its room. */
export interface SharedPair {
  readonly document: vscode.TextDocument;
  readonly room: RoomSummary;
  /** The other participant, a bare Yjs client. */
  readonly web: PlainClient;
}

/** A window with Tandem, its relay, and the network between. */
export interface Sharing {
  readonly tandem: TandemApi;
  /** Between this window and the relay; the other participants do not go through it. */
  readonly network: TcpProxy;
  /** Shares the active document in a new room. */
  create(name: string): Promise<RoomSummary>;
  /** Joins a new room that holds `code`, and so does somebody else. */
  joined(name: string, code: string): Promise<SharedPair>;
  /** Shares the document in a new room and lets somebody else join. */
  share(document: vscode.TextDocument): Promise<SharedPair>;
  /** Somebody else joins the room. */
  join(room: RoomSummary): Promise<PlainClient>;
  /** The session whose room it is. */
  session(room: RoomSummary): TandemSession;
  /** The room's text as the relay gives it. */
  relayText(room: RoomSummary): Promise<string>;
  /**
   * Waits until document, shared text, the other participant and the relay read the same, and gives that text. What was
   * typed must be in the document, and what the others wrote in their own text, before the call.
   */
  settled(pair: SharedPair): Promise<string>;
}

/** Starts a relay for the suite; after each test nobody is in a room any more and no editor is open. */
export function setUpSharing(): Sharing {
  let tandem: TandemApi | undefined;
  let relay: Awaited<ReturnType<typeof startRelay>> | undefined;
  let network: TcpProxy | undefined;
  const clients: PlainClient[] = [];

  before(async () => {
    relay = await startRelay();
    network = await startTcpProxy({ targetPort: Number(new URL(relay.url).port) });
    tandem = await activate();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const { room } of tandem?.sessions ?? []) {
      await vscode.commands.executeCommand('tandem.leaveRoom', { roomId: room.id });
    }
    await closeAllEditors();
  });

  after(async () => {
    await network?.close();
    await relay?.stop();
  });

  const join = async (room: RoomSummary): Promise<PlainClient> => {
    await session(room).whenSaved();
    assert.ok(relay);
    const client = await joinAsPlainClient(relay.url, room.id);
    clients.push(client);
    return client;
  };
  const session = (room: RoomSummary): TandemSession => {
    const found = tandem?.sessions.find((each) => each.room.id === room.id);
    assert.ok(found, `this window is not in ${room.name}`);
    return found;
  };
  const relayText = async (room: RoomSummary): Promise<string> => {
    const answer = await fetch(`${relay?.url ?? ''}/rooms/${room.id}`);
    return ((await answer.json()) as { code: string }).code;
  };
  const relayUrl = (): string => `http://127.0.0.1:${network?.port ?? 0}`;
  const create = async (name: string): Promise<RoomSummary> =>
    vscode.commands.executeCommand<RoomSummary>('tandem.createRoom', { name, relayUrl: relayUrl() });
  return {
    get tandem() {
      assert.ok(tandem);
      return tandem;
    },
    get network() {
      assert.ok(network);
      return network;
    },
    join,
    session,
    relayText,
    async share(document) {
      const room = await create('Room');
      return { document, room, web: await join(room) };
    },
    create,
    async joined(name, code) {
      const answer = await fetch(`${relayUrl()}/rooms`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name, language: 'plaintext', code }),
      });
      const { id: roomId } = (await answer.json()) as { id: string };
      const argument = { relayUrl: relayUrl(), roomId };
      const room = await vscode.commands.executeCommand<RoomSummary>('tandem.joinRoom', argument);
      return { document: session(room).document, room, web: await join(room) };
    },
    async settled({ document, room, web }) {
      const texts = async (): Promise<Record<string, string>> => ({
        document: lfText(document),
        shared: await sharedText(room),
        web: web.text.toJSON(),
        relay: await relayText(room),
      });
      const isSame = async (): Promise<boolean> =>
        lfText(document) === web.text.toJSON() && new Set(Object.values(await texts())).size === 1;
      await eventually('all four texts to be the same', isSame, 15_000).catch(async () =>
        assert.fail(`the texts differ: ${JSON.stringify(await texts(), undefined, 2)}`),
      );
      return lfText(document);
    },
  };
}

/** The document's text with `\n` line endings. */
export function lfText(document: vscode.TextDocument): string {
  return document.getText().replaceAll('\r\n', '\n');
}

/** What the window itself holds as the room's text. */
async function sharedText(room: RoomSummary): Promise<string> {
  const uri = vscode.Uri.from({ scheme: 'tandem', path: `/${room.id}/text` });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
}

/** Opens a new untitled document and waits until it is in front. */
export async function showUntitled(content: string, language = 'plaintext'): Promise<vscode.TextEditor> {
  return show(await openUntitled(content, language));
}

/**
 * Opens a new file with this text and waits until it is in front. Its name is new, too, in every suite: VS Code keeps
 * closed files for a while, and would then take the new text for a change by another program.
 */
export function openText(content: string, extension = 'txt'): Promise<vscode.TextEditor> {
  return openFile(`${randomUUID()}.${extension}`, content);
}

/** Writes a file in the workspace and opens it in front. */
export async function openFile(name: string, content: string | Uint8Array): Promise<vscode.TextEditor> {
  const uri = fileUri(name);
  await vscode.workspace.fs.writeFile(uri, typeof content === 'string' ? Buffer.from(content) : content);
  return show(await vscode.workspace.openTextDocument(uri));
}

export function fileUri(name: string): vscode.Uri {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder);
  return vscode.Uri.joinPath(folder.uri, name);
}

export async function readFile(uri: vscode.Uri): Promise<string> {
  return Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
}

async function show(document: vscode.TextDocument): Promise<vscode.TextEditor> {
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await eventually('the editor to be active', () => vscode.window.activeTextEditor === editor);
  return editor;
}
