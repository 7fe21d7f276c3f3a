import assert from 'node:assert/strict';
import { ManualClock } from '../../../test/support/manualClock.ts';
import { StoreError } from '../storeError.ts';
import { type LockServer, type LockSession, SessionLock } from './sessionLock.ts';

/** A server that one connection at a time has the lock of. */
class FakeServer implements LockServer {
  readonly name = 'the database "rooms" on db:5432';
  holder: string | undefined;
  isAway = false;
  /** Whether connections answer. */
  isSilent = false;
  connections = 0;
  /** Breaks the connection that was made last; the server notices when `holder` is set. */
  cut: () => void = () => undefined;
  destroyed: string[] = [];

  async attempt(seeker: Parameters<LockServer['attempt']>[0]): ReturnType<LockServer['attempt']> {
    await Promise.resolve();
    if (this.isAway) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    const id = `own ${++this.connections}`;
    seeker.connected(id);
    if (this.holder !== undefined) return { kind: 'in use', holder: this.holder };
    this.holder = id;
    this.cut = () => seeker.ended();
    const session: LockSession = {
      beat: () => (this.isSilent ? new Promise(() => undefined) : Promise.resolve()),
      end: () => {
        this.holder = undefined;
        return Promise.resolve();
      },
      destroy: () => void this.destroyed.push(id),
    };
    return { kind: 'taken', session };
  }
}

describe('the lock of a database server', () => {
  let server: FakeServer;
  let clock: ManualClock;
  beforeEach(() => {
    server = new FakeServer();
    clock = new ManualClock();
  });

  const take = () => SessionLock.take(server, clock);
  const kindOf = (error: unknown) => (error instanceof StoreError ? error.problem.kind : undefined);

  it('[H9] is refused while another relay has it, and free when that has ended', async () => {
    const first = await take();
    await assert.rejects(take(), (error) => kindOf(error) === 'in-use');
    await first.release();
    await first.release();
    assert.equal((await take()).trouble(), undefined);
  });

  it('is lost with its connection, and taken again', async () => {
    const lock = await take();
    server.cut();
    assert.equal(kindOf(lock.trouble()), 'failed');
    server.holder = undefined;
    await lock.check();
    assert.equal(lock.trouble(), undefined);
  });

  it('is not believed to be another relay’s while the server still believes in its own broken connection', async () => {
    const lock = await take();
    // Twice: the second connection breaks before the server has noticed the end of the first.
    for (let round = 0; round < 2; round++) {
      server.cut();
      await assert.rejects(lock.check(), (error) => kindOf(error) === 'failed');
    }
    server.holder = undefined;
    await lock.check();
    assert.equal(lock.trouble(), undefined);
  });

  it('[H9] says that another relay has it, and is taken again when that one has ended', async () => {
    const lock = await take();
    server.cut();
    server.holder = 'somebody else';
    await assert.rejects(lock.check(), (error) => kindOf(error) === 'in-use');
    assert.equal(kindOf(lock.trouble()), 'in-use');
    server.holder = undefined;
    await lock.check();
    assert.equal(lock.trouble(), undefined);
  });

  it('stays lost while the server is away', async () => {
    const lock = await take();
    server.cut();
    server.isAway = true;
    await assert.rejects(lock.check(), (error) => kindOf(error) === 'failed');
    assert.equal(kindOf(lock.trouble()), 'failed');
  });

  it('is given up when its connection says nothing for long, and leaves no timer', async () => {
    const lock = await take();
    await lock.check();
    assert.equal(clock.pending, 0);
    server.isSilent = true;
    const check = lock.check();
    await Promise.resolve();
    server.holder = undefined;
    clock.advance(60_000);
    await check;
    assert.deepEqual(server.destroyed, ['own 1']);
    assert.equal(lock.trouble(), undefined);
    assert.equal(clock.pending, 0);
  });
});
