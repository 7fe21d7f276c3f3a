/** `text` for a label in which VS Code would draw `$(name)` as an icon; a room's name must not draw one. */
export function plainLabel(text: string): string {
  return text.replaceAll('$(', '$\u200B(');
}
