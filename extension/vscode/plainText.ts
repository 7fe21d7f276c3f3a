/**
 * A stranger's words for where VS Code reads more than words: `$(name)` draws an icon in status bar and quick picks,
 * `[text](command:…)` a link in notifications.
 */
export function plainText(text: string): string {
  return text.replaceAll('$(', '$\u200B(').replaceAll('](', ']\u200B(');
}
