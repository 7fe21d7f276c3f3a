import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Calls, Reply, Request, Scenes } from './load/main.ts';
import type { Scene } from './load/scene.ts';

type OptionsOf<F> = F extends (options: infer O) => unknown ? O : never;
type SceneOf<F> = F extends (options: never) => Promise<Scene<infer Run, infer Figures>>
  ? Scene<Run, Figures>
  : never;
type ResultOf<F> = F extends (options: never) => Promise<infer R> ? R : never;

/** What a scene's clients are told from here. */
export interface RemoteScene<Run, Figures> {
  run(options: Run): Promise<Figures>;
  close(): Promise<void>;
}

/** The clients' process: it lives through the whole run, so that every server meets the same warm code. */
export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #died: Promise<never>;

  constructor() {
    this.#child = fork(path.join(import.meta.dirname, 'load', 'main.ts'), {
      execArgv: ['--no-warnings', '--max-old-space-size=4000'],
    });
    this.#died = once(this.#child, 'exit').then(() => {
      throw new Error("The clients' process has ended.");
    });
    this.#died.catch(() => undefined);
  }

  async open<Name extends keyof Scenes>(
    name: Name,
    options: OptionsOf<Scenes[Name]>,
  ): Promise<
    SceneOf<Scenes[Name]> extends Scene<infer Run, infer Figures> ? RemoteScene<Run, Figures> : never
  > {
    await this.#ask({ kind: 'open', name, options });
    const scene: RemoteScene<unknown, unknown> = {
      run: (run) => this.#ask({ kind: 'run', options: run }),
      close: async () => {
        await this.#ask({ kind: 'close' });
      },
    };
    return scene as never;
  }

  async call<Name extends keyof Calls>(
    name: Name,
    options: OptionsOf<Calls[Name]>,
  ): Promise<ResultOf<Calls[Name]>> {
    return (await this.#ask({ kind: 'call', name, options })) as ResultOf<Calls[Name]>;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  end(): void {
    this.#child.disconnect();
  }

  async #ask(request: Request): Promise<unknown> {
    this.#child.send(request);
    const answered = once(this.#child, 'message') as Promise<[Reply]>;
    const [reply] = await Promise.race([answered, this.#died]);
    if (reply.kind === 'failed') throw new Error(`The clients: ${reply.reason}`);
    return reply.value;
  }
}
