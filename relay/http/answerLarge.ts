import type { Context } from 'koa';
import type { Cargo } from '../costs/departures.ts';
import type { Holder } from '../costs/ledger.ts';
import type { LongWork } from '../costs/longWork.ts';
import { ANSWER_PATIENCE_MS, SMALL_ANSWER_BYTES } from '../costs/memoryLimits.ts';
import { isLoopback } from '../names/hostName.ts';
import { limitedAddress } from '../names/limitedAddress.ts';
import { RefusedError } from '../refusedError.ts';
import { LargeAnswer, weigh } from './largeAnswer.ts';
import { takeTurn } from './takeTurn.ts';

/** What is read for an answer. It is read again where there was no memory for the answer: nothing of it waits. */
type Read = () => Promise<object>;

/** Answers that may hold large texts: none of them is kept for a client without memory of the departures. */
export class LargeAnswers {
  readonly #longWork: LongWork;
  readonly #turn: ReturnType<typeof takeTurn>;

  constructor(longWork: LongWork) {
    this.#longWork = longWork;
    this.#turn = takeTurn(longWork);
  }

  /** Answers with what `read` finds, in its turn. Throws RefusedError (`busy`) when there is no memory for too long. */
  async find(context: Context, read: Read): Promise<void> {
    let cargo: Cargo | undefined;
    do {
      let lacking = 0;
      try {
        await this.#turn(context, async () => {
          lacking = this.#send(context, await read(), cargo);
        });
      } finally {
        if (!hasAnswer(context)) cargo?.end();
      }
      if (lacking === 0) return;
      cargo = await this.#wait(context, lacking);
    } while (cargo !== undefined);
  }

  /**
   * Answers a request that brings a text with what `change` makes of it. Throws RefusedError (`busy`) before anything is
   * changed when there is no memory for the answer. The room's text may be another and longer one: then it is read again.
   */
  async change(context: Context, brought: object, change: Read, readAgain?: Read): Promise<void> {
    const bytes = weigh(brought);
    const cargo =
      bytes <= SMALL_ANSWER_BYTES ? undefined : this.#takeFor(context, bytes + SMALL_ANSWER_BYTES);
    let lacking: number;
    let body: object;
    try {
      body = await change();
      lacking = this.#send(context, body, cargo);
    } finally {
      if (!hasAnswer(context)) cargo?.end();
    }
    if (lacking > 0) await this.find(context, readAgain ?? (() => Promise.resolve(body)));
  }

  #takeFor(context: Context, bytes: number): Cargo {
    const cargo = this.#longWork.departures.take(holderOf(context), bytes);
    if (cargo === undefined) throw RefusedError.of('busy');
    return cargo;
  }

  /** Answers; or returns for how many bytes there is no memory. */
  #send(context: Context, body: object, cargo: Cargo | undefined): number {
    const bytes = weigh(body);
    if (bytes <= SMALL_ANSWER_BYTES) {
      cargo?.end();
      context.body = body;
      return 0;
    }
    const { departures } = this.#longWork;
    const taken =
      cargo !== undefined && cargo.bytes >= bytes ? cargo : departures.take(holderOf(context), bytes);
    if (taken === undefined) return bytes;
    if (taken !== cargo) cargo?.end();
    const { req, res } = context;
    const reading = departures.follow({ holder: holderOf(context), giveUp: () => req.socket.destroy() });
    const end = () => {
      reading.end();
      taken.end();
    };
    if (res.closed) end();
    else res.once('close', end);
    const answer = new LargeAnswer(body);
    context.type = 'json';
    context.body = answer.stream({ passed: (count) => reading.passed(count), end });
    context.length = answer.length;
    return 0;
  }

  /** Undefined where the client has hung up meanwhile. */
  async #wait(context: Context, bytes: number): Promise<Cargo | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Cargo | undefined>();
    const takeBack = this.#longWork.departures.wait({
      ...{ holder: holderOf(context), bytes, patienceMs: ANSWER_PATIENCE_MS },
      begin: resolve,
      refuse: () => reject(RefusedError.of('busy')),
    });
    const onClose = () => {
      takeBack();
      resolve(undefined);
    };
    context.res.once('close', onClose);
    try {
      return await promise;
    } finally {
      context.res.off('close', onClose);
    }
  }
}

function hasAnswer({ body }: Context): boolean {
  return body !== undefined && body !== null;
}

/** Behind a proxy that the relay was not told of, all come from this computer: each connection is somebody else then. */
function holderOf(context: Context): Holder {
  const address = limitedAddress(context);
  return isLoopback(address) ? context.req.socket : address;
}
