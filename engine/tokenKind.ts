/** What a token is. A break stands for a line that is being typed: nothing is learned across it. */
export const WORD = 0;
export const NUMBER = 1;
export const MARK = 2;
export const NEWLINE = 3;
export const BREAK = 4;

export type TokenKind = typeof WORD | typeof NUMBER | typeof MARK | typeof NEWLINE | typeof BREAK;
