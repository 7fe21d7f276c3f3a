import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { eventually } from './eventually.ts';

// Every provider listens for the end of the process, and a crowd is no leak.
process.setMaxListeners(0);

/** An unmodified y-websocket client, as any web page might use it. */
export interface PlainClient {
  readonly doc: Y.Doc;
  readonly text: Y.Text;
  readonly provider: WebsocketProvider;
  close(): void;
}

/** Joins a room and resolves when it is synced. */
export async function joinAsPlainClient(relayUrl: string, roomId: string): Promise<PlainClient> {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`${relayUrl.replace(/^http/, 'ws')}/sync`, roomId, doc, {
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  });
  const client = {
    doc,
    text: doc.getText('code'),
    provider,
    close: () => {
      provider.destroy();
      doc.destroy();
    },
  };
  try {
    await eventually('a plain client to sync', () => provider.synced);
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}
