import * as vscode from 'vscode';
import type { PlainText } from '../../client/plainText.ts';
import type { Log } from '../../client/ports.ts';
import type { RelayUrl } from '../../client/relay/relayUrl.ts';
import { RelayApiError } from '../../client/relay/relayApi.ts';
import { translate } from '../../client/translate.ts';
import { Command } from '../names.ts';
import { UserError } from '../userError.ts';
import { tell } from './tell.ts';

/** Tells the person what went wrong, in a sentence where there is one. */
export function report(error: unknown, what: string, log: Log): void {
  const isForPeople = error instanceof UserError || error instanceof RelayApiError;
  const message = error instanceof Error ? error.message : String(error);
  log.error(
    `${what} failed: ${isForPeople || !(error instanceof Error) ? message : (error.stack ?? message)}`,
  );
  const sentence = isForPeople
    ? error.sentence
    : translate('Tandem could not do this: {0} (see "Tandem: Show Log").', message);
  const silentRelay = error instanceof RelayApiError ? error.silentRelay : undefined;
  void (silentRelay === undefined ? tell.error(sentence) : offerDiagnosis(sentence, silentRelay));
}

async function offerDiagnosis(sentence: PlainText, relayUrl: RelayUrl): Promise<void> {
  const why = translate("Why Can't I Connect?");
  if ((await tell.error(sentence, why)) === why)
    await vscode.commands.executeCommand(Command.diagnoseConnection, { relayUrl });
}
