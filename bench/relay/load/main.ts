/** The clients of the bench, in a process of their own: started by loadProcess.ts, which sends it calls. */
import { joinCold, joinStorm, openFilled, openIdle, playRecording, typeUntilPromised } from './documents.ts';
import { openSaturation } from './saturation.ts';
import type { Scene } from './scene.ts';
import { openTyping } from './typing.ts';

/** Calls that open a scene, which then stays until `close`. */
const scenes = { openTyping, openSaturation, openFilled, openIdle };
const calls = { playRecording, joinCold, joinStorm, typeUntilPromised };

export type Scenes = typeof scenes;
export type Calls = typeof calls;

export type Request =
  | { readonly kind: 'open' | 'call'; readonly name: string; readonly options: unknown }
  | { readonly kind: 'run'; readonly options: unknown }
  | { readonly kind: 'close' };

export type Reply =
  { readonly kind: 'done'; readonly value: unknown } | { readonly kind: 'failed'; readonly reason: string };

let scene: Scene<never, unknown> | undefined;

async function answer(request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'open':
      scene = await (
        scenes as unknown as Record<string, (options: unknown) => Promise<Scene<never, unknown>>>
      )[request.name]!(request.options);
      return undefined;
    case 'call':
      return (calls as unknown as Record<string, (options: unknown) => Promise<unknown>>)[request.name]!(
        request.options,
      );
    case 'run':
      return scene?.run(request.options as never);
    case 'close':
      scene?.close();
      scene = undefined;
      return undefined;
  }
}

process.on('message', (request: Request) => {
  answer(request).then(
    (value) => process.send!({ kind: 'done', value } satisfies Reply),
    (error: unknown) => process.send!({ kind: 'failed', reason: String(error) } satisfies Reply),
  );
});
process.on('disconnect', () => process.exit());
