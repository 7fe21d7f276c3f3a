import type { AutocompleteResponse } from '../../shared/api/autocomplete.ts';
import { isSecretFile } from '../../engine/secretFile.ts';
import type { Clock } from '../clock.ts';
import type { AiConfig } from '../config.ts';
import type { Log } from '../log.ts';
import type { ServiceMetrics } from '../metrics/serviceMetrics.ts';
import type { RandomBytes } from '../random.ts';
import { Acceptance } from './acceptance.ts';
import { CircuitBreaker } from './circuitBreaker.ts';
import type { RelayEngineResponse, RelayEngine, RoomCode } from './relayEngine.ts';
import { isSameText } from './isSameText.ts';
import type { CompletionModel, ModelResponse } from './model/model.ts';
import { type ModelError, modelErrorOf } from './model/modelError.ts';
import { modelPromptOf, tokensIn } from './modelPrompt.ts';
import { ModelQuota } from './modelQuota.ts';
import { type ModelText, modelTextOf } from './modelTexts.ts';
import { type ModelNotice, NOTICES } from './notices.ts';

/** The room that a request names. */
export interface AskedRoom {
  readonly id: string;
  /** Whether its owner lets a model see its text. */
  readonly isModelAllowed: boolean;
  /** Undefined while nobody is in it. */
  readonly source: RoomCode | undefined;
}

/** What `POST /autocomplete` asks, once its room and its person are known. */
export interface RelayCompletionRequest {
  readonly code: string;
  /** In UTF-16 units, within the code. */
  readonly cursor: number;
  /** A VS Code language id. */
  readonly language: string;
  readonly path: string;
  readonly isExplicit: boolean;
  /** Nobody asked: one text at most, and only where it is worth showing. */
  readonly isAutomatic: boolean;
  readonly tier: 'engine' | 'model' | undefined;
  /** Undefined where none is named, or none that there is. */
  readonly room: AskedRoom | undefined;
  /** Names the asker for the limits. */
  readonly person: string;
}

/** What `POST /autocomplete` is answered with. */
export interface RelayCompletionResponse {
  readonly body: AutocompleteResponse;
  /** When a model that did not answer is worth asking again. */
  readonly retryAfterMs: number | undefined;
}

export interface CompleterParts {
  readonly engine: RelayEngine;
  /** Undefined for a relay without one. */
  readonly model: CompletionModel | undefined;
  readonly limits: Pick<AiConfig, 'roomDailyTokens' | 'relayDailyTokens' | 'withoutRoom'>;
  readonly metrics: ServiceMetrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: RandomBytes;
}

/** Completes for the clients of this relay: by the model where there is one that may and can, else by the engine. */
export class RelayCompleter {
  readonly acceptance = new Acceptance();
  readonly #parts: CompleterParts;
  readonly #breaker: CircuitBreaker;
  readonly #quota: ModelQuota;
  readonly #salt: Buffer;

  constructor(parts: CompleterParts) {
    this.#parts = parts;
    this.#breaker = new CircuitBreaker(() => parts.metrics.now());
    this.#quota = new ModelQuota(parts.limits, () => parts.clock.now());
    this.#salt = parts.random(16);
  }

  /** Rejects when the engine fails, and when nobody waits any more (`signal`); never because of the model. */
  async complete(request: RelayCompletionRequest, signal: AbortSignal): Promise<RelayCompletionResponse> {
    const outcome = await this.#askModel(request, signal);
    signal.throwIfAborted();
    const { code, cursor, language, isAutomatic, room } = request;
    const source = room?.source;
    const engineRequest = { code, cursor, language, isAutomatic, ...(source && { room: source }) };
    const isModelAlone = typeof outcome === 'object' && 'text' in outcome && !request.isExplicit;
    const local = isModelAlone ? NOTHING : await this.#parts.engine.complete(engineRequest, signal);
    return this.#responseOf(outcome, local);
  }

