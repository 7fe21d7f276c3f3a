import type { Clock } from '../ports.ts';
import { OfferCache, typeThrough } from './offerCache.ts';
import { type CursorPlace, isSamePlace, typedBetween } from './cursorPlace.ts';
import { fitToCursor } from './fitToCursor.ts';
import { distinctOffers, isWorthShowing, type Offer } from './offer.ts';
import type { Rejections } from './rejections.ts';

/** What VS Code requests from this window at a place, and who can answer. */
export interface WindowCompletionRequest {
  readonly place: CursorPlace;
  /** The person asked, and wants several to choose from. Otherwise they only typed. */
  readonly isExplicit: boolean;
  readonly isMultiline: boolean;
  /** What a wrong text costs, in keystrokes that a right one saves. */
  readonly wrongCost: number;
  /** The minimum probability of a text. */
  readonly leastProbability: number;
  /** Answers at once; undefined if the text changed before anybody could look at it. */
  readonly engine: () => Promise<readonly Offer[] | undefined>;
  /** Takes its time. Undefined if no model may be asked. Rejects if it does not answer. */
  readonly model: ((signal: AbortSignal) => Promise<readonly Offer[]>) | undefined;
}

/** How to make the editor ask again. The answer then comes from what we already know. */
export interface Screen {
  /** What is shown at the cursor now. */
  readonly shown: Offer | undefined;
  /** Nothing is shown: ask. */
  trigger(): void;
  /** Something is shown: take it away and ask. */
  replace(): void;
}

/** How long a pause must be before a model is asked. */
const PAUSE_MS = 200;
/** If the engine is this certain, a model has nothing to add. */
const SURE = 0.8;
/** Below this probability, the model's text replaces the engine's. */
const UNSURE = 0.4;
/** How long a person who asked waits for the model. */
const EXPLICIT_WAIT_MS = 5_000;
const MAX_CHOICES = 3;

interface Asked {
  readonly place: CursorPlace;
  readonly answer: Promise<readonly Offer[] | undefined>;
}

/**
 * Completes where the person of this window types: by the engine at once, by a model after a pause.
 *
 * CP1: a request belongs to its place, never to a version of the document. While nothing changes there,
 *      somebody else's edits neither end it nor repeat it.
 * CP2: a text stays while the person types through it, up to its last unit.
 * CP3: a model's text replaces a shown one only if it continues that one, or that one is unlikely.
 */
export class WindowCompleter {
  readonly #clock: Clock;
  readonly #screen: Screen;
  readonly #rejections: Rejections;
  readonly #cache = new OfferCache();
  #latest: WindowCompletionRequest | undefined;
  #engineAsked: Asked | undefined;
  #modelAsked: { readonly place: CursorPlace; readonly abort: AbortController } | undefined;
  /** Where the model was last asked, so that it is not asked for the same again. */
  #modelAnswered: CursorPlace | undefined;
  #pause: { readonly place: CursorPlace; readonly cancel: () => void } | undefined;

  constructor(options: { clock: Clock; screen: Screen; rejections: Rejections }) {
    this.#clock = options.clock;
    this.#screen = options.screen;
    this.#rejections = options.rejections;
  }

  /** True while a model is at work. */
  get isModelAsked(): boolean {
    return this.#modelAsked !== undefined;
  }

