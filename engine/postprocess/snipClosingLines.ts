/** Takes closing lines off the end of a text that stand below it already. */
export function snipClosingLines(text: string, linesBelow: readonly string[]): string {
  const lines = text.split('\n');
  for (let count = Math.min(lines.length - 1, linesBelow.length); count > 0; count--) {
    const last = lines.slice(-count);
    const areClosing = last.every((line) => CLOSING.test(line));
    if (areClosing && last.every((line, index) => line.trimEnd() === linesBelow[index]?.trimEnd()))
      return lines.slice(0, -count).join('\n');
  }
  return text;
}

const CLOSING = /^\s*(?:[)\]}]+[;,]?|end|fi|done|esac|<\/[\w-]+>)\s*$/;
