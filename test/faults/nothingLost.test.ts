import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { codeOf, createRoomOn } from '../relay/support/rest.ts';
import { DATABASE_KINDS, databaseOrSkip, type TestDatabase } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { seededRandom, seedFor, type SeededRandom } from '../support/seed.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcpProxy.ts';
import { NOTHING_WRONG, TokenLedger } from '../support/tokenLedger.ts';
import { TokenPerson } from './tokenPerson.ts';

/** How long a database is away, a network silent and a process stopped. */
const OUTAGE_MS = Number(process.env['TANDEM_OUTAGE_SECONDS'] ?? 1) * 1_000;
const ROUNDS = Number(process.env['TANDEM_FAULT_ROUNDS'] ?? 1);
const PEOPLE = 4;

interface Scene {
  readonly relay: RelayProcess;
  /** Between the people and the relay. */
  readonly network: TcpProxy;
  /** Between the relay and its database; undefined for SQLite. */
  readonly databaseNetwork: TcpProxy | undefined;
  readonly random: SeededRandom;
}

interface Fault {
  readonly title: string;
  readonly needsServer?: true;
  /** Does its harm while people type; they are connected anew afterwards. */
  readonly happen: (scene: Scene) => Promise<void>;
}

const FAULTS: readonly Fault[] = [
  {
    title: '[F1] the relay is killed',
    happen: async ({ relay }) => {
      await relay.kill();
      await relay.restart();
    },
  },
  {
    title: '[F1] the relay is killed twice, the second time at its start',
    happen: async ({ relay, random }) => {
      await relay.kill();
      await relay.restart();
      await wait(random.int(100));
      await relay.kill();
      await relay.restart();
    },
  },
  {
    title: '[F14] all connections are cut at once',
    happen: ({ network }) => Promise.resolve().then(() => network.cut()),
  },
  {
    title: '[F9] the network swallows everything, and says nothing',
    happen: async ({ network }) => {
      network.hold();
      await wait(OUTAGE_MS);
      network.cut();
      network.release();
    },
  },
  {
    title: '[F10] the network swallows what people send',
    happen: async ({ network }) => {
      network.hold('toServer');
      await wait(OUTAGE_MS);
      network.cut();
      network.release();
    },
  },
  {
    title: '[F10] the network swallows what people are sent',
    happen: async ({ network }) => {
      network.hold('toClient');
      await wait(OUTAGE_MS);
      network.cut();
      network.release();
    },
  },
  {
    title: '[F11] [F21] the relay stands still, and goes on',
    happen: async ({ relay }) => {
      process.kill(relay.pid!, 'SIGSTOP');
      await wait(OUTAGE_MS);
      process.kill(relay.pid!, 'SIGCONT');
    },
  },
  {
    title: '[F3] the database is away for a while',
    needsServer: true,
    happen: async ({ databaseNetwork }) => {
      databaseNetwork!.refuse();
      databaseNetwork!.cut();
      await wait(OUTAGE_MS);
      databaseNetwork!.accept();
    },
  },
  {
    title: '[F7] connections to the database break, answers under way with them',
    needsServer: true,
    happen: async ({ databaseNetwork, random }) => {
      for (let i = 0; i < 10; i++) {
        databaseNetwork!.cut();
        await wait(random.int(100));
      }
    },
  },
  {
    title: '[F3] [F1] the database is away, and the relay is killed meanwhile',
    needsServer: true,
    happen: async ({ databaseNetwork, relay }) => {
      databaseNetwork!.refuse();
      databaseNetwork!.cut();
      await wait(OUTAGE_MS / 2);
      await relay.kill();
      databaseNetwork!.accept();
      await relay.restart();
    },
  },
];

