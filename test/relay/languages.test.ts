import assert from 'node:assert/strict';
import { KNOWN_LANGUAGE_IDS, languageIdOf, startingTextOf } from '../../shared/api/languages.ts';
import type { RoomBody } from '../../shared/api/rooms.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

/** What a person would write -> the VS Code language id, and the first line of a new room. */
const NAMES: readonly [name: string, id: string, firstText: string][] = [
  ['Python', 'python', '# Start coding here...\n'],
  ['python3', 'python', '# Start coding here...\n'],
  ['JavaScript', 'javascript', '// Start coding here...\n'],
  ['js', 'javascript', '// Start coding here...\n'],
  ['TypeScript', 'typescript', '// Start coding here...\n'],
  ['tsx', 'typescriptreact', '// Start coding here...\n'],
  ['Java', 'java', '// Start coding here...\n'],
  ['C++', 'cpp', '// Start coding here...\n'],
  ['C', 'c', '// Start coding here...\n'],
  ['C#', 'csharp', '// Start coding here...\n'],
  ['Go', 'go', '// Start coding here...\n'],
  ['golang', 'go', '// Start coding here...\n'],
  ['Rust', 'rust', '// Start coding here...\n'],
  ['Ruby', 'ruby', '# Start coding here...\n'],
  ['PHP', 'php', '<?php\n// Start coding here...\n'],
  ['HTML', 'html', '<!-- Start coding here... -->\n'],
  ['CSS', 'css', '/* Start coding here... */\n'],
  ['SQL', 'sql', '-- Start coding here...\n'],
  ['Shell', 'shellscript', '# Start coding here...\n'],
  ['bash', 'shellscript', '# Start coding here...\n'],
  ['Markdown', 'markdown', '<!-- Start coding here... -->\n'],
  ['JSON', 'json', ''],
  ['jsonc', 'jsonc', '// Start coding here...\n'],
  ['YAML', 'yaml', '# Start coding here...\n'],
  ['Kotlin', 'kotlin', '// Start coding here...\n'],
  ['Swift', 'swift', '// Start coding here...\n'],
  ['F#', 'fsharp', '// Start coding here...\n'],
  ['Objective-C', 'objective-c', '// Start coding here...\n'],
  ['text', 'plaintext', 'Start coding here...\n'],
  ['Klingon', 'Klingon', 'Start coding here...\n'],
  ['__proto__', '__proto__', 'Start coding here...\n'],
  ['constructor', 'constructor', 'Start coding here...\n'],
];

describe('languages', () => {
  let relay: TestRelay;
  beforeEach(async () => (relay = await startTestRelay()));
  afterEach(() => relay.relay.stop());

  it('takes the names that people use for VS Code language ids, and unknown ones as they are', async () => {
    for (const [name, id, code] of NAMES) {
      const response = await relay.request('POST', '/rooms', { name: 'x', language: name });
      const room = (await response.json()) as RoomBody;
      assert.deepEqual([response.status, room.language, room.code], [201, id, code], name);
    }
  });

  it('takes names when a room changes, too', async () => {
    const { id } = await relay.createRoom();
    const changed = await relay.request('PATCH', `/rooms/${id}`, { language: ' C++ ' });
    assert.equal(((await changed.json()) as RoomBody).language, 'cpp');
  });

  it('leaves every id that it knows as it is, and begins it with one line at most after what has to come first', () => {
    const ids = [...KNOWN_LANGUAGE_IDS];
    assert.ok(ids.length > 50, String(ids.length));
    for (const id of ids) {
      assert.match(id, /^[a-z][a-z0-9-]*$/);
      assert.equal(languageIdOf(id), id);
      assert.match(startingTextOf(id), /^(<\?php\n)?(.*Start coding here\.\.\..*\n)?$/);
    }
  });
});
