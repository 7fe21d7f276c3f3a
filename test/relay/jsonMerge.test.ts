import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { seededRandom, seedFor, type SeededRandom } from '../support/seed.ts';
import { createHeldStore } from './support/heldStore.ts';
import { connectJson } from './support/jsonClient.ts';
import { startTestRelay, type TestRelay } from './support/testRelay.ts';

describe('whole texts over /ws and Yjs edits at the same time', function () {
  this.timeout(240_000);

  it('end with the same text everywhere, and every token in it once', async function () {
    const seed = seedFor(this.test!.fullTitle());
    const relay = await startTestRelay();
    const reached = { crossed: 0, deletions: 0 };
    const queue = Array.from({ length: SESSIONS }, (_, i) => (seed + i) >>> 0);
    const work = async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
        await runSession(relay, next, reached);
      }
    };
    try {
      await Promise.all(Array.from({ length: 6 }, work));
    } finally {
      await relay.relay.stop();
    }
    // The test is worth something only if it got here.
    assert.ok(Math.min(reached.crossed, reached.deletions) > SESSIONS / 4, JSON.stringify(reached));
  });

  it('keep what others typed between two texts that were sent one after the other', async () => {
    const store = createHeldStore();
    const relay = await startTestRelay({ store });
    const room = await relay.createRoom('middle');
    const yjs = await joinAsPlainClient(relay.url, room.id);
    const json = await connectJson(relay.url, room.id);
    store.isHeld = true;
    yjs.text.insert(0, 'A ');
    await eventually('the append', () => store.appends.length > 0);
    // Neither has seen what the other types.
    json.type('middle one');
    json.type('middle one two');
    yjs.text.insert(yjs.text.toString().length, ' Z');
    store.isHeld = false;
    const whole = (text: string) => /^A middle( one two Z| Z one two)$/.test(text);
    await eventually('both', () => whole(json.code) && json.code === yjs.text.toJSON());
    assert.equal(await relay.codeOf(room.id), json.code);
    json.close();
    yjs.close();
    await relay.relay.stop();
  });

  it('take the text that a client names as its base, and say so when it is too old', async () => {
    const relay = await startTestRelay();
    const room = await relay.createRoom('one');
    const json = await connectJson(relay.url, room.id);
    const yjs = await joinAsPlainClient(relay.url, room.id);
    const { version } = json;
    yjs.text.insert(3, ' two');
    await eventually('it to arrive', () => json.code === 'one two');
    // As if it had been typed before that: by itself this would look like taking ` two` back.
    json.send({ type: 'code_update', data: { code: 'one', base: version } });
    json.send({ type: 'code_update', data: { code: 'zero one', base: version } });
    await eventually('the merge', () => json.code === 'zero one two' && yjs.text.toJSON() === json.code);
    json.send({ type: 'code_update', data: { code: '', base: 1_000 } });
    await json.heard('error', ({ code }) => code === 'unknown_base');
    assert.equal(await relay.codeOf(room.id), 'zero one two');
    json.close();
    yjs.close();
    await relay.relay.stop();
  });

  it('keep what one person writes in its order, although it crossed what others wrote', async () => {
    const relay = await startTestRelay();
    const room = await relay.createRoom('mine:\nyours:');
    const json = await connectJson(relay.url, room.id);
    const yjs = await joinAsPlainClient(relay.url, room.id);
    const { version } = json;
    yjs.text.insert(yjs.text.length, ' hello');
    await eventually('it to arrive', () => json.code.endsWith('hello'));
    const { code, version: next } = json;
    // The first was on its way when `hello` came, which replaced it in front of the person; the second builds on that.
    json.send({ type: 'code_update', data: { code: 'mine: first\nyours:', base: version } });
    json.send({ type: 'code_update', data: { code: code.replace('mine:', 'mine: second'), base: next } });
    await eventually('the merge', () => json.code === 'mine: first second\nyours: hello');
    assert.equal(await relay.codeOf(room.id), json.code);
    json.close();
    yjs.close();
    await relay.relay.stop();
  });
});

const SESSIONS = 120;

async function runSession(relay: TestRelay, seed: number, reached: Record<string, number>): Promise<void> {
  const random = seededRandom(seed);
  const room = await relay.createRoom('start\n');
  const yjs = [await joinAsPlainClient(relay.url, room.id), await joinAsPlainClient(relay.url, room.id)];
  // One names its base, as it should; one does not, as older ones.
  const json = [await connectJson(relay.url, room.id), await connectJson(relay.url, room.id)];
  const kept = new Set<string>();
  for (let step = 0; step < 40; step++) {
    const who = random.int(4);
    const token = tokenOf(who, step);
    const [doc, client] = [yjs[who], json[who - 2]];
    kept.add(token);
    if (doc !== undefined) {
      doc.text.insert(placeFor(random, doc.text.toJSON()), token);
    } else if (client !== undefined) {
      const before = client.code;
      const place = placeFor(random, before);
      let code = before.slice(0, place) + token + before.slice(place);
      const own = [...code.matchAll(TOKENS)]
        .map(([found]) => found)
        .filter((found) => writerOf(found) === who);
      if (who === 2 && random.chance(0.25)) {
        const victim = random.pick(own);
        code = code.replace(victim, '');
        kept.delete(victim);
        reached['deletions']!++;
      }
      client.type(code, who === 2 ? 'base' : undefined);
      if (client.code !== yjs[0]!.text.toJSON()) reached['crossed']!++;
    }
    if (random.chance(0.3)) await new Promise((resolve) => setImmediate(resolve));
    if (random.chance(0.1))
      await eventually('something else', () => client?.code !== '' && random.chance(0.5));
  }
  const expected = [...kept].sort().join();
  const texts = () => [...yjs.map(({ text }) => text.toJSON()), ...json.map(({ code }) => code)];
  try {
    await eventually(
      'everybody to have everything',
      () => new Set(texts()).size === 1 && tokensOf(texts()[0] ?? '') === expected,
      8_000,
    );
  } catch (error) {
    throw new Error(`TANDEM_SEED=${seed}: ${JSON.stringify(texts())}\nexpected ${expected}`, {
      cause: error,
    });
  }
  assert.equal(await relay.codeOf(room.id), texts()[0]);
  for (const client of [...yjs, ...json]) client.close();
}

/**
 * No two have a character in common: which of two equal ones is the new one, no difference can say. The halves of
 * their characters are alike, so that these must not be torn.
 */
function tokenOf(who: number, step: number): string {
  const id = who * 100 + step;
  return String.fromCodePoint(0x20000 + id, 0x21000 + id);
}

function writerOf(token: string): number {
  return Math.floor(((token.codePointAt(0) ?? 0) - 0x20000) / 100);
}

const TOKENS = /[\u{20000}-\u{20fff}][\u{21000}-\u{21fff}]/gu;

function tokensOf(text: string): string {
  return [...text.matchAll(TOKENS)]
    .map(([token]) => token)
    .sort()
    .join();
}

/** Between tokens, so that each stays whole. */
function placeFor(random: SeededRandom, text: string): number {
  return random.pick(
    [...text.matchAll(/[\u{21000}-\u{21fff}]|^/gu)].map(({ index, 0: match }) => index + match.length),
  );
}
