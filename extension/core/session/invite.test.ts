import assert from 'node:assert/strict';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import { formatInvite, parseInvite } from './invite.ts';
import { parseRelayUrl } from './relayUrl.ts';

const ROOM = 'AbCdEfGhIjKlMnOpQrStUv';

describe('invite', () => {
  it('comes back as it was made', () => {
    const roomId = parseRoomId(ROOM);
    const relay = parseRelayUrl('http://127.0.0.1:8000');
    assert.ok(roomId !== undefined && 'url' in relay);
    const link = formatInvite('vscode', 'tandem.tandem', { relayUrl: relay.url, roomId });
    assert.equal(link, `vscode://tandem.tandem/join?relay=http%3A%2F%2F127.0.0.1%3A8000&room=${ROOM}`);
    assert.deepEqual(parseInvite(` ${link}\n`), {
      invite: { relayUrl: 'http://127.0.0.1:8000', roomId: ROOM },
    });
  });

  for (const [what, link] of [
    ['another path', `vscode://tandem.tandem/open?relay=http://127.0.0.1:8000&room=${ROOM}`],
    [
      'a path that only begins like it',
      `vscode://tandem.tandem/join/../x?relay=http://127.0.0.1:8000&room=${ROOM}`,
    ],
    ['no room', 'vscode://tandem.tandem/join?relay=http://127.0.0.1:8000'],
    ['no relay', `vscode://tandem.tandem/join?room=${ROOM}`],
    [
      'a room id that is a path',
      'vscode://tandem.tandem/join?relay=http://127.0.0.1:8000&room=../../etc/passwd',
    ],
    ['an unencrypted stranger', `vscode://tandem.tandem/join?relay=http://evil.example&room=${ROOM}`],
    ['a relay that is a command', `vscode://tandem.tandem/join?relay=command:x&room=${ROOM}`],
    [
      'a very long text',
      `vscode://tandem.tandem/join?relay=http://127.0.0.1:8000&room=${ROOM}&x=${'y'.repeat(600)}`,
    ],
    ['no link at all', 'hello'],
  ] as const) {
    it(`[S30] refuses ${what} with a sentence`, () => {
      const result = parseInvite(link);
      assert.ok('problem' in result);
      assert.match(result.problem, /\.$/);
    });
  }
});
