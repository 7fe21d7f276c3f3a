import { translate } from './translate.ts';

/** Waits for `task`, unless the signal fires. Then the wait ends, but the task continues. */
export async function untilAborted<T>(task: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return task;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error(translate('Cancelled.')));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void task.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
