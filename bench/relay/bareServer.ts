/**
 * The ceiling of the usual design: each binary message goes on to everybody else in the room with one `send` each, and
 * nothing is read of it, checked or kept.
 */
import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

const rooms = new Map<string, Set<WebSocket>>();
const server = createServer((_, response) => response.end('ok'));
const sockets = new WebSocketServer({ server, perMessageDeflate: false });

sockets.on('connection', (socket, { url }) => {
  const address = url ?? '';
  const room = rooms.get(address) ?? new Set();
  rooms.set(address, room.add(socket));
  socket.on('message', (data) => {
    for (const other of room) if (other !== socket) other.send(data, { binary: true });
  });
  socket.on('close', () => {
    room.delete(socket);
    if (room.size === 0) rooms.delete(address);
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');
