import type { Middleware } from 'koa';
import { RefusedError } from '../refusedError.ts';

/** Answers 426 to who reads where only WebSockets are, such as a browser that an address of /sync was pasted into. */
export const askForWebSockets: Middleware = (context, next) => {
  if (context.method !== 'GET' || !/^\/(sync|ws)\/[^/]+$/.test(context.path)) return next();
  context.set({ Upgrade: 'websocket', Connection: 'Upgrade' });
  throw RefusedError.of('needsWebSocket');
};
