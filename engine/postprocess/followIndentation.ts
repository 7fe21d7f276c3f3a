/** Indents the lines of a text after its first with what the document indents with. */
export function followIndentation(
  text: string,
  { usesTabs, indentUnit }: { readonly usesTabs: boolean; readonly indentUnit: number },
): string {
  return text.replace(/\n([ \t]+)/g, (_, blanks: string) => {
    if (usesTabs) return `\n${blanks.replaceAll(' '.repeat(indentUnit), '\t')}`;
    return `\n${blanks.replaceAll('\t', ' '.repeat(indentUnit))}`;
  });
}
