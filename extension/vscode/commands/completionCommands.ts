import * as vscode from 'vscode';
import * as z from 'zod';
import { describeCompletions } from '../../core/completion/describeCompletions.ts';
import type { Offer } from '../../core/completion/offer.ts';
import {
  type CompletionMode,
  configuredCompletionMode,
  isCompletedLanguage,
  toggleCompletedLanguage,
  toggleCompletionMode,
} from '../completions/completionSettings.ts';
import { plainText } from '../plainText.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';

/** Switches completions off, or on again; says what they are now. */
export async function toggleCompletions(): Promise<CompletionMode> {
  const mode = await toggleCompletionMode();
  say(mode === 'off' ? vscode.l10n.t('Completions are off.') : vscode.l10n.t('Completions are on.'));
  return mode;
}

const languageSchema = z.object({ language: z.string().optional() });

/** The same for one language, the active document's where none is named; true when it is on now. */
export async function toggleCompletionsForLanguage(argument: unknown): Promise<boolean> {
  const given = languageSchema.parse(argument ?? {}).language;
  const language = given ?? vscode.window.activeTextEditor?.document.languageId;
  if (language === undefined) throw new UserError(vscode.l10n.t('Open a document in that language first.'));
  const isOn = await toggleCompletedLanguage(language);
  say(
    isOn
      ? vscode.l10n.t('Completions are on for {0}.', language)
      : vscode.l10n.t('Completions are off for {0}.', language),
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
    throw new UserError(
      vscode.l10n.t('Open a document first: completions are explained for the active one.'),
    );
  const state = completions.stateIn(editor.document, editor.selection.active);
  const text = describeCompletions(state).sentences.join(' ');
  if (argument !== undefined) return text;
  const isOff = configuredCompletionMode() === 'off';
  const language = editor.document.languageId;
  const toggle = isOff ? vscode.l10n.t('Switch On') : vscode.l10n.t('Switch Off');
  const toggleLanguage = isCompletedLanguage(language)
    ? vscode.l10n.t('Off for {0}', language)
    : vscode.l10n.t('On for {0}', language);
  const settings = vscode.l10n.t('Settings');
  const choice = await vscode.window.showInformationMessage(
    plainText(text),
    toggle,
    toggleLanguage,
    settings,
  );
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

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, 4_000);
}
