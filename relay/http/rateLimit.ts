import { isIPv6 } from 'node:net';
import type { Context, Middleware } from 'koa';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { ProblemError } from './problem.ts';

export interface RateLimit {
  /** 0 for no limit. */
  readonly points: number;
  readonly seconds: number;
  /** One plain sentence for who has asked too often. */
  readonly message: string;
  readonly onLimited?: () => void;
}

/** Answers 429 to an address that asks too often, before its body is read. */
export function limitRate({ points, seconds, message, onLimited }: RateLimit): Middleware {
  if (points === 0) return (_context, next) => next();
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return async (context, next) => {
    try {
      await limiter.consume(limitedAddress(context));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      onLimited?.();
      context.set('Retry-After', String(Math.max(1, Math.ceil(error.msBeforeNext / 1_000))));
      throw new ProblemError(429, message);
    }
    await next();
  };
}

/** Whom a limit counts: an IPv4 address; of IPv6 the network, as each of its homes has 2^64 addresses to choose from. */
export function limitedAddress(context: Pick<Context, 'ip'>): string {
  const ip = context.ip
    // Some proxies add the port, which is another for each connection.
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '');
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':');
    // A dotted end stands for two groups; it is never among the first four, which count here.
    const missing = 8 - groups.length - rest.length - (tail.includes('.') ? 1 : 0);
    groups.push(...Array<string>(Math.max(0, missing)).fill('0'), ...rest);
  }
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
