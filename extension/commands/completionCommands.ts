import * as vscode from 'vscode';
import * as z from 'zod';
import { describeCompletions } from '../../client/completion/describeCompletions.ts';
import type { Offer } from '../../client/completion/offer.ts';
import {
  type CompletionMode,
  configuredCompletionMode,
  isCompletedLanguage,
  toggleCompletedLanguage,
  toggleCompletionMode,
} from '../completion/completionSettings.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { type PlainText, joined } from '../../client/plainText.ts';
import { tell } from '../words/tell.ts';

/** Switches completions off, or on again; says what they are now. */
export async function toggleCompletions(): Promise<CompletionMode> {
  const mode = await toggleCompletionMode();
  say(mode === 'off' ? translate('Completions are off.') : translate('Completions are on.'));
  return mode;
}

const languageSchema = z.object({ language: z.string().optional() });

/** The same for one language, the active document's where none is named; true when it is on now. */
export async function toggleCompletionsForLanguage(argument: unknown): Promise<boolean> {
  const given = languageSchema.parse(argument ?? {}).language;
  const language = given ?? vscode.window.activeTextEditor?.document.languageId;
  if (language === undefined) throw new UserError(translate('Open a document in that language first.'));
  const isOn = await toggleCompletedLanguage(language);
  say(
    isOn
      ? translate('Completions are on for {0}.', language)
      : translate('Completions are off for {0}.', language),
  );
  return isOn;
}

/** Says who completes in the active document and who sees its text, or why nothing is suggested. Gives the sentences. */
export async function explainCompletions(
  { completions }: CommandContext,
  argument: unknown,
): Promise<string> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined)
    throw new UserError(translate('Open a document first: completions are explained for the active one.'));
  const state = completions.stateIn(editor.document, editor.selection.active);
  const text = joined(' ', describeCompletions(state).sentences);
  if (argument !== undefined) return text;
  const isOff = configuredCompletionMode() === 'off';
  const language = editor.document.languageId;
  const toggle = isOff ? translate('Switch On') : translate('Switch Off');
  const toggleLanguage = isCompletedLanguage(language)
    ? translate('Off for {0}', language)
    : translate('On for {0}', language);
  const settings = translate('Settings');
  const choice = await tell.info(text, toggle, toggleLanguage, settings);
  if (choice === toggle) await toggleCompletionMode();
  if (choice === toggleLanguage) await toggleCompletedLanguage(language);
  if (choice === settings)
    await vscode.commands.executeCommand('workbench.action.openSettings', 'tandem.completions');
  return text;
}

const offerSchema = z.object({
  text: z.string(),
  probability: z.number(),
  source: z.enum(['window', 'local', 'openai', 'anthropic']),
  id: z.string().optional(),
});

/** VS Code runs it after an offer was taken. */
export async function completionAccepted({ completions }: CommandContext, argument: unknown): Promise<void> {
  const { id, ...offer } = offerSchema.parse(argument);
  await completions.accepted({ ...offer, id } satisfies Offer);
}

function say(text: PlainText): void {
  tell.inPassing(text, 4_000);
}
