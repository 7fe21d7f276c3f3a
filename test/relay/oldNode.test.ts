import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { refusedStart } from './support/refusedStart.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';

describe('a relay under a Node that is too old', function () {
  this.timeout(60_000);
  let bundle: RelayBundle;
  before(async () => (bundle = await buildRelayBundle('old-node')));
  after(() => bundle.remove());

  const minimum = manifest.engines.node.replace('>=', '');
  const sentence = (version: string) =>
    `Tandem's relay needs Node ${minimum} or newer; this is ${version}.\n`;

  for (const version of ['v18.0.0', 'v20.20.2', 'v22.17.1']) {
    it(`says so in one sentence, and loads nothing (${version})`, async () => {
      const pretend = `Object.defineProperty(process, 'version', { value: '${version}' })`;
      const command = [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(pretend)}`];
      const { code, stdout, stderr } = await refusedStart(bundle.file, { command });
      assert.deepEqual([code, stdout, stderr], [1, '', sentence(version)]);
    });
  }

  it('says so under an old Node of this computer, rather than to crash', async function () {
    const old = oldNode();
    if (old === undefined) this.skip();
    const { code, signal, stderr } = await refusedStart(bundle.file, { command: [old.file] });
    assert.deepEqual([code, signal, stderr], [1, null, sentence(old.version)]);
  });
});

/** One that is beside the Node of this checkout, and too old. */
function oldNode(): { file: string; version: string } | undefined {
  const files = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'node'));
  for (const file of files.filter((name) => existsSync(name))) {
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim();
    if (Number(/^v(\d+)/.exec(version)?.[1]) < 22) return { file, version };
  }
  return undefined;
}
