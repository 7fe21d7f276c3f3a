import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { codeOf, createRoomOn, request } from '../relay/support/rest.ts';
import { eventually } from '../support/eventually.ts';
import { enterRoom, type Person } from '../support/person.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';

interface Place {
  readonly folder: string;
  /** The database. */
  readonly file: string;
  /** Where its files can be put that belongs to nobody. */
  readonly elsewhere: string;
}

/** What becomes of the files of a relay that runs. `undo` is what an operator does who has noticed. */
interface Mishap {
  readonly title: string;
  readonly happen: (place: Place) => void;
  readonly undo: (place: Place) => void;
}

const MISHAPS: readonly Mishap[] = [
  {
    title: 'all of its files are moved away',
    happen: ({ folder, elsewhere }) => moveAll(folder, elsewhere),
    undo: ({ folder, elsewhere }) => moveAll(elsewhere, folder),
  },
  {
    title: 'the database is moved away without its companions',
    happen: ({ file, elsewhere }) => fs.renameSync(file, path.join(elsewhere, 'x.db')),
    undo: ({ file, elsewhere }) => fs.renameSync(path.join(elsewhere, 'x.db'), file),
  },
  {
    title: 'its folder is renamed',
    happen: ({ folder }) => fs.renameSync(folder, `${folder}.old`),
    undo: ({ folder }) => fs.renameSync(`${folder}.old`, folder),
  },
  {
    title: 'another file is put in its place',
    happen: ({ file, elsewhere }) => {
      fs.renameSync(file, path.join(elsewhere, 'old.db'));
      fs.writeFileSync(file, '');
    },
    undo: ({ file, elsewhere }) => fs.renameSync(path.join(elsewhere, 'old.db'), file),
  },
  {
    title: 'a back-up is put in its place',
    happen: ({ file, elsewhere }) => {
      fs.copyFileSync(file, path.join(elsewhere, 'backup.db'));
      fs.renameSync(file, path.join(elsewhere, 'old.db'));
      fs.renameSync(path.join(elsewhere, 'backup.db'), file);
    },
    undo: ({ file, elsewhere }) => fs.renameSync(path.join(elsewhere, 'old.db'), file),
  },
];

