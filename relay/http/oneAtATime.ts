import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { MAX_PIPELINED_REQUESTS } from '../limits.ts';

type Answer = () => unknown;

/**
 * Answers the requests of one connection one after the other. Node hands over all that a client has pipelined at once,
 * and would hold every answer until the client has read those before it.
 */
export class OneAtATime {
  /** Requests that wait, by the connection that is being answered. */
  readonly #waiting = new WeakMap<Socket, Answer[]>();

  /** Calls `answer` when the answer before it has been sent. A connection with too many requests is cut. */
  take({ socket }: IncomingMessage, response: ServerResponse, answer: Answer): void {
    const begin = (): void => {
      response.once('close', () => this.#next(socket));
      answer();
    };
    const waiting = this.#waiting.get(socket);
    if (waiting === undefined) {
      this.#waiting.set(socket, []);
      begin();
    } else if (waiting.length < MAX_PIPELINED_REQUESTS) {
      waiting.push(begin);
    } else {
      socket.destroy();
    }
  }

  #next(socket: Socket): void {
    const next = socket.destroyed ? undefined : this.#waiting.get(socket)?.shift();
    if (next === undefined) this.#waiting.delete(socket);
    else next();
  }
}
