/** The text up to `maxLines` lines; of more than that, whole ones. */
export function limitLines(text: string, maxLines: number): string {
  let end = -1;
  for (let lines = 0; lines < maxLines; lines++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return text;
  }
  return text.slice(0, end);
}
