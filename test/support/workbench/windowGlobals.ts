import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { createRequire } from 'node:module';
import type { SeededRandom } from '../seed.ts';
import type { WindowGlobals } from './extensionCode.ts';
import type { Timeline } from './timeline.ts';

/** The globals of one window: its time is the timeline's, its chance comes from the seed, its network is given. */
export class WindowWorld {
  readonly #timeline: Timeline;
  readonly #random: SeededRandom;
  readonly #fetch: typeof fetch;
  #isGone = false;

  constructor(parts: { timeline: Timeline; random: SeededRandom; fetch: typeof fetch }) {
    this.#timeline = parts.timeline;
    this.#random = parts.random;
    this.#fetch = parts.fetch;
  }

  /** The window's process is no more: no timer of it runs again. */
  end(): void {
    this.#isGone = true;
  }

  globals(): WindowGlobals {
    const timeline = this.#timeline;
    const once = (task: (...args: unknown[]) => void, ms = 0, ...args: unknown[]): (() => void) =>
      timeline.after(ms, () => {
        if (!this.#isGone) task(...args);
      });
    const repeatedly = (task: () => void, ms: number): { cancel: () => void } => {
      const timer = { cancel: (): void => undefined };
      const wait = (): void => {
        timer.cancel = once(() => {
          wait();
          task();
        }, ms);
      };
      wait();
      return timer;
    };
    return {
      setTimeout: once,
      clearTimeout: (cancel: unknown) => typeof cancel === 'function' && (cancel as () => void)(),
      setInterval: repeatedly,
      clearInterval: (timer: { cancel: () => void } | undefined) => timer?.cancel(),
      setImmediate: (task: () => void) => once(task),
      Date: class extends Date {
        constructor(...given: unknown[]) {
          super(...((given.length > 0 ? given : [timeline.now()]) as [number]));
        }

        static override now(): number {
          return timeline.now();
        }
      },
      Math: Object.create(Math, { random: { value: () => this.#random.next() } }) as Math,
      performance: { timeOrigin: 0, now: () => timeline.now() },
      AbortSignal: {
        timeout: (ms: number): AbortSignal => {
          const abort = new AbortController();
          once(() => abort.abort(), ms);
          return abort.signal;
        },
      },
      crypto: { getRandomValues: this.#fill, subtle: SUBTLE },
      fetch: this.#fetch,
      process: { env: {}, argv: [], release: { name: 'node' } },
      // Yjs leaves a mark there, and warns where it finds one.
      globalThis: Object.create(globalThis, { '__ $YJS$ __': { value: false, writable: true } }) as object,
      console: { ...console, warn: () => undefined },
    };
  }

  readonly #fill = <T extends ArrayBufferView>(array: T): T => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at++) bytes[at] = this.#random.int(256);
    return array;
  };

  /** What the code requires besides `vscode`. */
  require(name: string): unknown {
    if (name !== 'crypto' && name !== 'node:crypto') return nodeRequire(name);
    return { ...(nodeRequire(name) as object), webcrypto: { getRandomValues: this.#fill, subtle: {} } };
  }
}

const nodeRequire = createRequire(import.meta.url);

/** As much of WebCrypto as Tandem uses, without the threads that would take time that is not the timeline's. */
const SUBTLE = {
  digest: (_name: string, bytes: Uint8Array) =>
    Promise.resolve(Uint8Array.from(createHash('sha256').update(bytes).digest()).buffer),
  importKey: (_format: string, key: Uint8Array) =>
    Promise.resolve(createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' })),
  verify: (_how: object, key: KeyObject, signature: Uint8Array, signed: Uint8Array) =>
    Promise.resolve(verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, signature)),
};
