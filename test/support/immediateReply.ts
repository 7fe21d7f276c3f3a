import type { SubmitResult } from '../../client/ports.ts';

/** A promise that runs what awaits it in the same call, so that a test can place that moment exactly. */
export function immediateReply(): {
  promise: PromiseLike<SubmitResult>;
  resolve: (result: SubmitResult) => void;
} {
  let goOn: ((result: SubmitResult) => unknown) | undefined | null;
  const promise = {
    then: (onFulfilled?: ((result: SubmitResult) => unknown) | null) => {
      goOn = onFulfilled;
      return new Promise<never>(() => undefined);
    },
  } as PromiseLike<SubmitResult>;
  return { promise, resolve: (result) => goOn?.(result) };
}
