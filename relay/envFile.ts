import { parseEnv } from 'node:util';
import { SETTINGS } from './settings.ts';

/** What a file of settings says. */
export interface EnvFile {
  /** What keeps the relay from starting: one sentence each. Never a value, which may be a secret. */
  readonly problems: readonly string[];
  /** Names that are not the relay's: files hold variables of other programs, too. */
  readonly unknown: readonly string[];
}

/** Looks through the text of a file `.env`, which Node passes over in silence where it does not understand it. */
export function checkEnvFile(text: string): EnvFile {
  const problems: string[] = [];
  for (const { number, name } of linesOf(text)) {
    const meant = name === undefined ? undefined : meantSetting(name);
    if (name === undefined) problems.push(`.env line ${number} is not NAME=value.`);
    else if (meant !== undefined)
      problems.push(`.env line ${number}: ${name} is not a setting. Did you mean ${meant}?`);
  }
  return { problems, unknown: Object.keys(parseEnv(text)).filter((name) => !Object.hasOwn(SETTINGS, name)) };
}

/** The lines that mean something, with the name that each gives a value; undefined where it gives none. */
function linesOf(text: string): { readonly number: number; readonly name: string | undefined }[] {
  const found = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]?.trim() ?? '';
    if (line === '' || line.startsWith('#')) continue;
    const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/.exec(line) ?? [];
    found.push({ number: i + 1, name });
    i += linesInside(value, lines.slice(i + 1));
  }
  return found;
}

/** How many of the `following` lines belong to a value whose quotation mark is closed in one of them. */
function linesInside(value: string, following: readonly string[]): number {
  const mark = /^["'`]/.exec(value)?.[0];
  if (mark === undefined || value.indexOf(mark, 1) !== -1) return 0;
  return following.findIndex((line) => line.includes(mark)) + 1;
}

/** The setting that `name` is a slip of; undefined for a setting itself, and for what is near to none. */
function meantSetting(name: string): string | undefined {
  if (Object.hasOwn(SETTINGS, name)) return undefined;
  const written = name.toUpperCase();
  // Slips are rare in a first letter, where names of others differ: XAI_API_KEY is no AI_API_KEY.
  return Object.keys(SETTINGS).find(
    (setting) =>
      setting[0] === written[0] && slipsBetween(setting, written) <= (setting.length <= SHORT ? 1 : 2),
  );
}

/** Of so few letters most are within two slips of each other. */
const SHORT = 5;

/** How many letters were left out, added, mistaken or swapped with the next one (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= one.length; i++) {
    const [above = [], twoAbove = []] = [rows[i - 1], rows[i - 2]];
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row.push(
        Math.min(
          (above[j] ?? Infinity) + 1,
          (row[j - 1] ?? Infinity) + 1,
          (above[j - 1] ?? Infinity) + (isSame ? 0 : 1),
          isSwapped ? (twoAbove[j - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    rows.push(row);
  }
  return rows.at(-1)?.at(-1) ?? Infinity;
}
