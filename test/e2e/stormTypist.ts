import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import type { SeededRandom } from '../support/seed.ts';
import type { CodeWindow } from '../support/vscode/codeWindow.ts';
import { markOf, type SlottedText } from './slottedText.ts';

/**
 * A person who types into places of a SlottedText by real keys, from where `goTo` put the caret, and looks after each burst whether the caret still
 * stands behind the last key. A key goes off 10 to 40 ms
 * after the last one.
 */
export class StormTypist {
  readonly #window: CodeWindow;
  readonly #model: SlottedText;
  readonly #random: SeededRandom;
  #keys = 0;
  #number = 0;

  constructor(window: CodeWindow, model: SlottedText, random: SeededRandom) {
    this.#window = window;
    this.#model = model;
    this.#random = random;
  }

  /** Keys pressed so far. */
  get keys(): number {
    return this.#keys;
  }

  /** Puts the caret at the end of the place. Not in a storm: an extension's selection may meet lines that have moved. */
  async goTo(slot: string): Promise<void> {
    const { host } = this.#window;
    await host.executeCommand('workbench.action.focusActiveEditorGroup');
    await host.run(async (api, mark) => {
      const editor = api.window.activeTextEditor!;
      const at = editor.document.positionAt(editor.document.getText().indexOf(mark));
      if (editor.selection.isEmpty && editor.selection.active.isEqual(at)) return;
      editor.selection = new api.Selection(at, at);
      editor.revealRange(editor.selection);
      // `selection` is what was set, also while the window has not heard of it: the next key would go elsewhere.
      await new Promise<void>((resolve) => {
        const subscription = api.window.onDidChangeTextEditorSelection(({ selections }) => {
          if (selections[0]?.active.isEqual(at) !== true) return;
          subscription.dispose();
          resolve();
        });
      });
    }, markOf(slot));
    await this.#caretIsAtEnd(slot);
  }

