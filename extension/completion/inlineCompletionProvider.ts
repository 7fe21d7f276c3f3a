import * as vscode from 'vscode';
import { WindowCompleter, type WindowCompletionRequest } from '../../client/completion/windowCompleter.ts';
import { type CursorPlace, isSamePlace } from '../../client/completion/cursorPlace.ts';
import { isModelAllowed, type CompletionState } from '../../client/completion/describeCompletion.ts';
import { NearestEngine } from '../../client/completion/nearestEngine.ts';
import { type Offer, offersOf } from '../../client/completion/offer.ts';
import { Outcomes } from '../../client/completion/outcomes.ts';
import { Rejections } from '../../client/completion/rejections.ts';
import { leastProbability, whySilent } from '../../client/completion/silence.ts';
import { Emitter } from '../../client/emitter.ts';
import type { Clock, Log } from '../../client/ports.ts';
import type { RelayKeys } from '../../client/relay/relayKeys.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { RelayCompletions } from './relayCompletion.ts';
import { configuredWrongCost, isMultilineConfigured } from './completionSettings.ts';
import { OtherProviders } from './otherProviders.ts';
import { Partners } from './partners.ts';
import { placeOf } from './placeOf.ts';
import { mayLearnFrom, situationAt } from './situation.ts';
import { toItems } from './toItems.ts';
import { WindowEngine } from './windowEngine.ts';
import { plainText, type PlainText } from '../../client/plainText.ts';

/** An engine that has not answered by then does not. */
const ENGINE_TIMEOUT_MS = 2_000;
/** Lines that a text may begin. */
const MAX_LINES = 8;
const CHOICES = 3;
/** A command of ours has VS Code ask within this. */
const OWN_TRIGGER_MS = 1_000;

/** Ghost text in the documents of this window. */
export class InlineCompletionProvider {
  readonly #documents: SharedDocuments;
  readonly #clock: Clock;
  readonly #completer: WindowCompleter;
  readonly #outcomes: Outcomes;
  readonly #relays: RelayCompletions;
  readonly #nearest: NearestEngine;
  readonly #windowEngine: WindowEngine;
  readonly #partners: Partners;
  readonly #others: OtherProviders;
  readonly #disposables: vscode.Disposable;
  readonly #changed = new Emitter<undefined>();
  /** Who answers, or whether a model is at work, may have changed. */
  readonly onDidChange = this.#changed.event;
  /** Why a room's model did not answer when it was asked last. */
  readonly #notices = new WeakMap<SharedDocument, PlainText>();
  /** VS Code tells no command of ours from the person's. */
  #triggeredAt = -Infinity;
  #access = '[]';
  #isUndoing = false;
  #undoneAt: CursorPlace | undefined;

