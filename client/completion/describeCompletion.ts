import { assertNever } from '../../shared/assertNever.ts';
import type { CompletionsInfo } from '../../shared/protocol/control.ts';
import { translate } from '../translate.ts';
import type { SilenceReason } from './silence.ts';
import { type PlainText, plainText } from '../plainText.ts';

/** What we know about the completions in a document. */
export interface CompletionState {
  readonly silence: SilenceReason | undefined;
  readonly language: string;
  /** Undefined in a document outside rooms. */
  readonly room: { readonly name: string; readonly isOnline: boolean } | undefined;
  /** Who answers in the room; undefined if the relay does not say. */
  readonly info: CompletionsInfo | undefined;
  /** The engine in this window answers instead of the relay's. */
  readonly answersHere: boolean;
  /** Why the model did not answer the last request. */
  readonly notice: PlainText | undefined;
}

export interface CompletionDescription {
  /** Who answers, or that nobody does, in two or three words. */
  readonly short: PlainText;
  readonly isOff: boolean;
  /** Whole sentences: what answers, or why nothing does, and what a model sees. */
  readonly sentences: readonly PlainText[];
}

/** True if a model answers: there is one, and the room's owner allows it. */
export function isModelAllowed(info: CompletionsInfo | undefined): boolean {
  return info !== undefined && info.engine !== 'local' && info.allowed;
}

/** "OpenAI (gpt-6-luna)". */
export function nameOfModel({ engine, model }: CompletionsInfo): string {
  const provider = providerOf(engine);
  return model === null ? provider : `${provider} (${model})`;
}

/** Says in words what answers in a document, whether a model sees its text, and why there may be no suggestions. */
export function describeCompletions(state: CompletionState): CompletionDescription {
  const { silence, info, notice } = state;
  const sees = whoSees(state);
  const why = silence === undefined ? undefined : explainSilence(silence, state.language);
  if (why !== undefined && !why.isForNow)
    return { short: why.short, isOff: true, sentences: [why.sentence, ...sees] };
  const hasModel = info !== undefined && isModelAllowed(info) && state.room?.isOnline === true;
  const sentences = [
    hasModel
      ? translate('Suggestions come from the engine at once, and from {0} when you pause.', nameOfModel(info))
      : state.answersHere || state.room?.isOnline !== true
        ? translate('Suggestions come from the engine in this window, without any model.')
        : translate('Suggestions come from the relay’s own engine, without any model.'),
    ...(why === undefined ? [] : [why.sentence]),
    ...(hasModel && notice !== undefined ? [notice] : []),
    ...sees,
  ];
  const short =
    hasModel && notice === undefined ? plainText(info.model ?? providerOf(info.engine)) : translate('engine');
  return { short, isOff: false, sentences };
}

function whoSees({ room, info }: CompletionState): PlainText[] {
  if (room === undefined) return [translate('The text of this document stays in this window.')];
  if (info === undefined || info.engine === 'local') return [translate('No model sees the room’s text.')];
  return [
    info.allowed
      ? translate('The room’s owner allows {0} to see the room’s text.', nameOfModel(info))
      : translate('No model sees the room’s text: its owner has not allowed {0}.', nameOfModel(info)),
  ];
}

function providerOf(engine: CompletionsInfo['engine']): string {
  switch (engine) {
    case 'local':
      return translate('the relay’s engine');
    case 'openai':
      return 'OpenAI';
    case 'anthropic':
      return 'Anthropic';
    default:
      return assertNever(engine);
  }
}

interface Explanation {
  readonly short: PlainText;
  readonly sentence: PlainText;
  /** It passes by itself while the person keeps working. */
  readonly isForNow: boolean;
}

function explainSilence(reason: SilenceReason, language: string): Explanation {
  const lasting = (short: PlainText, sentence: PlainText): Explanation => ({
    short,
    sentence,
    isForNow: false,
  });
  const passing = (sentence: PlainText): Explanation => ({ short: plainText(''), sentence, isForNow: true });
  const off = translate('off');
  switch (reason) {
    case 'off':
      return lasting(off, translate('Completions are off. "Tandem: Toggle Completions" switches them on.'));
    case 'languageOff':
      return lasting(
        translate('off for {0}', language),
        translate('Completions are off for the language {0}.', language),
      );
    case 'notShared':
      return lasting(off, translate('Your settings limit completions to shared documents.'));
    case 'noText':
      return lasting(off, translate('There are no completions here: this is not a text file.'));
    case 'readOnly':
      return lasting(off, translate('There are no completions here: the document is read-only.'));
    case 'secret':
      return lasting(off, translate('There are no completions here: files with this name may hold secrets.'));
    case 'excluded':
      return lasting(
        off,
        translate('There are no completions here: "tandem.completions.excludeGlobs" excludes this file.'),
      );
    case 'manual':
      return lasting(
        translate('on request'),
        translate('Completions appear when you ask for them (Trigger Inline Suggestion).'),
      );
    case 'otherProvider':
      return lasting(
        translate('on request'),
        translate(
          'Another extension completes as you type, so Tandem completes when you ask (Trigger Inline Suggestion). "tandem.completions.enabled": "always" changes that.',
        ),
      );
    case 'severalCarets':
      return passing(translate('None right now: there are several carets.'));
    case 'selection':
      return passing(translate('None right now: text is selected.'));
    case 'afterUndo':
      return passing(translate('None right now: you just undid something.'));
    case 'partner':
      return passing(translate('None right now: somebody else is typing here.'));
    default:
      return assertNever(reason);
  }
}
