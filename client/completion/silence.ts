import { languageFamilyOf } from '../../engine/languageFamily.ts';

/** Why nothing is offered. */
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

/** What is known of the document and of who is in it when an offer is asked for. */
export interface Situation {
  /** The setting. */
  readonly mode: 'auto' | 'always' | 'manual' | 'off';
  readonly isLanguageOn: boolean;
  readonly isExplicit: boolean;
  readonly isShared: boolean;
  /** Completions are wanted in documents that are in no room. */
  readonly isWantedEverywhere: boolean;
  /** Of the document's URI. */
  readonly scheme: string;
  readonly isReadOnly: boolean;
  /** Its name is one that files with secrets have. */
  readonly isSecret: boolean;
  /** A pattern of the person's own leaves it out. */
  readonly isExcluded: boolean;
  readonly isOtherProviderActive: boolean;
  readonly carets: number;
  readonly hasSelection: boolean;
  readonly isAfterUndo: boolean;
  readonly isPartnerNear: boolean;
}

/** Why nothing is offered here; undefined where something may be. The reason that lasts longest comes first. */
export function whySilent(situation: Situation): SilenceReason | undefined {
  const { mode, isExplicit, isShared } = situation;
  if (mode === 'off') return 'off';
  if (NOT_TEXTS.has(situation.scheme)) return 'noText';
  if (!isShared && !situation.isWantedEverywhere) return 'notShared';
  if (situation.isReadOnly) return 'readOnly';
  if (situation.isSecret) return 'secret';
  if (situation.isExcluded) return 'excluded';
  if (!isExplicit) {
    // Who asks by hand in a language that is off means just this once.
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

/** How likely a text must be among words, which are much harder to tell than code. */
const SURE_ENOUGH_FOR_PROSE = 0.6;

/** How likely an offer must be at the least behind `lineBefore`, the line up to the cursor. */
export function leastProbability(language: string, lineBefore: string): number {
  const { isProse, commentMarks } = languageFamilyOf(language);
  return isProse || isInComment(lineBefore, commentMarks) ? SURE_ENOUGH_FOR_PROSE : 0;
}

function isInComment(lineBefore: string, marks: ReadonlySet<string>): boolean {
  const line = lineBefore.trimStart();
  // A mark within a line counts after a space only: so do addresses (https://) and colours (#fff) in strings pass.
  return [...marks].some(
    (mark) => line.startsWith(mark) || (mark !== '*' && lineBefore.includes(` ${mark} `)),
  );
}