  constructor(options: {
    documents: SharedDocuments;
    keys: RelayKeys;
    memento: vscode.Memento;
    clock: Clock;
    log: Log;
  }) {
    const { documents, keys, memento, clock, log } = options;
    this.#relays = new RelayCompletions(keys);
    this.#documents = documents;
    this.#clock = clock;
    this.#others = new OtherProviders(memento);
    this.#partners = new Partners(documents, clock);
    this.#nearest = new NearestEngine(clock);
    this.#windowEngine = new WindowEngine({ clock, log, mayLearnFrom });
    const rejections = new Rejections(clock);
    const outcomes = new Outcomes({ clock, rejections, report: (event) => this.#relays.report(event) });
    this.#outcomes = outcomes;
    this.#completer = new WindowCompleter({
      ...{ clock, rejections },
      screen: {
        get shown() {
          return outcomes.shown;
        },
        trigger: () => void this.#trigger(),
        replace: () => void this.#replace(),
      },
    });
    this.#disposables = vscode.Disposable.from(
      // An object of its own: VS Code would take `onDidChange` for the wish to be asked again.
      vscode.languages.registerInlineCompletionItemProvider(
        { pattern: '**' },
        {
          provideInlineCompletionItems: (document, position, context) =>
            this.#provide(document, position, context),
        },
      ),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.#movedIn(textEditor);
      }),
      vscode.window.onDidChangeActiveTextEditor(() => {
        outcomes.movedTo(undefined);
        this.#completer.forget();
        this.#changed.fire(undefined);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, reason }) => {
        if (reason !== undefined && document === vscode.window.activeTextEditor?.document) this.undoing();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (!event.affectsConfiguration('tandem.completions')) return;
        this.#completer.reset();
        this.#changed.fire(undefined);
      }),
      vscode.extensions.onDidChange(() => this.#changed.fire(undefined)),
      documents.onDidChange(() => this.#accessChanged()),
      this.#partners,
      this.#windowEngine,
      this.#changed,
    );
  }

  /** A room was left, or its model may not see it any more: whoever is being asked is to stop, and what they said goes. */
  #accessChanged(): void {
    const access = JSON.stringify(
      this.#documents.all().map(({ session }) => [session.room.id, isModelAllowed(session.completions)]),
    );
    if (access === this.#access) return;
    this.#access = access;
    this.#completer.reset();
  }

  /** True while a model is at work. */
  get isModelAsked(): boolean {
    return this.#completer.isModelAsked;
  }

  async #provide(
    document: vscode.TextDocument,
    position: vscode.Position,
    { triggerKind, selectedCompletionInfo }: vscode.InlineCompletionContext,
  ): Promise<vscode.InlineCompletionItem[]> {
    const isOwn = this.#clock.now() - this.#triggeredAt < OWN_TRIGGER_MS;
    const isExplicit = triggerKind === vscode.InlineCompletionTriggerKind.Invoke && !isOwn;
    this.#triggeredAt = -Infinity;
    const place = placeOf(document, position);
    if (this.#isUndoing) this.#undoneAt = place;
    this.#isUndoing = false;
    this.#outcomes.movedTo(place);
    const silence = whySilent(this.#situation(document, position, place, isExplicit));
    if (silence !== undefined) {
      if (silence === 'otherProvider' && this.#documents.find(document) !== undefined)
        this.#others.explainOnce();
      this.#outcomes.withdraw();
      this.#completer.forget();
      this.#changed.fire(undefined);
      return [];
    }
    const offers = await this.#completer.complete(this.#request(document, position, place, isExplicit));
    this.#changed.fire(undefined);
    const items = toItems(document, position, offers, selectedCompletionInfo);
    const [best] = items.length > 0 ? offers : [];
    // Whoever has typed on meanwhile is answered anew.
    if (best !== undefined && this.#isAt(place)) this.#outcomes.offered(place, best);
    return items;
  }

  /** The person undoes or redoes: what comes of it needs no suggestion. */
  undoing(): void {
    this.#isUndoing = true;
  }

  /** The person took an offer whole; what may follow is offered at once. */
  async accepted(offer: Offer): Promise<void> {
    this.#outcomes.accepted(offer);
    await this.#trigger();
  }

  /** Takes away what is shown, and does not show it here again soon. */
  async dismiss(): Promise<void> {
    this.#outcomes.dismissed();
    this.#completer.forget();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
  }

  /** What there is to say about completions in a document, where the cursor is. */
  stateIn(document: vscode.TextDocument, position: vscode.Position): CompletionState {
    const shared = this.#documents.find(document);
    const place = placeOf(document, position);
    const session = shared?.session;
    return {
      silence: whySilent(this.#situation(document, position, place, false)),
      language: document.languageId,
      room: session && { name: session.room.name, isOnline: session.state.kind === 'online' },
      info: session?.completions,
      answersHere: this.#nearest.answersHere,
      notice: shared && this.#notices.get(shared),
    };
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#completer.reset();
    this.#outcomes.withdraw();
  }

  #situation(
    document: vscode.TextDocument,
    position: vscode.Position,
    place: CursorPlace,
    isExplicit: boolean,
  ): Parameters<typeof whySilent>[0] {
    const isAfterUndo = this.#undoneAt !== undefined && isSamePlace(this.#undoneAt, place);
    const parts = {
      documents: this.#documents,
      partners: this.#partners,
      others: this.#others,
      clock: this.#clock,
    };
    return situationAt(document, position, { isExplicit, isAfterUndo }, parts);
  }

  #request(
    document: vscode.TextDocument,
    position: vscode.Position,
    place: CursorPlace,
    isExplicit: boolean,
  ): WindowCompletionRequest {
    const shared = this.#documents.find(document);
    const isOnline = shared?.session.state.kind === 'online';
    const isMultiline = isMultilineConfigured();
    const wrongCost = configuredWrongCost();
    const toRelay = (tier: 'engine' | 'model', signal: AbortSignal): Promise<Offer[]> =>
      shared === undefined
        ? Promise.resolve([])
        : this.#fromRelay(shared, document, position, { tier, isExplicit, signal });
    return {
      ...{ place, isExplicit, isMultiline, wrongCost },
      leastProbability: leastProbability(document.languageId, place.before.at(-1) ?? ''),
      engine: () =>
        this.#nearest.ask({
          window: () =>
            this.#windowEngine.complete({
              ...{ document, position },
              isUpToDate: () => isThere(document, position, place),
              wrongCost: isExplicit ? 0 : wrongCost,
              maxLines: isMultiline ? MAX_LINES : 0,
              alternatives: isExplicit ? CHOICES : 1,
            }),
          relay: isOnline
            ? (): Promise<Offer[] | undefined> => toRelay('engine', AbortSignal.timeout(ENGINE_TIMEOUT_MS))
            : undefined,
        }),
      model:
        isOnline && isModelAllowed(shared.session.completions)
          ? (signal) => toRelay('model', signal)
          : undefined,
    };
  }

  async #fromRelay(
    shared: SharedDocument,
    document: vscode.TextDocument,
    position: vscode.Position,
    asked: { tier: 'engine' | 'model'; isExplicit: boolean; signal: AbortSignal },
  ): Promise<Offer[]> {
    const { tier, isExplicit, signal } = asked;
    const { session } = shared;
    const response = this.#relays.request({ session, document, position, isExplicit, tier }, signal);
    if (tier === 'model') this.#changed.fire(undefined);
    const { notice, ...suggestions } = await response.finally(() => this.#changed.fire(undefined));
    if (tier === 'model') {
      if (notice === undefined) this.#notices.delete(shared);
      else this.#notices.set(shared, plainText(notice.message));
    }
    this.#relays.answered(session.room.relayUrl, suggestions.id);
    return offersOf(suggestions);
  }

  #movedIn({ document, selections, selection }: vscode.TextEditor): void {
    const isCaret = selections.length === 1 && selection.isEmpty;
    this.#outcomes.movedTo(isCaret ? placeOf(document, selection.active) : undefined);
  }

  #isAt(place: CursorPlace): boolean {
    const editor = vscode.window.activeTextEditor;
    return editor !== undefined && isThere(editor.document, editor.selection.active, place);
  }

  async #trigger(): Promise<void> {
    this.#triggeredAt = this.#clock.now();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
  }

  async #replace(): Promise<void> {
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    await this.#trigger();
  }
}

/** True while `position` is still the place that it was. */
function isThere(document: vscode.TextDocument, position: vscode.Position, place: CursorPlace): boolean {
  return position.line < document.lineCount && isSamePlace(placeOf(document, position), place);
}
