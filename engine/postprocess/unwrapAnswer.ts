/** The code in what a chat model said: what is between <fill> and </fill>, or in a fence; without a preamble. */
export function unwrapAnswer(answer: string): string {
  const tagged = /<fill>([^]*?)(?:<\/fill>|$)/.exec(answer)?.[1];
  const text = tagged ?? answer.replace(/<\/fill>[^]*$/, '');
  const fenced = /^\s*```[\w+#.-]*\n([^]*?)(?:\n?```\s*|$)$/.exec(text)?.[1];
  if (fenced !== undefined) return fenced;
  // Who talks instead of filling in has not filled in anything.
  return tagged === undefined && PREAMBLE.test(text) ? '' : text;
}

const PREAMBLE =
  /^\s*(?:here(?:'s| is| are)|sure\b|certainly\b|of course\b|i (?:can|will|am|have)\b|i'm\b|the (?:code|completion|missing))/i;
