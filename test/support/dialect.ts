import type { VsCodeName } from './vscode/vsCodes.ts';

/** What the VS Codes of the tests do differently, as far as a binding can see it. */
export interface Dialect {
  /**
   * Tells the carets of the middle of a snippet, where its text has pushed them, and not that it puts them back: the
   * extension host is left with them, unless the snippet has changed which lines are on the screen.
   */
  readonly tellsPushedCarets: boolean;
}

export const DIALECTS: Readonly<Record<VsCodeName, Dialect>> = {
  oldest: { tellsPushedCarets: false },
  newest: { tellsPushedCarets: true },
};

/** Which of them a VS Code of that version is like. */
export function vsCodeLike(version: string): VsCodeName {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 1 && minor <= 100 ? 'oldest' : 'newest';
}