describe('the files of a relay’s database', function () {
  this.timeout(120_000);
  let bundle: RelayBundle;
  let place: Place;
  let relay: RelayProcess | undefined;
  const people: Person[] = [];

  before(async () => (bundle = await buildRelayBundle('files')));
  after(() => bundle.remove());
  beforeEach(() => {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'tandem-files-'));
    const [folder, elsewhere] = [path.join(root, 'data'), path.join(root, 'elsewhere')];
    fs.mkdirSync(elsewhere);
    place = { folder, elsewhere, file: path.join(folder, 'tandem.db') };
  });
  afterEach(async () => {
    for (const { client } of people.splice(0)) client.close();
    await relay?.dispose();
    relay = undefined;
    fs.rmSync(path.dirname(place.folder), { recursive: true, force: true });
  });

  async function start(): Promise<RelayProcess> {
    relay = await startRelayProcess({
      bundle: bundle.file,
      environment: { DATABASE_URL: `sqlite:///${place.file}` },
    });
    return relay;
  }

  async function enter(room: string): Promise<Person> {
    const person = await enterRoom(relay!.url, room);
    people.push(person);
    return person;
  }

  const health = async () => (await request(relay!.url, 'GET', '/health')).status;

  /** Types without a pause until nothing is acknowledged any more. */
  async function typeThrough(writer: Person, happen: () => void): Promise<void> {
    const write = (count: number) => {
      for (let i = 0; i < count; i++) writer.type(`<${writer.typed.length}>`);
    };
    write(20);
    await eventually('some of it to be saved', () => writer.acknowledged.length > 5);
    happen();
    write(20);
    await writer.toldNotSaved();
    write(5);
  }

  for (const { title, happen, undo } of MISHAPS) {
    it(`[U4] nothing is acknowledged while ${title}, and everything is stored when it is put back`, async () => {
      const { url } = await start();
      const { id } = await createRoomOn(url);
      const [writer, reader] = [await enter(id), await enter(id)];
      await typeThrough(writer, () => happen(place));
      const acknowledged = writer.acknowledged.length;
      await reader.toldNotSaved();
      assert.equal(await health(), 503);
      assert.equal((await request(url, 'POST', '/rooms', { name: 'x', language: 'go' })).status, 503);
      assert.equal((await request(url, 'DELETE', `/rooms/${id}`)).status, 503);
      await eventually('a line in the log', () => /"level":50[^\n]*tandem\.db/.test(relay!.output()));
      assert.ok(acknowledged < writer.typed.length);
      assert.equal(writer.acknowledged.length, acknowledged);

      undo(place);
      await eventually('all of it to be saved', () => writer.acknowledged.length === writer.typed.length);
      await eventually('a healthy relay', async () => (await health()) === 200);
      assert.equal(await relay!.stop(), 0);
      await relay!.restart();
      assert.equal(await codeOf(url, id), writer.typed.join(''));
    });
  }

  for (const { title, happen, undo } of [MISHAPS[0]!, MISHAPS[4]!]) {
    it(`[U4] what was acknowledged is in the file when the relay is killed after ${title}`, async () => {
      const { url } = await start();
      const { id } = await createRoomOn(url);
      const writer = await enter(id);
      await typeThrough(writer, () => happen(place));
      const { acknowledged } = writer;
      await relay!.kill();
      undo(place);
      await relay!.restart();
      const code = await codeOf(url, id);
      assert.ok(writer.typed.join('').startsWith(code));
      assert.ok(code.startsWith(acknowledged.join('')), `${code} lacks some of ${acknowledged.join('')}`);
    });
  }

  it('[U4] people hear of it before they type, and the log says it once', async () => {
    const { url } = await start();
    const { id } = await createRoomOn(url);
    const reader = await enter(id);
    MISHAPS[0]!.happen(place);
    await reader.toldNotSaved();
    assert.equal(await health(), 503);
    assert.equal(relay!.output().match(/"level":50/g)?.length, 1);
    MISHAPS[0]!.undo(place);
    await eventually('a healthy relay', async () => (await health()) === 200);
  });

  for (const suffix of ['-wal', '-shm']) {
    it(`[U4] the relay goes on by itself when its ${suffix} is deleted, and has lost nothing`, async () => {
      const { url } = await start();
      const { id } = await createRoomOn(url);
      const writer = await enter(id);
      for (let round = 1; round <= 3; round++) {
        for (let i = 0; i < 10; i++) writer.type(`<${round}.${i}>`);
        fs.rmSync(place.file + suffix);
        for (let i = 10; i < 20; i++) writer.type(`<${round}.${i}>`);
        await eventually('all of it to be saved', () => writer.acknowledged.length === 20 * round);
        await eventually('another one', () => fs.existsSync(place.file + suffix));
      }
      assert.equal(await health(), 200);
      await relay!.kill();
      await relay!.restart();
      assert.equal(await codeOf(url, id), writer.typed.join(''));
    });
  }

  it('[U4] a restart serves the file that was put in place, and windows bring what they have', async () => {
    const { url } = await start();
    const { id } = await createRoomOn(url, 'backed up ');
    const backup = path.join(place.elsewhere, 'backup.db');
    execFileSync(process.execPath, ['-e', VACUUM, place.file, backup]);
    const writer = await enter(id);
    writer.type('later ');
    await eventually('it to be saved', () => writer.acknowledged.length === 1);
    fs.renameSync(backup, place.file);
    writer.type('meanwhile');
    await writer.toldNotSaved();
    await relay!.stop();
    for (const companion of ['-wal', '-shm']) fs.rmSync(place.file + companion, { force: true });
    await relay!.restart();
    assert.equal(await codeOf(url, id), 'backed up ');
    people.push(await enterRoom(url, id, writer.doc));
    assert.equal(await codeOf(url, id), 'backed up later meanwhile');
  });

  it('[U4] what the relay still has open of deleted files can be copied out of it', async function () {
    if (process.platform !== 'linux') this.skip();
    const { url, pid } = await start();
    const { id } = await createRoomOn(url);
    const writer = await enter(id);
    writer.type('not yet lost');
    await eventually('it to be saved', () => writer.acknowledged.length === 1);
    for (const name of fs.readdirSync(place.folder)) fs.rmSync(path.join(place.folder, name));
    await writer.toldNotSaved();
    // As docs/self-hosting.md has it.
    for (const one of fs.readdirSync(`/proc/${pid}/fd`)) {
      const link = `/proc/${pid}/fd/${one}`;
      const [, name] = /\/(tandem\.db(?:-wal)?) \(deleted\)$/.exec(linkOf(link)) ?? [];
      if (name !== undefined) fs.copyFileSync(link, path.join(place.elsewhere, name));
    }
    await relay!.kill();
    moveAll(place.elsewhere, place.folder);
    await relay!.restart();
    assert.equal(await codeOf(url, id), 'not yet lost');
  });

  it('[U4] a disk that is unmounted is noticed, and what was acknowledged is on it', async function () {
    fs.mkdirSync(place.folder);
    const mount = (...parameters: string[]) => execFileSync('mount', parameters, { stdio: 'pipe' });
    const disk = path.join(place.elsewhere, 'disk');
    fs.mkdirSync(disk);
    try {
      mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk);
      mount('--bind', disk, place.folder);
    } catch {
      console.log('      skipped: this account may not mount a disk');
      return this.skip();
    }
    try {
      const { url } = await start();
      const { id } = await createRoomOn(url);
      const writer = await enter(id);
      await typeThrough(writer, () => execFileSync('umount', ['--lazy', place.folder]));
      const { acknowledged } = writer;
      assert.equal(await health(), 503);
      await relay!.kill();
      mount('--bind', disk, place.folder);
      await relay!.restart();
      assert.ok((await codeOf(url, id)).startsWith(acknowledged.join('')));
    } finally {
      await relay?.dispose();
      for (const one of [place.folder, disk]) execFileSync('umount', ['--lazy', one]);
    }
  });

  it('[F5] [H14] /health never says that a full disk works, and says so at once when there is room', async function () {
    fs.mkdirSync(place.folder);
    const mount = (...parameters: string[]) => execFileSync('mount', parameters, { stdio: 'pipe' });
    try {
      mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', place.folder);
    } catch {
      console.log('      skipped: this account may not mount a disk');
      return this.skip();
    }
    try {
      const { url } = await start();
      const { id } = await createRoomOn(url);
      const writer = await enter(id);
      // A file that grows is what a full disk refuses.
      fs.writeFileSync(path.join(place.folder, 'filler'), Buffer.alloc(15 * 1024 * 1024));
      while (writer.acknowledged.length === writer.typed.length && writer.typed.length < 60) {
        writer.type('x'.repeat(100_000));
        await Promise.race([
          writer.toldNotSaved(),
          eventually('it to be saved', () => writer.acknowledged.length === writer.typed.length),
        ]);
      }
      await writer.toldNotSaved();
      for (let asked = 0; asked < 5; asked++) assert.equal(await health(), 503);
      fs.rmSync(path.join(place.folder, 'filler'));
      await eventually('all of it to be saved', () => writer.acknowledged.length === writer.typed.length);
      for (let asked = 0; asked < 5; asked++) assert.equal(await health(), 200);
    } finally {
      await relay?.dispose();
      execFileSync('umount', ['--lazy', place.folder]);
    }
  });

  it('[H17] the files are for the relay’s account alone, and so is a folder that it makes', async function () {
    if (process.platform === 'win32') this.skip();
    const { url } = await start();
    const { id } = await createRoomOn(url);
    const writer = await enter(id);
    writer.type('x');
    await eventually('it to be saved', () => writer.acknowledged.length === 1);
    const modes = fs
      .readdirSync(place.folder)
      .map((name) => [name, (fs.statSync(path.join(place.folder, name)).mode & 0o777).toString(8)]);
    assert.deepEqual(
      modes.sort(),
      ['tandem.db', 'tandem.db-shm', 'tandem.db-wal', 'tandem.db.lock'].map((name) => [name, '600']),
    );
    assert.equal((fs.statSync(place.folder).mode & 0o777).toString(8), '700');
  });
});

const VACUUM = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  database.exec("VACUUM INTO '" + process.argv[2] + "'");
  database.close();
`;

function moveAll(from: string, to: string): void {
  for (const name of fs.readdirSync(from)) fs.renameSync(path.join(from, name), path.join(to, name));
}

/** Empty for what has been closed meanwhile. */
function linkOf(file: string): string {
  try {
    return fs.readlinkSync(file);
  } catch {
    return '';
  }
}
