import { eventually } from '../support/eventually.ts';
import type { CodeWindow } from '../support/vscode/codeWindow.ts';

/** Moves the caret, shows it, and waits until the window knows; keys typed before that go elsewhere. */
export async function caretTo(window: CodeWindow, line: number, character: number): Promise<void> {
  await window.host.select([{ anchor: [line, character], active: [line, character] }]);
  await window.host.run((api, at) => {
    const place = new api.Range(at, 0, at, 0);
    api.window.activeTextEditor?.revealRange(place, api.TextEditorRevealType.InCenterIfOutsideViewport);
  }, line);
  await eventually('the caret to be there', async () =>
    (await window.statusBar()).some((item) => item.includes(`Ln ${line + 1}, Col ${character + 1}`)),
  );
  await eventually('it to be on the screen', () => showsLine(window, line));
}

/** True when the line is on the screen. */
export function showsLine(window: CodeWindow, line: number): Promise<boolean> {
  return window.host.run(
    (api, at) =>
      api.window.activeTextEditor?.visibleRanges.some(
        ({ start, end }) => start.line <= at && end.line >= at,
      ) ?? false,
    line,
  );
}

/** The first line that is on the screen. */
export function topLine(window: CodeWindow): Promise<number> {
  return window.host.run((api) => api.window.activeTextEditor?.visibleRanges[0]?.start.line ?? -1);
}
