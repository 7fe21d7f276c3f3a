/** The VS Codes that the tests run in: the oldest that package.json admits, and the newest whose server is on npm. */
export const VS_CODES = {
  oldest: { codeServer: '4.100.3' },
  newest: { codeServer: '4.139.1' },
} as const;

export type VsCodeName = keyof typeof VS_CODES;

export const VS_CODE_NAMES: readonly VsCodeName[] = ['oldest', 'newest'];

/** The one that TANDEM_VSCODE names; the newest where it is not set. */
export function chosenVsCode(given = process.env['TANDEM_VSCODE']): VsCodeName {
  return given === undefined || given === '' ? 'newest' : parseVsCodeName(given);
}

export function parseVsCodeName(text: string): VsCodeName {
  const name = VS_CODE_NAMES.find((known) => known === text);
  if (name === undefined)
    throw new Error(`There is no VS Code called ${text}; there are ${VS_CODE_NAMES.join(' and ')}.`);
  return name;
}
