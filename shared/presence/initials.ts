/** One or two graphemes that stand for a display name: "Anna" is AN, "Zoë van Dyk" ZD. */
export function initials(name: string): string {
  const words = name.split(/[\s\p{P}]+/u).filter((word) => word !== '');
  const first = graphemes(words[0] ?? name);
  const last = words.length > 1 ? graphemes(words.at(-1) ?? '')[0] : first[1];
  return `${first[0] ?? ''}${last ?? ''}`.toLocaleUpperCase();
}

const segmenter = new Intl.Segmenter();

function graphemes(word: string): string[] {
  return [...segmenter.segment(word)].map(({ segment }) => segment);
}
