/** Models of chats like to begin with the line that they were to go on with. */
export function dropRepeatedStart(text: string, lineBefore: string): string {
  const typed = lineBefore.trimStart();
  const start = text.trimStart();
  return typed.trim().length >= MIN_UNITS && start.startsWith(typed) ? start.slice(typed.length) : text;
}

/** Shorter ones may well be meant twice. */
const MIN_UNITS = 3;
