import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, createRoomOn, request } from '../relay/support/rest.ts';
import { eventually } from '../support/eventually.ts';
import { type Place, useDatabaseFolder } from './databaseFolder.ts';

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
  const scene = useDatabaseFolder('files');

  for (const { title, happen, undo } of MISHAPS) {
    it(`[U4] nothing is acknowledged while ${title}, and everything is stored when it is put back`, async () => {
      const { url } = await scene.start();
      const { id } = await createRoomOn(url);
      const [writer, reader] = [await scene.enter(id), await scene.enter(id)];
      await scene.typeThrough(writer, () => happen(scene.place));
      const acknowledged = writer.acknowledged.length;
      await reader.toldNotSaved();
      assert.equal(await scene.health(), 503);
      assert.equal((await request(url, 'POST', '/rooms', { name: 'x', language: 'go' })).status, 503);
      assert.equal((await request(url, 'DELETE', `/rooms/${id}`)).status, 503);
      await eventually('a line in the log', () => /"level":50[^\n]*tandem\.db/.test(scene.relay!.output()));
      assert.ok(acknowledged < writer.typed.length);
      assert.equal(writer.acknowledged.length, acknowledged);

      undo(scene.place);
      await eventually('all of it to be saved', () => writer.acknowledged.length === writer.typed.length);
      await eventually('a healthy relay', async () => (await scene.health()) === 200);
      assert.equal(await scene.relay!.stop(), 0);
      await scene.relay!.restart();
      assert.equal(await codeOf(url, id), writer.typed.join(''));
    });
  }

  for (const { title, happen, undo } of [MISHAPS[0]!, MISHAPS[4]!]) {
    it(`[U4] what was acknowledged is in the file when the relay is killed after ${title}`, async () => {
      const { url } = await scene.start();
      const { id } = await createRoomOn(url);
      const writer = await scene.enter(id);
      await scene.typeThrough(writer, () => happen(scene.place));
      const { acknowledged } = writer;
      await scene.relay!.kill();
      undo(scene.place);
      await scene.relay!.restart();
      const code = await codeOf(url, id);
      assert.ok(writer.typed.join('').startsWith(code));
      assert.ok(code.startsWith(acknowledged.join('')), `${code} lacks some of ${acknowledged.join('')}`);
    });
  }

  it('[U4] people hear of it before they type, and the log says it once', async () => {
    const { url } = await scene.start();
    const { id } = await createRoomOn(url);
    const reader = await scene.enter(id);
    MISHAPS[0]!.happen(scene.place);
    await reader.toldNotSaved();
    assert.equal(await scene.health(), 503);
    assert.equal(scene.relay!.output().match(/"level":50/g)?.length, 1);
    MISHAPS[0]!.undo(scene.place);
    await eventually('a healthy relay', async () => (await scene.health()) === 200);
  });

  for (const suffix of ['-wal', '-shm']) {
    it(`[U4] the relay goes on by itself when its ${suffix} is deleted, and has lost nothing`, async () => {
      const { url } = await scene.start();
      const { id } = await createRoomOn(url);
      const writer = await scene.enter(id);
      for (let round = 1; round <= 3; round++) {
        for (let i = 0; i < 10; i++) writer.type(`<${round}.${i}>`);
        fs.rmSync(scene.place.file + suffix);
        for (let i = 10; i < 20; i++) writer.type(`<${round}.${i}>`);
        await eventually('all of it to be saved', () => writer.acknowledged.length === 20 * round);
        await eventually('another one', () => fs.existsSync(scene.place.file + suffix));
      }
      assert.equal(await scene.health(), 200);
      await scene.relay!.kill();
      await scene.relay!.restart();
      assert.equal(await codeOf(url, id), writer.typed.join(''));
    });
  }

  it('[U4] a restart serves the file that was put in place, and windows bring what they have', async () => {
    const { url } = await scene.start();
    const { id } = await createRoomOn(url, 'backed up ');
    const backup = path.join(scene.place.elsewhere, 'backup.db');
    execFileSync(process.execPath, ['-e', VACUUM, scene.place.file, backup]);
    const writer = await scene.enter(id);
    writer.type('later ');
    await eventually('it to be saved', () => writer.acknowledged.length === 1);
    fs.renameSync(backup, scene.place.file);
    writer.type('meanwhile');
    await writer.toldNotSaved();
    await scene.relay!.stop();
    for (const companion of ['-wal', '-shm']) fs.rmSync(scene.place.file + companion, { force: true });
    await scene.relay!.restart();
    assert.equal(await codeOf(url, id), 'backed up ');
    await scene.enter(id, writer.doc);
    assert.equal(await codeOf(url, id), 'backed up later meanwhile');
  });

  it('[U4] what the relay still has open of deleted files can be copied out of it', async function () {
    if (process.platform !== 'linux') this.skip();
    const { url, pid } = await scene.start();
    const { id } = await createRoomOn(url);
    const writer = await scene.enter(id);
    writer.type('not yet lost');
    await eventually('it to be saved', () => writer.acknowledged.length === 1);
    for (const name of fs.readdirSync(scene.place.folder)) fs.rmSync(path.join(scene.place.folder, name));
    await writer.toldNotSaved();
    // As docs/self-hosting.md has it.
    for (const one of fs.readdirSync(`/proc/${pid}/fd`)) {
      const link = `/proc/${pid}/fd/${one}`;
      const [, name] = /\/(tandem\.db(?:-wal)?) \(deleted\)$/.exec(linkOf(link)) ?? [];
      if (name !== undefined) fs.copyFileSync(link, path.join(scene.place.elsewhere, name));
    }
    await scene.relay!.kill();
    moveAll(scene.place.elsewhere, scene.place.folder);
    await scene.relay!.restart();
    assert.equal(await codeOf(url, id), 'not yet lost');
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