  #responseOf(
    outcome: ModelText | ModelNotice | undefined,
    local: RelayEngineResponse,
  ): RelayCompletionResponse {
    const { model, random } = this.#parts;
    const id = random(12).toString('base64url');
    if (outcome !== undefined && 'text' in outcome && model !== undefined) {
      const { text, probability } = outcome;
      const kind = { source: model.provider, isMultiline: text.includes('\n') };
      const suggestions = [...new Set([text, ...local.suggestions])].slice(0, MAX_SUGGESTIONS);
      this.acceptance.answered(id, model.provider, text);
      return {
        body: {
          suggestions,
          confidence: probability ?? this.acceptance.probability(kind),
          confidence_basis: probability === undefined ? 'acceptance' : 'logprobs',
          source: model.provider,
          id,
        },
        retryAfterMs: undefined,
      };
    }
    const notice = outcome !== undefined && 'code' in outcome ? outcome : undefined;
    this.acceptance.answered(id, 'local', local.suggestions[0] ?? '');
    return {
      body: {
        suggestions: [...local.suggestions],
        confidence: local.confidence,
        confidence_basis: 'engine',
        source: 'local',
        id,
        ...(notice && { notice: { code: notice.code, message: notice.message } }),
      },
      retryAfterMs: notice?.retryAfterMs,
    };
  }

  /** Undefined where there is nothing to tell: it was not to be asked, or has nothing to say. */
  async #askModel(
    request: RelayCompletionRequest,
    signal: AbortSignal,
  ): Promise<ModelText | ModelNotice | undefined> {
    const { model } = this.#parts;
    if (request.tier === 'engine') return undefined;
    const isDemanded = request.tier === 'model';
    if (model === undefined) return isDemanded ? NOTICES.noModel : undefined;
    const notice = this.#whyNot(request);
    if (notice !== undefined) return isDemanded ? notice : undefined;
    const prompt = modelPromptOf({ ...request, ...this.#aboutRoom(request), salt: this.#salt });
    if (prompt === undefined) return isDemanded ? NOTICES.atSecret : undefined;
    const pause = this.#breaker.enter();
    if (pause !== undefined)
      return pause.kind === 'key rejected' ? NOTICES.keyRejected : NOTICES.unavailable(pause.retryAfterMs);
    const booked = tokensIn(prompt) + prompt.maxTokens;
    const lease = this.#quota.take({ person: request.person, room: request.room?.id ?? '' }, booked);
    if ('retryAfterMs' in lease) {
      this.#breaker.failed({ failure: 'cancelled', retryAfterMs: undefined });
      return NOTICES.overQuota(lease.retryAfterMs);
    }
    const since = this.#parts.metrics.now();
    let used = booked;
    try {
      const response = await model.complete(prompt, signal);
      used = tokensOf(response) ?? booked;
      this.#breaker.succeeded();
      this.#parts.metrics.modelAnswered('answered', since);
      return modelTextOf(response, { ...request, maxLines: prompt.maxLines });
    } catch (error) {
      return this.#failed(modelErrorOf(error, this.#parts.clock.now()), since);
    } finally {
      this.#parts.metrics.modelUsed(used);
      lease.release(used);
    }
  }

  #failed(error: ModelError, since: number): ModelNotice {
    const { failure, status, requestId, retryAfterMs } = error;
    this.#breaker.failed(error);
    this.#parts.metrics.modelAnswered(failure, since);
    // What the provider said is not logged: it may hold the key, or text.
    if (failure !== 'cancelled')
      this.#parts.log.warn({ failure, status, providerRequest: requestId }, 'the model did not answer');
    return failure === 'key rejected' ? NOTICES.keyRejected : NOTICES.unavailable(retryAfterMs);
  }

  #whyNot({ room, path }: RelayCompletionRequest): ModelNotice | undefined {
    if (isSecretFile(path)) return NOTICES.secretFile;
    if (room === undefined) return this.#parts.limits.withoutRoom ? undefined : NOTICES.noRoom;
    return room.isModelAllowed ? undefined : NOTICES.notAllowed;
  }

  /** The room's text is of use to the model only beside another one. */
  #aboutRoom({ room, code }: RelayCompletionRequest): { room: string; related: string[] } {
    const text = room?.source?.text;
    return {
      room: room?.id ?? '',
      related: text === undefined || text === '' || isSameText(code, text) ? [] : [text],
    };
  }
}

function tokensOf({ tokens }: ModelResponse): number | undefined {
  return tokens && tokens.input + tokens.output;
}

const NOTHING: RelayEngineResponse = { suggestions: [], confidence: 0 };
const MAX_SUGGESTIONS = 5;
