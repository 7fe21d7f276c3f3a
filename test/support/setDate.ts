/** Moves the date by `byMs`, as somebody does who sets the computer's clock; what measures time goes on as before. */
export function setDate(byMs: number): { restore(): void } {
  const real = Date;
  globalThis.Date = class extends real {
    constructor(...parameters: readonly unknown[]) {
      if (parameters.length === 0) super(real.now() + byMs);
      else super(...(parameters as [string]));
    }

    static override now(): number {
      return real.now() + byMs;
    }
  } as DateConstructor;
  return { restore: () => (globalThis.Date = real) };
}
