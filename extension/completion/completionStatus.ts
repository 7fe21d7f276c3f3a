import * as vscode from 'vscode';
import { describeCompletions } from '../../client/completion/describeCompletion.ts';
import type { Clock } from '../../client/ports.ts';
import { Pace } from '../../client/people/pace.ts';
import { Command } from '../names.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import type { InlineCompletionProvider } from './inlineCompletionProvider.ts';
import { isConfiguredEverywhere } from './completionSettings.ts';
import { translate } from '../../client/translate.ts';
import { withIcon } from '../../client/plainText.ts';
import { StatusItem } from '../words/statusItem.ts';

const UPDATE_INTERVAL_MS = 200;

/** Who completes in the active document, in the status bar: the engine or a model, at work, or off and why. */
export class CompletionStatus {
  readonly #item = new StatusItem({
    ...{ id: 'tandem.completions', alignment: vscode.StatusBarAlignment.Right, priority: 100 },
    name: translate('Tandem Completions'),
    command: Command.explainCompletions,
  });
  readonly #documents: SharedDocuments;
  readonly #completions: InlineCompletionProvider;
  readonly #updating: Pace;
  readonly #disposables: vscode.Disposable;

  constructor(documents: SharedDocuments, completions: InlineCompletionProvider, clock: Clock) {
    this.#documents = documents;
    this.#completions = completions;
    this.#updating = new Pace(clock, UPDATE_INTERVAL_MS, () => this.#update());
    const update = (): void => this.#updating.ask();
    this.#disposables = vscode.Disposable.from(
      documents.onDidChange(update),
      completions.onDidChange(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      this.#updating,
      this.#item,
    );
    update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #update(): void {
    const editor = vscode.window.activeTextEditor;
    const isShown =
      editor !== undefined &&
      (this.#documents.find(editor.document) !== undefined || isConfiguredEverywhere());
    if (!isShown) {
      this.#item.hide();
      return;
    }
    const state = this.#completions.stateIn(editor.document, editor.selection.active);
    const { short, isOff, sentences } = describeCompletions(state);
    const icon = isOff ? 'circle-slash' : this.#completions.isModelAsked ? 'sync~spin' : 'sparkle';
    this.#item.show({
      text: withIcon(icon, short),
      tooltip: [translate('Tandem completions'), ...sentences],
      spoken: translate('Tandem completions: {0}', short),
    });
  }
}
