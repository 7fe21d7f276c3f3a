import type { CodeWindow } from '../support/vscode/codeWindow.ts';

/** One painted frame of the editor. */
export interface GhostFrame {
  /** The grey text; empty where there is none. */
  readonly ghost: string;
  /** The caret's line without it. */
  readonly line: string;
}

interface Recorder {
  ghostFrames: GhostFrame[];
  isRecordingGhosts: boolean;
}

/**
 * Writes down what the active editor shows on the line of the caret, at every frame from now on until
 * `readGhostFrames`. Frames that show the same as the one before are left out.
 */
export async function recordGhostFrames({ page }: CodeWindow): Promise<void> {
  await page.evaluate(() => {
    const recorder = window as unknown as Recorder;
    recorder.ghostFrames = [];
    recorder.isRecordingGhosts = true;
    const editor = document.querySelector('.editor-group-container.active .monaco-editor');
    const tidy = (text: string): string => text.replaceAll('\u00a0', ' ').replaceAll(/[\u200b-\u200d]/g, '');
    const look = (): void => {
      if (!recorder.isRecordingGhosts || editor === null) return;
      const top = editor.querySelector<HTMLElement>('.cursors-layer .cursor')?.style.top;
      const line = [...editor.querySelectorAll<HTMLElement>('.view-lines > .view-line')].find(
        ({ style }) => style.top === top,
      );
      const ghosts = [...(line?.querySelectorAll('[class*="ghost-text-decoration"]') ?? [])];
      const ghost = ghosts.map(({ textContent }) => textContent).join('');
      const last = recorder.ghostFrames.at(-1);
      const whole = tidy(line?.textContent ?? '');
      const seen = { ghost: tidy(ghost), line: ghost === '' ? whole : whole.replace(tidy(ghost), '') };
      if (last?.ghost !== seen.ghost || last.line !== seen.line) recorder.ghostFrames.push(seen);
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Ends the recording. */
export async function readGhostFrames({ page }: CodeWindow): Promise<GhostFrame[]> {
  return page.evaluate(() => {
    const recorder = window as unknown as Recorder;
    recorder.isRecordingGhosts = false;
    return recorder.ghostFrames;
  });
}
