import type { Log } from '../../client/ports.ts';
import { RelayApiError } from '../../client/relay/relayApi.ts';
import { translate } from '../../client/translate.ts';
import { UserError } from '../userError.ts';
import { tell } from './tell.ts';

/** Tells the person what went wrong, in a sentence where there is one. */
export function report(error: unknown, what: string, log: Log): void {
  const isForPeople = error instanceof UserError || error instanceof RelayApiError;
  const message = error instanceof Error ? error.message : String(error);
  log.error(
    `${what} failed: ${isForPeople || !(error instanceof Error) ? message : (error.stack ?? message)}`,
  );
  void tell.error(
    isForPeople
      ? error.sentence
      : translate('Tandem could not do this: {0} (see "Tandem: Show Log").', message),
  );
}
