import * as vscode from 'vscode';
import * as z from 'zod';
import {
  describeCompletions,
  isModelAllowed,
  nameOfModel,
} from '../../client/completion/describeCompletion.ts';
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
import { namedRoom } from '../../client/relay/roomRef.ts';
import { chooseShared } from './chooseShared.ts';

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
    throw new UserError(translate('Open a document first. The explanation is about the active document.'));
  const state = completions.stateIn(editor.document, editor.selection.active);
  const text = joined(' ', describeCompletions(state).sentences);
  if (argument !== undefined) return text;
  const isOff = configuredCompletionMode() === 'off';
  const language = editor.document.languageId;
  const toggle = isOff ? translate('Turn On') : translate('Turn Off');
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

/** A script says that it has asked. */
const confirmedSchema = z.object({ isConfirmed: z.literal(true) });

/** Lets a model see a room's text, or no more. Only whoever created the room can, in the window that they did it in. */
export async function allowModel(
  context: CommandContext,
  argument: unknown,
  isAllowed: boolean,
): Promise<void> {
  const title = isAllowed
    ? translate('Allow a Model in This Room')
    : translate('Disallow Models in This Room');
  const shared = await chooseShared(context, argument, title);
  if (shared === undefined) return;
  const { room, completions } = shared.session;
  const token = await context.ownerTokens.find(namedRoom(room));
  if (token === undefined)
    throw new UserError(
      translate(
        'Only the person who created "{0}" can decide that, on the computer where they created it.',
        room.name,
      ),
    );
  if (isAllowed && (completions === undefined || completions.engine === 'local'))
    throw new UserError(
      translate(
        'This relay has no model. Its own engine makes the suggestions, and no text leaves the relay. The operator of the relay can connect a model (docs/completion.md).',
      ),
    );
  if (isModelAllowed(completions) === isAllowed) {
    void tell.info(
      isAllowed
        ? translate('A model is already allowed to see the text of "{0}".', room.name)
        : translate('No model may see the text of "{0}".', room.name),
    );
    // Of a relay without a model it is not known; it may get one.
    if (completions?.engine !== 'local') return;
  }
  if (isAllowed && completions !== undefined && !confirmedSchema.safeParse(argument).success) {
    const allow = translate('Allow');
    const choice = await tell.ask(
      translate('Let {0} see the text of "{1}"?', nameOfModel(completions), room.name),
      translate(
        'While people type in the room, the relay sends parts of its text to the model’s provider. Everyone in the room is told. Files whose names suggest secrets are never sent.',
      ),
      allow,
    );
    if (choice !== allow) return;
  }
  // Whoever is there now gets the owner's key.
  if (!(await context.relays.meet(room.relayUrl))) return;
  await context.api(room.relayUrl).allowModel(room.id, isAllowed, token);
}
