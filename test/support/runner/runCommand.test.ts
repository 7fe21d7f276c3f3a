import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { runCommand } from './runCommand.ts';

describe('running a command', () => {
  it('gives its exit code and all of its output', async () => {
    const { end, output } = await run(
      `console.log('x'.repeat(200_000)); console.error('end'); process.exitCode = 3`,
    );
    assert.deepEqual(end, { kind: 'exited', code: 3 });
    assert.equal(output.length, 200_001 + 4);
  });
  it('ends one that takes too long', async () => {
    const { end } = await run('setInterval(() => {}, 1000)', 300);
    assert.deepEqual(end, { kind: 'tookTooLong' });
  });
  it('says which signal ended it', async () => {
    const { end } = await run(`process.kill(process.pid, 'SIGKILL')`);
    assert.deepEqual(end, { kind: 'killed', signal: 'SIGKILL' });
  });
  it('ends what the command has left behind', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    const connected = once(server, 'connection') as Promise<[net.Socket]>;
    const leftover = `require('node:net').connect(${port}, '127.0.0.1').on('connect', () => process.send('up'))`;
    const { end } = await run(`
      const { spawn } = require('node:child_process');
      const leftover = spawn(process.execPath, ['-e', ${JSON.stringify(leftover)}], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      leftover.once('message', () => process.exit(0));`);
    assert.deepEqual(end, { kind: 'exited', code: 0 });
    const [socket] = await connected;
    socket.on('error', () => undefined).resume(); // its end comes as a reset or as a close
    if (!socket.closed) await once(socket, 'close');
    server.close();
  });
  it('gives it what its environment adds', async () => {
    let output = '';
    const environment = { ADDED: 'this' };
    const args = ['-e', 'console.log(process.env.ADDED, process.env.HOME !== undefined)'];
    await runCommand(
      { program: process.execPath, args, environment, limitMs: 60_000 },
      (text) => (output += text),
    );
    assert.equal(output, `this ${process.env['HOME'] !== undefined}\n`);
  });
  it('says that there is no such program', async () => {
    const end = await runCommand({ program: '/nowhere/at-all', args: [], limitMs: 60_000 }, () => undefined);
    assert.equal(end.kind, 'notStarted');
  });

  async function run(script: string, limitMs = 60_000) {
    let output = '';
    const command = { program: process.execPath, args: ['-e', script], limitMs };
    const end = await runCommand(command, (text) => (output += text));
    return { end, output };
  }
});
