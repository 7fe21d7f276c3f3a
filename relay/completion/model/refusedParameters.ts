/** Which of the parameters that a request can do without a provider has refused so far. */
export class RefusedParameters {
  readonly #refused = new Set<string>();

  /** The body without what was refused. */
  without(body: Readonly<Record<string, unknown>>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(body).filter(([name]) => !this.#refused.has(name)));
  }

  /** True when an error says that one of `droppable` is not taken, so that the request is worth repeating without it. */
  learn(error: unknown, droppable: readonly string[]): boolean {
    const { status, message, param } = error as { status?: unknown; message?: unknown; param?: unknown };
    if (status !== 400 && status !== 422) return false;
    const said = `${typeof param === 'string' ? param : ''} ${typeof message === 'string' ? message : ''}`;
    const name = droppable.find((each) => !this.#refused.has(each) && said.includes(each));
    if (name === undefined) return false;
    this.#refused.add(name);
    return true;
  }
}
