import assert from 'node:assert/strict';
import type { Writable } from 'node:stream';
import * as ws from 'ws';
import * as decoding from 'lib0/decoding';
import { seededRandom, seedFor } from '../../test/support/seed.ts';
import type { Participant } from '../rooms/participant.ts';
import { frameMessage } from './serverFrame.ts';
import { turnFramesFor } from './turnFrames.ts';

describe('frames of a turn', () => {
  const participants = Array.from({ length: 4 }, (_, i) => ({ id: `p${i}` }) as Participant);

  it('hold every update of the others once and in order, for random turns', async function () {
    const random = seededRandom(seedFor(this.test!.fullTitle()));
    const lengths = [0, 1, 122, 123, 126, 127, 128, 300, 16_000, 65_530, 65_536, 70_000, 200_000];
    for (let round = 0; round < 40; round++) {
      const updates = Array.from({ length: 1 + random.int(12) }, (_, i) => ({
        sender: random.chance(0.1) ? undefined : random.pick(participants),
        update: new Uint8Array(random.pick(lengths)).fill(i + 1),
      }));
      const turn = { updates };
      for (const receiver of participants) {
        const expected = updates.filter(({ sender }) => sender !== receiver).map(({ update }) => update);
        const messages = await parse(turnFramesFor(turn, receiver), expected.length);
        assert.deepEqual(
          messages.map((message) => {
            const decoder = decoding.createDecoder(message);
            assert.deepEqual([decoding.readVarUint(decoder), decoding.readVarUint(decoder)], [0, 2]);
            const update = decoding.readVarUint8Array(decoder);
            assert.ok(!decoding.hasContent(decoder));
            return [update.length, update[0]];
          }),
          expected.map((update) => [update.length, update[0]]),
        );
      }
    }
  });

  it('are one buffer for everybody who sent nothing', () => {
    const [a, b, c] = participants as [Participant, Participant, Participant];
    const turn = { updates: [1, 2, 3].map((n) => ({ sender: a, update: Uint8Array.of(n) })) };
    const forB = turnFramesFor(turn, b);
    assert.equal(forB.length, 1);
    assert.equal(forB[0], turnFramesFor(turn, c)[0]);
    assert.deepEqual(turnFramesFor(turn, a), []);
  });

  it('come in fragments when a message is long', async () => {
    const message = new Uint8Array(1_000_000).map((_, i) => i);
    const frames = frameMessage(message.subarray(0, 10), message.subarray(10));
    assert.ok(frames.length > 10);
    const [whole] = await parse(frames, 1);
    assert.ok(whole !== undefined && Buffer.compare(whole, message) === 0);
  });
});

/** What a client's WebSocket makes of the bytes. */
function parse(frames: readonly Uint8Array[], count: number): Promise<Buffer[]> {
  if (count === 0) {
    assert.deepEqual(frames, []);
    return Promise.resolve([]);
  }
  const receiver = new Receiver();
  const messages: Buffer[] = [];
  return new Promise((resolve, reject) => {
    receiver.on('message', (data: Buffer) => {
      messages.push(data);
      if (messages.length === count) resolve(messages);
    });
    receiver.on('error', reject);
    for (const frame of frames) receiver.write(frame);
  });
}

/** A part of ws that its types leave out: what a client's WebSocket reads with. */
const { Receiver } = ws as unknown as { Receiver: new () => Writable };
