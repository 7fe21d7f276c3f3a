import type * as vscode from 'vscode';

/** Secrets where the editor keeps them, and which there are, since they cannot be listed and reading one takes a while. */
export class KeptSecrets {
  readonly #secrets: vscode.SecretStorage;
  readonly #memento: vscode.Memento;
  readonly #listName: string;
  readonly #most: number;

  /** `listName` is where the memento holds their names; of more than `most`, the oldest are not found any more. */
  constructor(secrets: vscode.SecretStorage, memento: vscode.Memento, listName: string, most: number) {
    this.#secrets = secrets;
    this.#memento = memento;
    this.#listName = listName;
    this.#most = most;
  }

  async keep(name: string, secret: string): Promise<void> {
    await this.#secrets.store(name, secret);
    await this.#list([name, ...this.#names().filter((other) => other !== name)].slice(0, this.#most));
  }

  /** The first that there is of these. */
  async find(names: readonly string[]): Promise<string | undefined> {
    for (const name of names) {
      const secret = await this.#secrets.get(name);
      if (secret !== undefined) return secret;
    }
    return undefined;
  }

  /** The same without the secret: whether there is one. */
  has(names: readonly string[]): boolean {
    const known = this.#names();
    return names.some((name) => known.includes(name));
  }

  async forget(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#secrets.delete(name);
    if (this.has(names)) await this.#list(this.#names().filter((other) => !names.includes(other)));
  }

  #names(): string[] {
    const stored = this.#memento.get<unknown>(this.#listName, []);
    return Array.isArray(stored) ? stored.filter((name) => typeof name === 'string') : [];
  }

  async #list(names: readonly string[]): Promise<void> {
    await this.#memento.update(this.#listName, names);
  }
}
