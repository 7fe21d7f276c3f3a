import type { Context } from 'koa';

/** The pattern that a request matched, and not its address: a room's id lets people in. Undefined where none did. */
export function routeOf(context: Context): string | undefined {
  const { _matchedRoute: route } = context as { _matchedRoute?: unknown };
  return typeof route === 'string' ? route : undefined;
}
