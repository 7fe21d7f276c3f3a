/**
 * Cuts a text where it begins to say what the document says below. Lines that are nothing but brackets have to be
 * indented alike, as there are many of them.
 */
export function cutAtNextLine(text: string, nextLine: string | undefined): string {
  if (nextLine === undefined) return text;
  const lines = text.split('\n');
  const hasWords = /[\p{L}\p{N}_]/u.test(nextLine);
  const isNext = (line: string) =>
    hasWords ? line.trim() === nextLine.trim() : line.trimEnd() === nextLine.trimEnd();
  const at = lines.findIndex((line, index) => index > 0 && isNext(line));
  return at < 0 ? text : lines.slice(0, at).join('\n');
}
