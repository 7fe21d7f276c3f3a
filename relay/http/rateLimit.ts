import type { Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { limitedAddress } from '../names/limitedAddress.ts';
import { RefusedError } from '../refusedError.ts';

export interface RateLimit {
  /** 0 for no limit. */
  readonly points: number;
  readonly seconds: number;
  /** For who has asked too often. */
  readonly refusal: 'tooManyRooms' | 'tooManyCompletions' | 'tooManyEvents';
  readonly onLimited?: () => void;
}

/** Answers 429 to an address that asks too often, before its body is read. */
export function limitRate({ points, seconds, refusal, onLimited }: RateLimit): Middleware {
  if (points === 0) return (_context, next) => next();
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (context, next) => {
    try {
      await limiter.consume(limitedAddress(context));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      onLimited?.();
      context.set('Retry-After', String(Math.max(1, Math.ceil(error.msBeforeNext / 1_000))));
      throw RefusedError.of(refusal);
    }
    await next();
  };
}
