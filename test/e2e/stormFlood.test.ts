import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { joinAsPlainClient } from '../support/plainClient.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { seededRandom, seedFor } from '../support/seed.ts';
import { Flood } from './flood.ts';
import { openPair, type Pair } from './openPair.ts';
import { createRoom, readCode, saved, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';
import { SlottedText } from './slottedText.ts';
import { StormTypist } from './stormTypist.ts';

const EDITS_PER_SECOND = 1_000;

/** How the window feels meanwhile is measured by `npm run bench:binding -- --window`; here it must end exact. */
const SECONDS = Number(process.env.TANDEM_FLOOD_SECONDS ?? 8);

const PLACES = Array.from({ length: 20 }, (_, index) => `p${index}`);

describe('a thousand remote edits a second', function () {
  this.timeout(240_000);
  let relay: RelayProcess;
  let pair: Pair;
  screenshotsOnFailure(() => pair);

  before(async function () {
    this.timeout(180_000);
    relay = await startRelayProcess();
    pair = await openPair({ relayUrl: relay.url, names: ['anna'] });
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
  });

  it('at twenty places leave nothing out, while somebody types', async () => {
    const { window, openFile } = pair.person('anna');
    const model = new SlottedText(`own: {own}\n${PLACES.map((place) => `${place}: {${place}}\n`).join('')}`);
    await openFile('flood.txt', model.toString());
    const { id } = await createRoom(window, { name: 'Flood', relayUrl: relay.url });
    const client = await joinAsPlainClient(relay.url, id);
    try {
      const flood = new Flood(client, model, PLACES);
      const typist = new StormTypist(window, model, seededRandom(seedFor('flood')));
      await typist.goTo('own');
      const weather = { isOver: false };
      const pouring = flood.pour(EDITS_PER_SECOND, SECONDS).finally(() => (weather.isOver = true));
      while (!weather.isOver) await typist.unseen('own');
      await pouring;
      console.log(`      ${flood.edits} remote edits, ${typist.keys} keys`);
      await showsText(window, model.toString());
      await saved(window);
      await eventually('the other side', () => client.text.toString() === model.toString());
      assert.equal(await readCode(relay.url, id), model.toString());
    } finally {
      client.close();
    }
  });
});
