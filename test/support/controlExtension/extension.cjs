// The window's end of controlHub.ts. Connects out to the test and answers one JSON object per line (control.cjs).
// Does nothing where CONTROL_PORT is not set.
const net = require('node:net');
const { answer, sendEvents } = require('./control.cjs');

exports.activate = (context) => {
  const port = Number(process.env.CONTROL_PORT);
  if (!port) return;
  const socket = net.connect(port, '127.0.0.1');
  const send = (message) => socket.destroyed || socket.write(JSON.stringify(message) + '\n');
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  socket.on('error', (error) => console.error('the test has gone away', error));
  let rest = '';
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) void answer(JSON.parse(line), send);
  });
  send({
    event: 'hello',
    token: process.env.CONTROL_TOKEN,
    name: process.env.CONTROL_NAME,
    pid: process.pid,
  });
  context.subscriptions.push({ dispose: () => socket.destroy() }, ...sendEvents(send));
};
