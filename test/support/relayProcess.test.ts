import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startRelayProcess, type RelayProcess } from './relayProcess.ts';

/** Answers /health with its environment, appends to its database at every start, and ends with 7 at SIGTERM. */
const STAND_IN = `
  import fs from 'node:fs';
  import http from 'node:http';
  const { HOST, PORT, DATABASE_URL, EXTRA } = process.env;
  fs.appendFileSync(DATABASE_URL.slice('sqlite:///'.length), 'start ');
  http.createServer((_, response) => response.end(EXTRA)).listen(Number(PORT), HOST);
  process.on('SIGTERM', () => process.exit(7));`;

describe('a relay in a process of its own', () => {
  let folder: string;
  let relay: RelayProcess | undefined;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'relay-process-'));
  });
  afterEach(async () => {
    await relay?.dispose();
    fs.rmSync(folder, { recursive: true });
  });

  async function start(source: string): Promise<RelayProcess> {
    const bundle = path.join(folder, 'relay.mjs');
    fs.writeFileSync(bundle, source);
    relay = await startRelayProcess({ bundle, environment: { EXTRA: 'extra' } });
    return relay;
  }

  it('answers when it has started, with the given environment', async () => {
    const { url } = await start(STAND_IN);
    assert.equal(await (await fetch(`${url}/health`)).text(), 'extra');
  });

  it('can be killed, stopped and restarted at the same address with the same database', async () => {
    const { url, kill, stop, restart, databaseFile } = await start(STAND_IN);
    await kill();
    await assert.rejects(fetch(`${url}/health`));
    await restart();
    assert.equal(await stop(), 7);
    await restart();
    assert.equal((await fetch(`${url}/health`)).status, 200);
    assert.equal(fs.readFileSync(databaseFile, 'utf8'), 'start start start ');
    await assert.rejects(restart(), /running already/);
  });

  it('fails with what it printed when it ends instead of starting', async () => {
    await assert.rejects(
      start(`console.error('PORT is odd'); process.exit(2);`),
      /ended \(2\)[^]*PORT is odd/,
    );
  });

  it('says how to build a bundle that is missing', async () => {
    await assert.rejects(
      startRelayProcess({ bundle: path.join(folder, 'none.js') }),
      /node esbuild\.mjs relay/,
    );
  });
});
