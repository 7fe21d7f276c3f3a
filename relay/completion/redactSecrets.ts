/** A part of a text that looks like a key or a password, in UTF-16 units. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
}

/** What stands in the place of a secret in a prompt; a response that has it is not used. */
export const REDACTED = '<redacted>';

/** What in a text looks like a secret, from its start to its end. May find too much, rather than too little. */
export function findSecrets(text: string): SecretRange[] {
  const found: SecretRange[] = [];
  for (const pattern of PATTERNS) {
    for (const { indices } of text.matchAll(pattern)) {
      const [start, end] = indices?.groups?.['secret'] ?? indices?.[0] ?? [0, 0];
      if (end > start) found.push({ start, end });
    }
  }
  for (const { index, 0: word } of text.matchAll(/[\w+/=-]{25,}/g))
    if (looksRandom(word)) found.push({ start: index, end: index + word.length });
  return merged(found);
}

/** Where the private key begins that the text ends in; undefined where it ends in none. */
export function startOfOpenKey(text: string): number | undefined {
  const end = text.lastIndexOf('PRIVATE KEY-----');
  const start = end < 0 ? -1 : text.lastIndexOf('-----', end - 1);
  return text.startsWith('-----BEGIN ', start) ? start : undefined;
}

/** The text with REDACTED in the place of each range. */
export function redact(text: string, ranges: readonly SecretRange[]): string {
  let clean = '';
  let at = 0;
  for (const { start, end } of ranges) {
    clean += text.slice(at, start) + REDACTED;
    at = end;
  }
  return clean + text.slice(at);
}

function merged(ranges: SecretRange[]): SecretRange[] {
  const inOrder = ranges.sort((a, b) => a.start - b.start);
  const result: SecretRange[] = [];
  for (const range of inOrder) {
    const last = result.at(-1);
    if (last === undefined || range.start > last.end) result.push(range);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
  }
  return result;
}

/** Names have words in them; keys have digits and both cases all over. */
function looksRandom(word: string): boolean {
  if (!/\d/.test(word) || !/[A-Za-z]/.test(word)) return false;
  const counts = new Map<string, number>();
  for (const unit of word) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return /^[\da-f-]+$/i.test(word) ? bits > 3 : bits > 4;
}

/**
 * Each has to take no longer than the text is long, whatever the text: what may repeat has an end, or a start that is
 * tried once only.
 */
const PATTERNS = [
  /-----BEGIN [A-Z ]{0,64}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,64}PRIVATE KEY-----|$)/dg,
  // The end of one whose start is too far away to be seen.
  /(?<!^[\w+/=]{40,}\n)(?:^[\w+/=]{40,}\n)+-----END/dgm,
  /\b(?:AKIA|ASIA)[A-Z\d]{12,}/dg,
  /\b(?:gh[pousr]_|github_pat_|glpat-|sk-|sk_live_|rk_live_|xox[a-z]-|AIza)[\w-]{10,}/dg,
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/dg,
  /\b(?:Bearer|Basic) +(?<secret>[\w.~+/=-]{8,})/dg,
  /:\/\/[^\s/:@"']*:(?<secret>[^\s/@"']+)@/dg,
  // A closing quote may still be missing.
  /(?:passw(?:or)?d|passphrase|secret|token|api_?-?key|access_?-?key|private_?-?key|credentials?)\w{0,64}["']?\]?\s*(?::\s*\w{1,64}\s*)?(?:[:=]|=>|:=)\s*(?<quote>["'`])(?<secret>(?:\\.|(?!\k<quote>)[^\\\n])+)/dgi,
  /^[ \t]*(?:export[ \t]+)?[A-Z\d_]{0,64}(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY)[A-Z\d_]{0,64}[ \t]*[=:][ \t]*(?<secret>[^\s"'`({$][^\s]*)/dgm,
];
