import type { Liveness } from '../../client/windows/windowLeases.ts';

/** The part of a browser's Web Locks that is needed. */
interface Locks {
  request(name: string, held: () => Promise<unknown>): Promise<unknown>;
  query(): Promise<{ held?: { name?: string }[] }>;
}

/**
 * A browser's window lives as long as it holds a lock of its own: the browser takes the lock away with the worker, also
 * after a crash. Workers of other origins hold theirs elsewhere.
 */
export function lockLiveness(windowId: string): Liveness {
  const { origin, navigator } = globalThis as { origin?: string; navigator?: { locks?: Locks } };
  const locks = navigator?.locks;
  if (locks === undefined || origin === undefined)
    return { mark: Promise.resolve(''), ask: () => Promise.resolve('unknown') };
  const name = `tandem window ${windowId}`;
  return {
    // A worker without an origin of its own gets no lock.
    mark: hold(locks, name).then(
      () => `${origin} ${name}`,
      () => '',
    ),
    async ask(mark) {
      if (!mark.startsWith(`${origin} `)) return 'unknown';
      const { held = [] } = await locks.query();
      return held.some((lock) => mark === `${origin} ${lock.name ?? ''}`) ? 'alive' : 'gone';
    },
  };
}

/** Resolves when the lock is held, which it is until the worker ends. */
function hold(locks: Locks, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    locks
      .request(name, () => {
        resolve();
        return new Promise(() => undefined);
      })
      .catch(reject);
  });
}
