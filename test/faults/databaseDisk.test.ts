import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, createRoomOn } from '../relay/support/rest.ts';
import { eventually } from '../support/eventually.ts';
import { useDatabaseFolder } from './databaseFolder.ts';

describe('the disk of a relay’s database', function () {
  this.timeout(120_000);
  const scene = useDatabaseFolder('disk');

  it('[U4] a disk that is unmounted is noticed, and what was acknowledged is on it', async function () {
    fs.mkdirSync(scene.place.folder);
    const disk = path.join(scene.place.elsewhere, 'disk');
    fs.mkdirSync(disk);
    const isMounted = tryToMount(() => {
      mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', disk);
      mount('--bind', disk, scene.place.folder);
    });
    if (!isMounted) return this.skip();
    try {
      const { url } = await scene.start();
      const { id } = await createRoomOn(url);
      const writer = await scene.enter(id);
      await scene.typeThrough(writer, () => execFileSync('umount', ['--lazy', scene.place.folder]));
      const { acknowledged } = writer;
      assert.equal(await scene.health(), 503);
      await scene.relay!.kill();
      mount('--bind', disk, scene.place.folder);
      await scene.relay!.restart();
      assert.ok((await codeOf(url, id)).startsWith(acknowledged.join('')));
    } finally {
      await scene.relay?.dispose();
      for (const one of [scene.place.folder, disk]) execFileSync('umount', ['--lazy', one]);
    }
  });

  it('[F5] [H14] /health never says that a full disk works, and says so at once when there is room', async function () {
    fs.mkdirSync(scene.place.folder);
    if (!tryToMount(() => mount('-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', scene.place.folder)))
      return this.skip();
    try {
      const { url } = await scene.start();
      const { id } = await createRoomOn(url);
      const writer = await scene.enter(id);
      // A file that grows is what a full disk refuses.
      fs.writeFileSync(path.join(scene.place.folder, 'filler'), Buffer.alloc(15 * 1024 * 1024));
      while (writer.acknowledged.length === writer.typed.length && writer.typed.length < 60) {
        writer.type('x'.repeat(100_000));
        await Promise.race([
          writer.toldNotSaved(),
          eventually('it to be saved', () => writer.acknowledged.length === writer.typed.length),
        ]);
      }
      await writer.toldNotSaved();
      for (let asked = 0; asked < 5; asked++) assert.equal(await scene.health(), 503);
      fs.rmSync(path.join(scene.place.folder, 'filler'));
      await eventually('all of it to be saved', () => writer.acknowledged.length === writer.typed.length);
      for (let asked = 0; asked < 5; asked++) assert.equal(await scene.health(), 200);
    } finally {
      await scene.relay?.dispose();
      execFileSync('umount', ['--lazy', scene.place.folder]);
    }
  });

  it('[H17] the files are for the relay’s account alone, and so is a folder that it makes', async function () {
    if (process.platform === 'win32') this.skip();
    const { url } = await scene.start();
    const { id } = await createRoomOn(url);
    const writer = await scene.enter(id);
    writer.type('x');
    await eventually('it to be saved', () => writer.acknowledged.length === 1);
    const modes = fs
      .readdirSync(scene.place.folder)
      .map((name) => [name, (fs.statSync(path.join(scene.place.folder, name)).mode & 0o777).toString(8)]);
    assert.deepEqual(
      modes.sort(),
      ['tandem.db', 'tandem.db-shm', 'tandem.db-wal', 'tandem.db.lock'].map((name) => [name, '600']),
    );
    assert.equal((fs.statSync(scene.place.folder).mode & 0o777).toString(8), '700');
  });
});

/** False, with a word why, where this account may not mount anything. */
function tryToMount(mounting: () => void): boolean {
  try {
    mounting();
    return true;
  } catch {
    console.log('      skipped: this account may not mount a disk');
    return false;
  }
}

function mount(...parameters: string[]): void {
  execFileSync('mount', parameters, { stdio: 'pipe' });
}
