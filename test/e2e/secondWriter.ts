import type { ExtensionHost } from '../support/vscode/extensionHost.ts';
import { markOf, type SlottedText } from './slottedText.ts';

/** An edit of each kind in so many milliseconds. */
const INTERVAL_MS = 250;

/**
 * Another extension of the window, which edits the document as extensions do: into the place `checked` by
 * TextEditor.edit, which refuses where the text has moved on; into `unchecked`, which has to end the first line, by
 * plain workspace.applyEdit. That one edits at whatever position it was given, so only there it is right by itself.
 */
export class SecondWriter {
  readonly #host: ExtensionHost;
  readonly #model: SlottedText;
  readonly #slots: { readonly checked: string; readonly unchecked: string };

  constructor(
    host: ExtensionHost,
    model: SlottedText,
    slots: { readonly checked: string; readonly unchecked: string },
  ) {
    this.#host = host;
    this.#model = model;
    this.#slots = slots;
  }

  start(): Promise<void> {
    const { checked, unchecked } = this.#slots;
    return this.#host.run(
      (api, { checkedMark, uncheckedMark, intervalMs }) => {
        const editor = api.window.activeTextEditor!;
        const { document } = editor;
        const made = { checked: 0, unchecked: 0, isStopped: false };
        Object.assign(globalThis, { secondWriter: made });
        const run = async (): Promise<void> => {
          while (!made.isStopped) {
            const at = document.positionAt(document.getText().indexOf(checkedMark));
            const token = `X${made.checked} `;
            if (await editor.edit((edit) => edit.insert(at, token))) made.checked++;

            const column = document.lineAt(0).text.indexOf(uncheckedMark);
            const change = new api.WorkspaceEdit();
            change.insert(document.uri, new api.Position(0, column), `Y${made.unchecked} `);
            if (await api.workspace.applyEdit(change)) made.unchecked++;
            await new Promise((resolve) => setTimeout(resolve, intervalMs));
          }
          Object.assign(made, { isDone: true });
        };
        void run();
      },
      { checkedMark: markOf(checked), uncheckedMark: markOf(unchecked), intervalMs: INTERVAL_MS },
    );
  }

  /** Resolves with the number of edits, which the model then knows. */
  async stop(): Promise<number> {
    const made = await this.#host.run(async () => {
      const { secondWriter } = globalThis as unknown as {
        secondWriter: { checked: number; unchecked: number; isStopped: boolean; isDone?: boolean };
      };
      secondWriter.isStopped = true;
      while (secondWriter.isDone !== true) await new Promise((resolve) => setTimeout(resolve, 20));
      return { checked: secondWriter.checked, unchecked: secondWriter.unchecked };
    });
    this.#model.write(this.#slots.checked, tokens('X', made.checked));
    this.#model.write(this.#slots.unchecked, tokens('Y', made.unchecked));
    return made.checked + made.unchecked;
  }
}

function tokens(letter: string, count: number): string {
  return Array.from({ length: count }, (_, index) => `${letter}${index} `).join('');
}
