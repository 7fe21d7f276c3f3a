import * as vscode from 'vscode';
import { isPartnerNear } from '../../client/completion/partnerNearby.ts';
import { isSecretFile } from '../../engine/secretFile.ts';
import type { Situation } from '../../client/completion/silence.ts';
import type { Clock } from '../../client/ports.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import {
  configuredCompletionMode,
  isCompletedLanguage,
  isConfiguredEverywhere,
  isExcludedDocument,
} from './completionSettings.ts';
import type { OtherProviders } from './otherProviders.ts';
import type { Partners } from './partners.ts';

export interface SituationParts {
  readonly documents: SharedDocuments;
  readonly partners: Partners;
  readonly others: OtherProviders;
  readonly clock: Pick<Clock, 'now'>;
}

/** What there is to know at a position before anything is offered there. */
export function situationAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  asked: { readonly isExplicit: boolean; readonly isAfterUndo: boolean },
  { documents, partners, others, clock }: SituationParts,
): Situation {
  const shared = documents.find(document);
  const editor = vscode.window.activeTextEditor;
  const selections = editor?.document === document ? editor.selections : [];
  return {
    ...asked,
    mode: configuredCompletionMode(),
    isLanguageOn: isCompletedLanguage(document.languageId),
    isShared: shared !== undefined,
    isWantedEverywhere: isConfiguredEverywhere(),
    scheme: document.uri.scheme,
    isReadOnly: vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) === false,
    isSecret: isSecretFile(document.uri.path),
    isExcluded: isExcludedDocument(document),
    isOtherProviderActive: others.active() !== undefined,
    carets: Math.max(1, selections.length),
    hasSelection: selections.some(({ isEmpty }) => !isEmpty),
    isPartnerNear:
      shared !== undefined && isPartnerNear(position.line, partners.placesIn(shared), clock.now()),
  };
}

/** True for a document whose text this window's engine may learn from. */
export function mayLearnFrom(document: vscode.TextDocument): boolean {
  return (
    LEARNED_FROM.has(document.uri.scheme) && !isSecretFile(document.uri.path) && !isExcludedDocument(document)
  );
}

const LEARNED_FROM = new Set([
  'file',
  'untitled',
  'tandem',
  'vscode-remote',
  'vscode-vfs',
  'vscode-test-web',
]);
