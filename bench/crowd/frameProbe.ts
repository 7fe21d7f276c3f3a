/** What the probe saw: milliseconds from each key to the frame that showed it, between frames, and of each long task. */
export interface FrameReport {
  readonly keys: number[];
  readonly frames: number[];
  /** Tasks of the page of 50 ms and more, which is what browsers call long. */
  readonly longTasks: number[];
}

/**
 * A script for the page of a VS Code window in which `words` are typed, line by line. A key counts as shown with the
 * frame after the one in which the lines of the editor had its letter, ghost text aside; others may type elsewhere
 * meanwhile. Ends with `tandemProbe.stop()`.
 */
export function frameProbe(words: string): string {
  return `(() => {
    const words = ${JSON.stringify(words)};
    const keys = [], frames = [], longTasks = [], waiting = [];
    let last, isRunning = true, shown = 0;
    const onKey = (event) => { if (event.key.length === 1) waiting.push(event.timeStamp); };
    addEventListener('keydown', onKey, true);
    const tasks = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    });
    tasks.observe({ type: 'longtask' });
    const ghost = '[class*="ghost-text"]';
    const withoutGhost = (line) => {
      if (line.querySelector(ghost) === null) return line;
      const copy = line.cloneNode(true);
      for (const part of copy.querySelectorAll(ghost)) part.remove();
      return copy;
    };
    const lettersShown = () => {
      let letters = 0;
      for (const line of document.querySelectorAll('.editor-group-container.active .monaco-editor .view-line')) {
        const text = withoutGhost(line).textContent.replaceAll('\\u00a0', ' ');
        if (text !== '' && words.startsWith(text)) letters += text.length;
      }
      return letters;
    };
    const frame = (now) => {
      if (!isRunning) return;
      if (last !== undefined) frames.push(now - last);
      last = now;
      const letters = lettersShown();
      const arrived = waiting.splice(0, Math.max(0, letters - shown));
      shown = Math.max(shown, letters);
      requestAnimationFrame((after) => {
        for (const at of arrived) keys.push(after - at);
        frame(after);
      });
    };
    requestAnimationFrame(frame);
    globalThis.tandemProbe = {
      stop: () => new Promise((resolve, reject) => {
        const until = performance.now() + 10_000;
        const end = () => {
          if (performance.now() > until) return reject(new Error(waiting.length + ' keys were never shown'));
          if (waiting.length > 0) return requestAnimationFrame(end);
          isRunning = false;
          removeEventListener('keydown', onKey, true);
          tasks.disconnect();
          resolve({ keys, frames, longTasks });
        };
        end();
      }),
    };
  })()`;
}
