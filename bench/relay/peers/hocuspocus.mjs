// @hocuspocus/server as its documentation starts it, with its SQLite extension.
import path from 'node:path';
import { SQLite } from '@hocuspocus/extension-sqlite';
import { Server } from '@hocuspocus/server';

const database = path.join(process.env.DATA_FOLDER, 'hocuspocus.sqlite');
const server = new Server({
  port: Number(process.env.PORT),
  address: '127.0.0.1',
  quiet: true,
  extensions: [new SQLite({ database })],
});
await server.listen();
