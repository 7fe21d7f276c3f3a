import type { Locator } from 'playwright-core';

/** One element that VS Code draws for a decoration. The names of its own class are made up: go by its look. */
export interface DrawnDecoration {
  /** `cdr` is among them for a decorated range. */
  readonly classes: string;
  readonly text: string;
  /** Text put before and after it. */
  readonly before: string;
  readonly after: string;
  readonly background: string;
  readonly border: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The rendered lines of `editor`, from top to bottom. */
export async function editorText(editor: Locator): Promise<string> {
  const lines = await editor.evaluate((element) =>
    [...element.querySelectorAll<HTMLElement>('.view-lines > .view-line')]
      .sort((one, other) => parseFloat(one.style.top) - parseFloat(other.style.top))
      .map((line) => line.textContent),
  );
  return tidy(lines.join('\n'));
}

export async function ghostText(editor: Locator): Promise<string> {
  const parts = editor.locator(
    '.ghost-text, .ghost-text-decoration, .ghost-text-decoration-preview, .suggest-preview-text',
  );
  return tidy((await parts.allTextContents()).join(''));
}

export function decorations(editor: Locator): Promise<DrawnDecoration[]> {
  return editor.evaluate((element) => {
    const drawn = element.querySelectorAll('.view-overlays [class*="ced-"], .view-lines [class*="ced-"]');
    const content = (part: Element, pseudo: string) => {
      const { content: value } = getComputedStyle(part, pseudo);
      return value === 'none' || value === 'normal' ? '' : value.replace(/^"|"$/g, '');
    };
    return [...drawn].map((part) => {
      const { backgroundColor, border } = getComputedStyle(part);
      const { left, top, width, height } = part.getBoundingClientRect();
      const [before, after] = [content(part, '::before'), content(part, '::after')];
      return {
        classes: part.className,
        text: part.textContent,
        ...{ before, after, background: backgroundColor, border, left, top, width, height },
      };
    });
  });
}

/** The texts of all elements that `found` finds, without the empty ones. */
export async function texts(found: Locator): Promise<string[]> {
  const all = await found.allInnerTexts();
  return all.map((text) => tidy(text).trim()).filter((text) => text !== '');
}

/** VS Code renders spaces as U+00A0 and puts zero-width characters between. */
function tidy(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll(/[\u200b-\u200d]/g, '');
}