  /** Words that open suggestions, at the end of the place. */
  async words(slot: string, keys: number): Promise<void> {
    await this.#repeat(keys, () =>
      this.#type(
        slot,
        this.#few((number) => ` word${number} and sugge`),
      ),
    );
    await this.#type(slot, ' ');
  }

  /** A word whose arrival nobody waits for. */
  async unseen(slot: string): Promise<void> {
    const text = `u${this.#number++} `;
    await this.#send(text);
    this.#model.append(slot, text);
  }

  /** Brackets and quotes, which VS Code closes by itself and whose closing keys it then takes for its own. */
  async brackets(slot: string, keys: number): Promise<void> {
    await this.#repeat(keys, () =>
      this.#type(
        slot,
        this.#few((number) => `f(a["k${number}"], {b}) `),
      ),
    );
  }

  /**
   * Plain letters where somebody else writes, too. Returns them: the model cannot know how the two are joined. Where
   * both begin at the same moment, Yjs may split a burst once (docs/binding.md, what it cannot guarantee); the caret then
   * stands behind the second part.
   */
  async letters(slot: string, keys: number): Promise<string> {
    let typed = '';
    await this.#repeat(keys, async () => {
      const text = this.#few((number) => `z${number}z-`);
      await this.#send(text);
      typed += text;
      await this.#caretSees(
        slot,
        (before) => {
          const own = before.slice(before.lastIndexOf(' ') + 1);
          return own !== '' && (own.endsWith(text) || text.endsWith(own));
        },
        () => true,
      );
    });
    return typed;
  }

  /** Snippets, filled in stop by stop. */
  async snippets(slot: string, keys: number): Promise<void> {
    await this.#repeat(keys, async () => {
      const [item, list, body] = [`i${this.#number}`, `l${this.#number}`, `b${this.#number++}`];
      await this.#window.host.executeCommand('editor.action.insertSnippet', {
        snippet: 'for ${1:item} of ${2:list} ( ${3:body} $1 ) $0',
      });
      for (const stop of [item, list, body]) {
        await this.#send(stop);
        await this.#press('Tab');
      }
      this.#model.append(slot, `for ${item} of ${list} ( ${body} ${item} ) `);
      await this.#caretIsAtEnd(slot);
    });
  }

  /** The same words at a caret in each place; they stand in one column on lines that follow each other. */
  async manyCarets(slots: readonly string[], keys: number): Promise<void> {
    for (let more = slots.length; more > 1; more--) await this.#press('Control+Shift+ArrowDown');
    await eventually(
      'a caret on every line',
      async () => (await this.#window.host.selections()).length === slots.length,
    );
    await this.#repeat(keys, async () => {
      const text = `m${this.#number++} `;
      await this.#send(text);
      for (const slot of slots) this.#model.append(slot, text);
    });
    await this.#press('Escape');
    await this.#press('Escape');
    await this.#caretIsAtEnd(slots[0] ?? '');
  }

  /** Words with something in them for a formatter, which runs at every save. */
  async savedWords(slot: string, keys: number): Promise<void> {
    await this.#repeat(keys, async () => {
      const word = `s${this.#number++}`;
      await this.#send(`${word}~~ `);
      this.#model.append(slot, `${word} `);
      await this.#press('Control+s');
    });
  }

  /** A caret in the middle of own words stays between the same two letters while the storm goes on. */
  async caretStaysInside(slot: string): Promise<void> {
    const steps = 9;
    for (let step = 0; step < steps; step++) await this.#press('ArrowLeft');
    const content = this.#model.read(slot);
    const [before, after] = [content.slice(-steps - 12, -steps), content.slice(-steps) + markOf(slot)];
    for (let look = 0; look < 10; look++) {
      await this.#caretSees(
        slot,
        (text) => text.endsWith(before),
        (text) => text.startsWith(after),
      );
    }
  }

  /**
   * A selection of own words, with the other author writing right at its end, neither grows nor shrinks. After `calm`,
   * which makes the order of the two certain, it is typed over.
   */
  async selectionStays(slot: string, calm: () => Promise<void>): Promise<void> {
    const content = this.#model.read(slot);
    for (let unit = 0; unit < 8; unit++) await this.#press('Shift+ArrowLeft');
    const expected = content.slice(-8);
    for (let look = 0; look < 20; look++) {
      await eventually(
        `"${expected}" to be selected`,
        async () =>
          (await this.#window.host.run((api) => {
            const editor = api.window.activeTextEditor;
            return editor?.document.getText(editor.selection);
          })) === expected,
      );
    }
    await calm();
    const token = `t${this.#number++} `;
    await this.#send(token);
    this.#model.write(slot, content.slice(0, -8) + token);
  }

  async #repeat(keys: number, burst: () => Promise<void>): Promise<void> {
    for (const until = this.#keys + keys; this.#keys < until;) await burst();
  }

  /** Some pieces, typed without a look in between. */
  #few(piece: (number: number) => string): string {
    return Array.from({ length: 3 }, () => piece(this.#number++)).join('');
  }

  async #type(slot: string, text: string): Promise<void> {
    await this.#send(text);
    this.#model.append(slot, text);
    await this.#caretIsAtEnd(slot);
  }

  async #send(text: string): Promise<void> {
    this.#keys += text.length;
    await this.#window.type(text, 10 + this.#random.int(30));
  }

  async #press(keys: string): Promise<void> {
    this.#keys++;
    await this.#window.press(keys);
  }

  async #caretIsAtEnd(slot: string): Promise<void> {
    const last = this.#model.read(slot).slice(-12);
    await this.#caretSees(
      slot,
      (before) => before.endsWith(last),
      (after) => after.startsWith(markOf(slot)),
    );
  }

  /** Waits until the text around the caret is as it has to be: keys and selections arrive a moment later. */
  async #caretSees(
    slot: string,
    isBefore: (text: string) => boolean,
    isAfter: (text: string) => boolean,
  ): Promise<void> {
    let last: { before: string; after: string } | undefined;
    try {
      await eventually(`the caret in ${slot}`, async () => {
        last = await this.#aroundCaret();
        return isBefore(last.before) && isAfter(last.after);
      });
    } catch (error) {
      assert.fail(`the caret of "${slot}" is at ${JSON.stringify(last)}: ${String(error)}`);
    }
  }

  #aroundCaret(): Promise<{ before: string; after: string }> {
    return this.#window.host.run((api) => {
      const editor = api.window.activeTextEditor!;
      const { document, selection } = editor;
      const text = document.getText();
      const at = document.offsetAt(selection.active);
      return { before: text.slice(Math.max(0, at - 40), at), after: text.slice(at, at + 40) };
    });
  }
}