for (const kind of DATABASE_KINDS.filter(({ isShared }) => isShared)) {
  describe(`nothing is lost, doubled or brought back: ${kind.name}`, function () {
    this.timeout(120_000 + ROUNDS * 4 * OUTAGE_MS);
    const isServer = kind.name !== 'SQLite in a file';
    let bundle: RelayBundle;
    let database: TestDatabase | undefined;
    let databaseNetwork: TcpProxy | undefined;
    let relay: RelayProcess | undefined;
    let network: TcpProxy | undefined;

    before(async function () {
      bundle = await buildRelayBundle('nothing-lost');
      database = await databaseOrSkip(this, kind);
      const url = isServer ? new URL(database.url) : undefined;
      if (url !== undefined) {
        databaseNetwork = await startTcpProxy({ targetPort: Number(url.port) });
        url.port = String(databaseNetwork.port);
      }
      relay = await startRelayProcess({
        bundle: bundle.file,
        environment: { LOG_LEVEL: 'fatal', ...(url !== undefined && { DATABASE_URL: url.href }) },
      });
      network = await startTcpProxy({ targetPort: relay.port });
    });
    after(async () => {
      await network?.close();
      await relay?.dispose();
      await databaseNetwork?.close();
      await database?.drop();
      await bundle.remove();
    });

    for (const { title, happen } of FAULTS.filter(({ needsServer }) => isServer || needsServer !== true)) {
      it(title, async function () {
        const random = seededRandom(seedFor(this.test!.fullTitle()));
        const scene = { relay: relay!, network: network!, databaseNetwork, random };
        const ledger = new TokenLedger();
        const { id } = await createRoomOn(relay!.url);
        const people = Array.from(
          { length: PEOPLE },
          (_, i) => new TokenPerson('abcd'.charAt(i), id, ledger),
        );
        const through = `http://127.0.0.1:${network!.port}`;
        for (let round = 0; round < ROUNDS; round++) {
          await Promise.all(people.map((person) => person.connect(through)));
          const end = new AbortController();
          const typing = Promise.all(people.map((person) => person.type(random, end.signal)));
          await wait(200 + random.int(400));
          await happen(scene);
          await wait(random.int(200));
          end.abort();
          await typing;
          // Before anybody comes back who could bring it again: what was promised is there.
          for (const person of people) person.disconnect();
          const code = await eventually('the relay to answer', async () => {
            return { text: await codeOf(relay!.url, id) };
          });
          assert.deepEqual(ledger.check(code.text, false), NOTHING_WRONG, `round ${round}`);
        }
        await Promise.all(people.map((person) => person.connect(through)));
        const text = await eventually('all to have the same text', async () => {
          for (const person of people) person.takeIn();
          const code = await codeOf(relay!.url, id);
          return people.every((person) => person.text() === code) && code;
        });
        assert.deepEqual(ledger.check(text, true), NOTHING_WRONG);
        for (const person of people) {
          assert.equal(person.doc.store.pendingStructs, null);
          person.disconnect();
        }
        const { invoked, deleted } = ledger.counts;
        console.log(`      ${invoked} tokens, ${deleted} of them deleted`);
        assert.ok(invoked > deleted && deleted > 0);
      });
    }

    if (!isServer) {
      it('[F25] the relay comes back from an older copy of its database', async function () {
        const random = seededRandom(seedFor(this.test!.fullTitle()));
        const ledger = new TokenLedger();
        const { url, databaseFile } = relay!;
        const { id } = await createRoomOn(url);
        const people = Array.from(
          { length: PEOPLE },
          (_, i) => new TokenPerson('abcd'.charAt(i), id, ledger),
        );
        await Promise.all(people.map((person) => person.connect(url)));
        const typeFor = async (ms: number) => {
          const end = new AbortController();
          const typing = Promise.all(people.map((person) => person.type(random, end.signal)));
          await wait(ms);
          end.abort();
          await typing;
        };
        await typeFor(500);
        await relay!.stop();
        for (const person of people) person.disconnect();
        fs.copyFileSync(databaseFile, `${databaseFile}.old`);
        await relay!.restart();
        await Promise.all(people.map((person) => person.connect(url)));
        await typeFor(500);
        await relay!.kill();
        for (const person of people) person.disconnect();
        for (const suffix of ['-wal', '-shm']) fs.rmSync(`${databaseFile}${suffix}`, { force: true });
        fs.copyFileSync(`${databaseFile}.old`, databaseFile);
        await relay!.restart();
        // What the copy lacks comes back from those who have it.
        for (const person of people) await person.connect(url);
        const text = await eventually('all to have the same text', async () => {
          for (const person of people) person.takeIn();
          const code = await codeOf(url, id);
          return people.every((person) => person.text() === code) && code;
        });
        assert.deepEqual(ledger.check(text, true), NOTHING_WRONG);
        for (const person of people) person.disconnect();
      });
    }
  });
}
