import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { autocompleteResponseSchema } from '../../shared/api/autocomplete.ts';
import { startTestRelay } from './support/testRelay.ts';

/** The commands of docs/protocol.md, each after a comment with its status. */
function documentedCommands(): { status: string; command: string }[] {
  const page = readFileSync(path.join(import.meta.dirname, '..', '..', 'docs', 'protocol.md'), 'utf8');
  const block = /### In a shell\n[^]*?```sh\n([^]*?)```/.exec(page)?.[1] ?? '';
  return [...block.matchAll(/^# (\d{3})\n(curl .*)$/gm)].map(([, status = '', command = '']) => ({
    status,
    command,
  }));
}

describe('the commands of docs/protocol.md', () => {
  it('work as they are written, in a shell', async function () {
    const sh = promisify(execFile);
    await sh('curl', ['--version']).catch(() => this.skip());
    const relay = await startTestRelay();
    const commands = documentedCommands();
    assert.ok(commands.length > 10, String(commands.length));
    let room: RoomBody | undefined;
    for (const { status, command } of commands) {
      const here = command.replace('localhost:8000', `localhost:${relay.port}`);
      const { stdout } = await sh('sh', ['-c', `${here} -s -w '\\n%{http_code}'`], {
        env: { ...process.env, ROOM: room?.id ?? '' },
      });
      const end = stdout.lastIndexOf('\n');
      assert.equal(stdout.slice(end + 1), status, `${command}\n${stdout}`);
      const body = stdout.slice(0, end);
      if (status === '201') {
        room = JSON.parse(body) as RoomBody;
        assert.equal(room.name, 'Test Room');
        assert.equal(room.language, 'python');
        assert.match(room.code, /^# Start coding here\.\.\.$/m);
        assert.ok(!Number.isNaN(Date.parse(room.created_at) + Date.parse(room.updated_at)));
      } else if (command.includes('/autocomplete')) autocompleteResponseSchema.parse(JSON.parse(body));
      else if (command.includes('PATCH')) assert.equal((JSON.parse(body) as RoomBody).code, 'print(1)\n');
    }
    await relay.relay.stop();
  });
});
