import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { refusedStart } from './support/refusedStart.ts';
import { buildRelayBundle, type RelayBundle } from './support/relayBundle.ts';

/** With it even root has to be the owner and to have the right; Linux alone has it. */
const SETPRIV = '/usr/bin/setpriv';
const WITHOUT_PRIVILEGES = [SETPRIV, '--bounding-set', '-all', '--inh-caps', '-all', '--'];

describe('the place of an SQLite database', function () {
  this.timeout(60_000);
  let bundle: RelayBundle;
  let folder: string;
  before(async () => (bundle = await buildRelayBundle('places')));
  after(() => bundle.remove());
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-place-'))));
  afterEach(() => {
    fs.chmodSync(folder, 0o700);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What the relay says that is started on `url`. */
  async function said(url: string, { isUnprivileged = false } = {}): Promise<string> {
    const { code, stdout, stderr } = await refusedStart(bundle.file, {
      environment: { DATABASE_URL: url, PORT: '0' },
      ...(isUnprivileged && { command: [...WITHOUT_PRIVILEGES, process.execPath] }),
    });
    assert.deepEqual([code, stdout], [1, '']);
    return stderr;
  }

  it('has to be named', async () => {
    assert.match(
      await said('sqlite:///'),
      /^DATABASE_URL names no file \(sqlite::memory: keeps everything in memory\): use .*\.\n$/,
    );
  });

  it('may be no folder', async () => {
    assert.equal(
      await said(`sqlite:///${folder}`),
      `${folder} is a folder; name a file in it with DATABASE_URL.\n`,
    );
  });

  for (const place of ['/proc/nope', '/proc/nope/deeper', '/dev/null', '/dev/null/rooms']) {
    it(`cannot be in ${place}`, async () => {
      assert.equal(
        await said(`sqlite:///${place}/rooms.db`),
        `The folder ${place} cannot be made. Choose another place with DATABASE_URL.\n`,
      );
    });
  }

  it('may hold nothing else', async () => {
    const file = path.join(folder, 'notes.txt');
    fs.writeFileSync(file, 'Remember the milk. '.repeat(100));
    assert.equal(
      await said(`sqlite:///${file}`),
      `${file} is not an SQLite database. Name another file with DATABASE_URL.\n`,
    );
    assert.equal(fs.readFileSync(file, 'utf8').slice(0, 8), 'Remember');
  });

  describe('of another account', () => {
    before(function () {
      if (!fs.existsSync(SETPRIV)) this.skip();
    });

    it('is refused where its folder takes no file', async () => {
      fs.chmodSync(folder, 0o500);
      for (const inside of ['rooms.db', 'deeper/rooms.db']) {
        assert.equal(
          await said(`sqlite:///${folder}/${inside}`, { isUnprivileged: true }),
          `The folder ${folder} is not writable for this account. Give it to the account, or choose another place with DATABASE_URL.\n`,
        );
      }
    });

    for (const [what, mode] of [
      ['read-only', 0o400],
      ['unreadable', 0o000],
    ] as const) {
      it(`is refused where its file is ${what}`, async () => {
        const file = path.join(folder, 'rooms.db');
        fs.writeFileSync(file, '', { mode });
        assert.equal(
          await said(`sqlite:///${file}`, { isUnprivileged: true }),
          `The file ${file} is not writable for this account. Give it to the account, or name another one with DATABASE_URL.\n`,
        );
      });
    }
  });
});
