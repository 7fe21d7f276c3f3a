import assert from 'node:assert/strict';
import { editorLink, pageLink } from '../../shared/room/inviteLink.ts';
import { parseRoomId, type RoomId } from '../../shared/room/roomId.ts';
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

  describe('[U15] as chats hand it on', () => {
    const relays = [
      'http://127.0.0.1:8000',
      'https://relay.example/team',
      'http://[::1]:8000',
      'https://h.example/a(b)[c]',
    ];
    // A room's id may end with what a text puts around a link.
    const rooms = [ROOM, 'AbCdEfGhIjKlMnOpQrSt__', '-bCdEfGhIjKlMnOpQrStU-'].map((id) => parseRoomId(id)!);
    const kinds = {
      page: pageLink,
      'page with a slash': (url: RelayUrl, id: RoomId) => `${pageLink(url, id)}/`,
      'page with a query': (url: RelayUrl, id: RoomId) => `${pageLink(url, id)}?utm_source=chat#top`,
      'page in upper case': (url: RelayUrl, id: RoomId) =>
        pageLink(url, id).replace(/^\w+:\/\/[^/]+/, (origin) => origin.toUpperCase()),
      'editor’s link': (url: RelayUrl, id: RoomId) => editorLink('vscode', url, id),
      'link of another editor': (url: RelayUrl, id: RoomId) => editorLink('vscode-insiders', url, id),
      'editor’s link in upper case': (url: RelayUrl, id: RoomId) =>
        editorLink('vscode', url, id).replace('vscode://tandem.tandem', 'VSCode://Tandem.Tandem'),
      'editor’s link as VS Code hands it over': (url: RelayUrl, id: RoomId) =>
        decodeURIComponent(editorLink('vscode', url, id)),
    };
    const wrappers: Record<string, (link: string) => string> = {
      nothing: (link) => link,
      'spaces and lines': (link) => `\r\n\t ${link} \n\n`,
      'a full stop': (link) => `${link}.`,
      'a comma': (link) => `${link}, please`,
      'an exclamation': (link) => `${link}!!!`,
      'an ellipsis': (link) => `${link}…`,
      'angle brackets': (link) => `<${link}>`,
      parentheses: (link) => `(${link})`,
      brackets: (link) => `[${link}].`,
      braces: (link) => `{${link}}`,
      quotes: (link) => `"${link}"`,
      'single quotes': (link) => `'${link}',`,
      'curly quotes': (link) => `“${link}”`,
      'German quotes': (link) => `„${link}“.`,
      guillemets: (link) => `« ${link} »`,
      backticks: (link) => `\`${link}\``,
      'a code block': (link) => `\`\`\`\n${link}\n\`\`\``,
      bold: (link) => `**${link}**`,
      emphasis: (link) => `_${link}_`,
      'a markdown link': (link) => `[Join my (new) room](${link})`,
      'a markdown link named by itself': (link) => `[${link}](${link})`,
      'a link of Slack': (link) => `<${link}|Join>`,
      'an HTML link': (link) => `<a href="${link.replaceAll('&', '&amp;')}">Join</a>`,
      words: (link) => `Join me: ${link}. See you`,
      'words without a space': (link) => `Link:${link}`,
      'lines of words': (link) => `Hi Ben,\n\nhere it is:\n${link}\n\nAnna`,
      'a quoted mail': (link) => `> Join me:\n> ${link}\n>`,
      'other links': (link) => `See https://zoom.example/j/1 and ${link} (docs: https://tandem.example).`,
      'itself once more': (link) => `${link}\n${link}`,
      'characters that nobody sees': (link) => `\ufeff\u200b${link.slice(0, 9)}\u200b${link.slice(9)}\u2060`,
      'no-break spaces': (link) => `Join:\u00a0${link}\u00a0now\u202f!`,
    };
    for (const [around, wrap] of Object.entries(wrappers))
      for (const [kind, make] of Object.entries(kinds))
        it(`takes a ${kind} in ${around}`, () => {
          for (const address of relays)
            for (const id of rooms) {
              const url = relay(address);
              const text = wrap(make(url, id));
              assert.deepEqual(parseInvite(text), { invite: { relayUrl: url, roomId: id } }, text);
            }
        });

    it('takes a bare id in most of these', () => {
      const own = relay('https://relay.example');
      for (const around of [
        'spaces and lines',
        'a full stop',
        'parentheses',
        'quotes',
        'backticks',
        'emphasis',
      ])
        assert.deepEqual(parseInvite(wrappers[around]!(ROOM), own), {
          invite: { relayUrl: own, roomId: ROOM },
        });
    });

    it('does not choose between two rooms, and takes the page and the editor’s link of one', () => {
      const url = relay('https://relay.example');
      const [one, other] = [pageLink(url, rooms[0]!), pageLink(url, rooms[1]!)];
      const both = parseInvite(`${one} or ${other}?`);
      assert.ok('problem' in both && both.problem.includes('different rooms'));
      const elsewhere = parseInvite(`${one} or ${pageLink(relay('https://other.example'), rooms[0]!)}`);
      assert.ok('problem' in elsewhere && elsewhere.problem.includes('different rooms'));
      const twice = parseInvite(`${one} (or ${editorLink('vscode', url, rooms[0]!)})`);
      assert.deepEqual(twice, { invite: { relayUrl: url, roomId: rooms[0] } });
    });
  });

  for (const host of ['other.ext', 'tandem.tandem.evil', 'tandem', 'tandem.tandem:80', 'x@tandem.tandem', ''])
    it(`[H17] refuses a link for another extension, ${host}`, () => {
      const result = parseInvite(`vscode://${host}/join?relay=http://127.0.0.1:8000&room=${ROOM}`);
      assert.ok('problem' in result);
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
