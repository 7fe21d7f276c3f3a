import { Access } from '../../../relay/access/access.ts';
import { createMemoryRoomStore } from '../../../relay/store/memoryRoomStore.ts';
import { Introductions } from '../../../relay/identity/introduction.ts';
import { RelayKey } from '../../../relay/identity/relayKey.ts';
import { type AppParts, createApp } from '../../../relay/http/createApp.ts';
import { RelayNames } from '../../../relay/names/relayNames.ts';

/** Every route that the relay has, as `GET /rooms/:id`. */
export async function allRoutes(): Promise<string[]> {
  const config = {
    host: '127.0.0.1',
    publicUrl: undefined,
    allowedHosts: [],
    allowedOrigins: [],
    trustProxy: 0,
    roomsPerHour: 0,
    completionsPerMinute: 0,
  };
  const names = new RelayNames(config);
  const parts: Partial<AppParts> = {
    ...{ config, names, version: '0' },
    introductions: new Introductions(await RelayKey.of(createMemoryRoomStore()), names),
    access: new Access({ mode: 'open', teamKeys: [], findRoom: () => Promise.resolve(undefined) }),
  };
  // Whoever answers is not asked here.
  const app = createApp(parts as AppParts);
  const { middleware } = app as unknown as { middleware: { router?: { stack: Layer[] } }[] };
  const stack = middleware.flatMap(({ router }) => router?.stack ?? []);
  return stack.flatMap(({ methods, path }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${path}`),
  );
}

/** As much of the router's own record of a route as is needed. */
interface Layer {
  readonly methods: readonly string[];
  readonly path: string;
}
