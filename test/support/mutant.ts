import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A fault to plant in a file, from the top of the repository. */
export interface Mutation extends Replacement {
  readonly file: string;
  /** Where the fault needs a second place in the same file. */
  readonly and?: Replacement;
}

/** The one occurrence of `find` in the file is replaced. */
interface Replacement {
  readonly find: string;
  readonly replace: string;
}

const root = new URL('../../', import.meta.url);
let mutants = 0;

/**
 * Imports a module of ours, and whatever of ours it imports, with a fault planted in the source. The real modules stay
 * as they are; packages are shared with them.
 */
export async function importMutant<T>(entry: string, mutation: Mutation): Promise<T> {
  const file = new URL(mutation.file, root).href;
  const source = readFileSync(fileURLToPath(file), 'utf8');
  const mutated = [mutation, ...(mutation.and ? [mutation.and] : [])].reduce((text, { find, replace }) => {
    if (text.split(find).length !== 2) {
      throw new Error(`"${find}" must occur once in ${mutation.file}; adapt the planted fault to the code.`);
    }
    return text.replace(find, () => replace);
  }, source);
  const mark = `?mutant=${++mutants}`;
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      const isWithin = context.parentURL?.endsWith(mark) === true && specifier.startsWith('.');
      return isWithin ? { ...resolved, url: resolved.url + mark } : resolved;
    },
    load(url, context, next) {
      if (url !== file + mark) return next(url, context);
      return {
        format: 'module-typescript',
        source: mutated,
        shortCircuit: true,
      };
    },
  });
  try {
    return (await import(pathToFileURL(fileURLToPath(new URL(entry, root))).href + mark)) as T;
  } finally {
    hooks.deregister();
  }
}
