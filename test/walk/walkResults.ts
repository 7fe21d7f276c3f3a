import fs from 'node:fs';
import path from 'node:path';
import * as z from 'zod';

const resultSchema = z.object({
  seed: z.number(),
  steps: z.number(),
  /** Where it was walked, such as the version of VS Code. */
  place: z.string(),
  seconds: z.number(),
  done: z.number(),
  refused: z.number(),
  impossible: z.number(),
  /** The step after which something was wrong, from zero, and what. */
  failedAt: z.number().optional(),
  findings: z.array(z.string()).optional(),
});

/** How the walk of one seed has ended. */
export type WalkResult = z.infer<typeof resultSchema>;

/** The walks that have ended so far, one a line: who is stopped goes on behind the last of them. */
export class WalkResults {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  all(): WalkResult[] {
    if (!fs.existsSync(this.#file)) return [];
    const lines = fs.readFileSync(this.#file, 'utf8').split('\n');
    return lines.filter((line) => line !== '').map((line) => resultSchema.parse(JSON.parse(line)));
  }

  has({ seed, steps, place }: Pick<WalkResult, 'seed' | 'steps' | 'place'>): boolean {
    return this.all().some((one) => one.seed === seed && one.steps === steps && one.place === place);
  }

  add(result: WalkResult): void {
    fs.mkdirSync(path.dirname(this.#file), { recursive: true });
    fs.appendFileSync(this.#file, `${JSON.stringify(result)}\n`);
  }
}
