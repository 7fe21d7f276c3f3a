import { languageFamilyOf } from '../../engine/languageFamily.ts';

/** Why Tandem offers nothing. */
export type SilenceReason =
  | 'off'
  | 'languageOff'
  | 'notShared'
  | 'noText'
  | 'readOnly'
  | 'secret'
  | 'excluded'
  | 'manual'
  | 'otherProvider'
  | 'severalCarets'
  | 'selection'
  | 'afterUndo'
  | 'partner';

/** What we know about the document, and about who is in it, at the time of a request. */
export interface Situation {
  /** The setting. */
  readonly mode: 'auto' | 'always' | 'manual' | 'off';
  readonly isLanguageOn: boolean;
  readonly isExplicit: boolean;
  readonly isShared: boolean;
  /** The person wants completions in documents outside rooms. */
  readonly isWantedEverywhere: boolean;
  /** Of the document's URI. */
  readonly scheme: string;
  readonly isReadOnly: boolean;
  /** Its name suggests secrets. */
  readonly isSecret: boolean;
  /** A pattern in the person's settings excludes it. */
  readonly isExcluded: boolean;
  readonly isOtherProviderActive: boolean;
  readonly carets: number;
  readonly hasSelection: boolean;
  readonly isAfterUndo: boolean;
  readonly isPartnerNear: boolean;
}

/**
 * Why Tandem offers nothing here; undefined if it may offer something. The reason that lasts longest comes
 * first.
 */
export function whySilent(situation: Situation): SilenceReason | undefined {
  const { mode, isExplicit, isShared } = situation;
  if (mode === 'off') return 'off';
  if (NOT_TEXTS.has(situation.scheme)) return 'noText';
  if (!isShared && !situation.isWantedEverywhere) return 'notShared';
  if (situation.isReadOnly) return 'readOnly';
  if (situation.isSecret) return 'secret';
  if (situation.isExcluded) return 'excluded';
  if (!isExplicit) {
    // If the person asks by hand in a language that is off, they mean just this once.
    if (!situation.isLanguageOn) return 'languageOff';
    if (mode === 'manual') return 'manual';
    if (mode === 'auto' && situation.isOtherProviderActive) return 'otherProvider';
  }
  if (situation.carets !== 1) return 'severalCarets';
  if (situation.hasSelection) return 'selection';
  if (isExplicit) return undefined;
  if (situation.isAfterUndo) return 'afterUndo';
  return situation.isPartnerNear ? 'partner' : undefined;
}

/** Inputs, outputs and views that VS Code keeps in documents. */
const NOT_TEXTS = new Set([
  'vscode-scm',
  'output',
  'comment',
  'debug',
  'git',
  'search-editor',
  'vscode-interactive-input',
  'vscode-chat-code-block',
  'chat-editing-text-model',
  'walkThrough',
]);

/** How likely a text must be in prose, which is much harder to predict than code. */
const SURE_ENOUGH_FOR_PROSE = 0.6;

/** The minimum probability of an offer after `lineBefore`, the line up to the cursor. */
export function leastProbability(language: string, lineBefore: string): number {
  const { isProse, commentMarks } = languageFamilyOf(language);
  return isProse || isInComment(lineBefore, commentMarks) ? SURE_ENOUGH_FOR_PROSE : 0;
}

function isInComment(lineBefore: string, marks: ReadonlySet<string>): boolean {
  const line = lineBefore.trimStart();
  // A mark within a line counts only after a space, so that addresses (https://) and colors (#fff) in strings
  // pass.
  return [...marks].some(
    (mark) => line.startsWith(mark) || (mark !== '*' && lineBefore.includes(` ${mark} `)),
  );
}
