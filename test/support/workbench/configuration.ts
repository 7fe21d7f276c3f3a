import fs from 'node:fs';
import path from 'node:path';
import { EventEmitter } from './api/classes.ts';

/** The settings of one window: those that were set, else the defaults of the manifest. */
export class Configuration {
  readonly changed = new EventEmitter<{ affectsConfiguration(section: string): boolean }>();
  readonly #values: Map<string, unknown>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = new Map([...defaults(), ...Object.entries(values)]);
  }

  section(section = ''): object {
    const full = (name: string): string => (section === '' ? name : `${section}.${name}`);
    return {
      get: (name: string, otherwise?: unknown) => this.#values.get(full(name)) ?? otherwise,
      has: (name: string) => this.#values.has(full(name)),
      inspect: () => undefined,
      update: (name: string, value: unknown) => {
        this.#values.set(full(name), value);
        this.changed.fire({ affectsConfiguration: (asked) => full(name).startsWith(asked) });
        return Promise.resolve();
      },
    };
  }
}

let read: readonly (readonly [string, unknown])[] | undefined;

function defaults(): readonly (readonly [string, unknown])[] {
  return (read ??= readDefaults());
}

function readDefaults(): (readonly [string, unknown])[] {
  const file = path.join(import.meta.dirname, '..', '..', '..', 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    contributes: { configuration: Properties | Properties[] };
  };
  return [manifest.contributes.configuration]
    .flat()
    .flatMap(({ properties }) => Object.entries(properties))
    .map(([name, setting]) => [name, setting.default] as const);
}

interface Properties {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}
