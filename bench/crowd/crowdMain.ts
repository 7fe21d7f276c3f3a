/** People of a crowd: `node crowdMain.ts <relay> <room> <people> <lines>`. They type until they are told to pause. */
import * as Y from 'yjs';
import { PALETTE } from '../../shared/presence/palette.ts';
import { joinAsPlainClient, type PlainClient } from '../../test/support/plainClient.ts';

const [relayUrl = '', roomId = '', people = '0', lines = '0'] = process.argv.slice(2);

/** Ten keys a second, which is fast for a person. */
const STEP_MS = 100;

/** They work around the middle of the file, where the window looks. */
const AROUND_LINES = 25;

const crowd = await Promise.all(
  Array.from({ length: Number(people) }, () => joinAsPlainClient(relayUrl, roomId)),
);
const carets = crowd.map((client, index) => enter(client, index));
const timer = setInterval(() => {
  for (const move of carets) move();
}, STEP_MS);
process.stdout.write('here\n');
process.stdin.on('data', () => {
  clearInterval(timer);
  process.stdout.write('paused\n');
});
process.stdin.on('end', () => {
  clearInterval(timer);
  for (const client of crowd) client.close();
});

/** Enters with a name and a colour; each call of the result is one key. */
function enter({ doc, text, provider }: PlainClient, index: number): () => void {
  const color = PALETTE[index % PALETTE.length]?.hex ?? '#888888';
  provider.awareness.setLocalStateField('user', {
    name: `Person ${index + 1}`,
    color,
    colorLight: `${color}33`,
  });
  const line = Number(lines) / 2 - AROUND_LINES + ((index * 7) % (2 * AROUND_LINES));
  // The person of the window types in the middle; nobody else touches that line.
  const at = offsetOfLine(text.toJSON(), line === Number(lines) / 2 ? line + 3 : line);
  const anchor = Y.createRelativePositionFromTypeIndex(text, at);
  let step = -1;
  return () => {
    const start = Y.createAbsolutePositionFromRelativePosition(anchor, doc)?.index ?? at;
    step++;
    // A word of eight letters, then it is taken back: the file stays as long as it is.
    const typed = step % 16;
    if (typed < 8) text.insert(start + typed, 'abcdefgh'.charAt(typed));
    else text.delete(start + 15 - typed, 1);
    const caret = Y.createRelativePositionFromTypeIndex(text, start + (typed < 8 ? typed + 1 : 15 - typed));
    const json = Y.relativePositionToJSON(caret) as unknown;
    provider.awareness.setLocalStateField('cursor', { anchor: json, head: json });
  };
}

function offsetOfLine(text: string, line: number): number {
  let offset = 0;
  for (let passed = 0; passed < line; passed++) offset = text.indexOf('\n', offset) + 1;
  return offset;
}