  /** What to show at the place of the request, the best first. */
  async complete(request: WindowCompletionRequest): Promise<readonly Offer[]> {
    this.#latest = request;
    this.#dropModel(request.place);
    if (request.isExplicit) return this.#choices(request);
    const kept = this.#cache.find(request.place, this.#clock.now());
    const found = kept ?? (await this.#fromEngine(request));
    // While the engine was working, the person may have typed more or gone elsewhere.
    if (this.#isLatest(request)) this.#planModel(request, found);
    return this.#fit(request, found).slice(0, 1);
  }

  /** Nobody waits for anything any more: the cursor is elsewhere. */
  forget(): void {
    this.#latest = undefined;
    this.#stopModel();
  }

  /** Earlier answers do not count any more, because the engine or the settings have changed. */
  reset(): void {
    this.forget();
    this.#engineAsked = undefined;
    this.#modelAnswered = undefined;
    this.#cache.clear();
  }

  async #fromEngine(request: WindowCompletionRequest): Promise<readonly Offer[]> {
    const { place, wrongCost, leastProbability } = request;
    const underWay = this.#engineAsked;
    const answered =
      underWay !== undefined && isSamePlace(underWay.place, place) ? await underWay.answer : undefined;
    if (answered !== undefined) return answered;
    const cost = wrongCost * this.#rejections.costFactor(place);
    const answer = request.engine().then((offers) => {
      if (offers === undefined) return undefined;
      const worth = offers.filter(
        (offer) => offer.probability >= leastProbability && isWorthShowing(offer, cost),
      );
      this.#cache.put(place, worth, this.#clock.now());
      return worth;
    });
    const asked = { place, answer };
    this.#engineAsked = asked;
    try {
      return (await answer) ?? [];
    } finally {
      if (this.#engineAsked === asked) this.#engineAsked = undefined;
    }
  }

  async #choices(request: WindowCompletionRequest): Promise<readonly Offer[]> {
    const { place, model } = request;
    const kept = this.#cache.find(place, this.#clock.now()) ?? [];
    const [fromModel, fromEngine] = await Promise.all([
      model === undefined ? [] : this.#waitForModel(place, model),
      request.engine(),
    ]);
    const choices = distinctOffers(
      this.#fit(request, [...kept.slice(0, 1), ...fromModel, ...(fromEngine ?? []), ...kept.slice(1)], true),
      MAX_CHOICES,
    );
    this.#cache.put(place, choices, this.#clock.now());
    return choices;
  }

  /**
   * The model's answer for a person who asked and waits. Nothing if it takes too long, or the person goes
   * elsewhere.
   */
  async #waitForModel(
    place: CursorPlace,
    model: NonNullable<WindowCompletionRequest['model']>,
  ): Promise<readonly Offer[]> {
    this.#stopModel();
    const asked = { place, abort: new AbortController() };
    this.#modelAsked = asked;
    const cancel = this.#clock.after(EXPLICIT_WAIT_MS, () => asked.abort.abort());
    try {
      return await model(asked.abort.signal);
    } catch {
      return [];
    } finally {
      cancel();
      if (this.#modelAsked === asked) this.#modelAsked = undefined;
    }
  }

  #fit(request: WindowCompletionRequest, offers: readonly Offer[], isWanted = false): Offer[] {
    const { place, isMultiline } = request;
    return offers.flatMap((offer) => {
      const fitted = fitToCursor(offer, place, isMultiline);
      if (fitted === undefined || (!isWanted && this.#rejections.isDismissed(place, fitted))) return [];
      return fitted;
    });
  }

  #planModel(request: WindowCompletionRequest, known: readonly Offer[]): void {
    const { place, model } = request;
    const [best] = known;
    const isNeeded =
      model !== undefined &&
      (best === undefined || (best.probability < SURE && FROM_ENGINE.has(best.source)));
    const isAnswered = this.#modelAnswered !== undefined && isSamePlace(this.#modelAnswered, place);
    if (!isNeeded || isAnswered || this.#modelAsked !== undefined) {
      this.#pause?.cancel();
      this.#pause = undefined;
      return;
    }
    if (this.#pause !== undefined && isSamePlace(this.#pause.place, place)) return;
    this.#pause?.cancel();
    const cancel = this.#clock.after(PAUSE_MS, () => {
      this.#pause = undefined;
      void this.#askModel(request, model);
    });
    this.#pause = { place, cancel };
  }

  /** Waits for the model while its answer may still match the typed text. */
  #dropModel(place: CursorPlace): void {
    if (this.#modelAsked === undefined || typedBetween(this.#modelAsked.place, place) !== undefined) return;
    this.#modelAsked.abort.abort();
    this.#modelAsked = undefined;
  }

  #stopModel(): void {
    this.#pause?.cancel();
    this.#pause = undefined;
    this.#modelAsked?.abort.abort();
    this.#modelAsked = undefined;
  }

  #isLatest({ place }: WindowCompletionRequest): boolean {
    return this.#latest?.place === place;
  }

  async #askModel(
    request: WindowCompletionRequest,
    model: NonNullable<WindowCompletionRequest['model']>,
  ): Promise<void> {
    const asked = { place: request.place, abort: new AbortController() };
    this.#modelAsked = asked;
    let offers: readonly Offer[] = [];
    try {
      offers = await model(asked.abort.signal);
    } catch {
      // The engine's answer stands. The caller that asked the relay has already reported why it does not
      // answer.
    }
    if (this.#modelAsked === asked) this.#modelAsked = undefined;
    if (asked.abort.signal.aborted) return;
    this.#modelAnswered = asked.place;
    this.#deliver(request, offers);
  }

  #deliver(asked: WindowCompletionRequest, offers: readonly Offer[]): void {
    const latest = this.#latest;
    const typed = latest && typedBetween(asked.place, latest.place);
    const now = this.#clock.now();
    const left = typed === undefined ? [] : typeThrough(offers, typed);
    const [best] = latest === undefined ? [] : this.#fit(latest, left);
    if (latest === undefined || best === undefined) {
      // Kept for when the person comes back, or to remember that there is nothing.
      this.#cache.put(asked.place, [...(this.#cache.find(asked.place, now) ?? []), ...offers], now);
      if (latest !== undefined && typed !== undefined && typed !== '') this.#planModel(latest, []);
      return;
    }
    const { shown } = this.#screen;
    const known = this.#cache.find(latest.place, now) ?? [];
    const goesOn =
      shown !== undefined && best.text.length > shown.text.length && best.text.startsWith(shown.text);
    const isTaken = shown === undefined || goesOn || shown.probability < UNSURE;
    this.#cache.put(latest.place, isTaken ? [...left, ...known] : [...known, ...left], now);
    if (shown === undefined) this.#screen.trigger();
    else if (isTaken && best.text !== shown.text) this.#screen.replace();
  }
}

const FROM_ENGINE: ReadonlySet<Offer['source']> = new Set<Offer['source']>(['window', 'local']);
