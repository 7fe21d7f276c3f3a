import assert from 'node:assert/strict';
import { editorLink, pageLink } from '../../../shared/room/inviteLink.ts';
import { parseRoomId } from '../../../shared/room/roomId.ts';
import { parseInvite } from './invite.ts';
import { parseRelayUrl, type RelayUrl } from './relayUrl.ts';

const ROOM = 'AbCdEfGhIjKlMnOpQrStUv';
const ID = parseRoomId(ROOM)!;

function relay(text: string): RelayUrl {
  const parsed = parseRelayUrl(text);
  assert.ok('url' in parsed);
  return parsed.url;
}

describe('invite', () => {
  it('comes back as it was made, as a link for the editor', () => {
    const link = editorLink('vscode', relay('http://127.0.0.1:8000'), ID);
    assert.equal(link, `vscode://tandem.tandem/join?relay=http%3A%2F%2F127.0.0.1%3A8000&room=${ROOM}`);
    assert.deepEqual(parseInvite(` ${link}\n`), {
      invite: { relayUrl: 'http://127.0.0.1:8000', roomId: ROOM },
    });
  });

  for (const address of [
    'https://relay.example',
    'https://example.org/tools/join/tandem',
    'http://[::1]:8000',
  ])
    it(`comes back as it was made, as a page of ${address}`, () => {
      const link = pageLink(relay(address), ID);
      assert.equal(link, `${address}/join/${ROOM}`);
      assert.deepEqual(parseInvite(`${link}\n`), { invite: { relayUrl: address, roomId: ROOM } });
    });

  it('may be a bare room id, which is looked for on one’s own relay', () => {
    const own = relay('https://relay.example');
    assert.deepEqual(parseInvite(` ${ROOM} `, own), { invite: { relayUrl: own, roomId: ROOM } });
    const alone = parseInvite(ROOM);
    assert.ok('problem' in alone && alone.problem.includes('Set Relay Address'));
  });

  it('[S30] says nothing of a page but its relay and its room', () => {
    assert.deepEqual(parseInvite(`https://relay.example/join/${ROOM}?relay=https://evil.example&room=x#y`), {
      invite: { relayUrl: 'https://relay.example', roomId: ROOM },
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
    ['an unencrypted stranger’s page', `http://evil.example/join/${ROOM}`],
    ['a page behind a name and password', `https://relay.example@evil.example/join/${ROOM}`],
    ['a page with a path after the room', `https://relay.example/join/${ROOM}/more`],
    ['a page of something else', `https://relay.example/rooms/${ROOM}`],
    [
      'a web link with the relay in its query',
      `https://good.example/join?relay=https://evil.example&room=${ROOM}`,
    ],
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
