import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RoomSummary, TandemApi, TandemSession } from '../../extension/api.ts';
import { joinAsPlainClient, type PlainClient } from '../support/plainClient.ts';
import { startRelay } from './relay.ts';
import { showUntitled } from './sharing.ts';
import { activate, closeAllEditors } from './window.ts';

/** What a room is, by REST. */
export interface RoomContent {
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

/** A window with Tandem and a relay, for suites about what Tandem's commands do with rooms. */
export interface RoomCommands {
  readonly tandem: TandemApi;
  readonly relayUrl: string;
  /** Creates a room from the document in front. */
  readonly create: (name: string) => Promise<RoomSummary>;
  readonly onlySession: () => TandemSession;
  /** A plain client, once what this window has is on the relay. */
  readonly join: (roomId: string) => Promise<PlainClient>;
  readonly readRoom: (id: string) => Promise<RoomContent>;
  readonly createByRest: (room: RoomContent) => Promise<string>;
  readonly changeByRest: (id: string, change: { name?: string; language?: string }) => Promise<void>;
}

/** Starts a relay for the suite; after each test nobody is in a room any more and no editor is open. */
export function setUpRoomCommands(): RoomCommands {
  let tandem: TandemApi;
  let relay: Awaited<ReturnType<typeof startRelay>>;
  const clients: PlainClient[] = [];

  before(async () => {
    relay = await startRelay();
    // In a browser VS Code saves by itself; on a desktop it does not.
    await vscode.workspace
      .getConfiguration('files')
      .update('autoSave', 'off', vscode.ConfigurationTarget.Global);
    tandem = await activate();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    for (const { room } of tandem.sessions) await run('leaveRoom', { roomId: room.id });
    await closeAllEditors();
  });

  after(() => relay.stop());

  const onlySession = (): TandemSession => {
    const [session, ...others] = tandem.sessions;
    assert.ok(session !== undefined && others.length === 0);
    return session;
  };
  const send = (method: string, path: string, body: object): Promise<Response> =>
    fetch(`${relay.url}${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  return {
    get tandem() {
      return tandem;
    },
    get relayUrl() {
      return relay.url;
    },
    create: (name) => run('createRoom', { name, relayUrl: relay.url }),
    onlySession,
    join: async (roomId) => {
      await onlySession().whenSaved();
      const client = await joinAsPlainClient(relay.url, roomId);
      clients.push(client);
      return client;
    },
    readRoom: async (id) => {
      const answer = await fetch(`${relay.url}/rooms/${id}`);
      const { name, language, code } = (await answer.json()) as RoomContent;
      return { name, language, code };
    },
    createByRest: async (room) => {
      const answer = await send('POST', '/rooms', room);
      return ((await answer.json()) as { id: string }).id;
    },
    changeByRest: async (id, change) => {
      assert.equal((await send('PATCH', `/rooms/${id}`, change)).status, 200);
    },
  };
}

/** Runs one of Tandem's commands. */
export async function run<T>(command: string, argument: unknown): Promise<T> {
  return vscode.commands.executeCommand<T>(`tandem.${command}`, argument);
}

/** Opens a new untitled document in front. */
export async function open(content: string, language = 'plaintext'): Promise<vscode.TextDocument> {
  return (await showUntitled(content, language)).document;
}
