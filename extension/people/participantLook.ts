import * as vscode from 'vscode';
import type { FlagPlace } from '../../client/people/flagPlace.ts';
import type { Participant } from '../../client/people/participants.ts';
import type { Clock } from '../../client/ports.ts';
import { trackRange, type PlacedChange } from '../../client/people/trackedRange.ts';
import type { PlainText } from '../../client/plainText.ts';

/**
 * VS Code writes decoration options into style sheets as they are, all but `contentText`. So a stranger's words go
 * there only, colours are our own theme colours, and these are constants.
 */
const FLAG_STYLE =
  'none; padding: 0 0.35em; font-size: 0.85em; line-height: 1.35; white-space: pre; pointer-events: none; z-index: 10;';

const STYLES: Readonly<Record<FlagPlace, string>> = {
  // Without `left` it stays where the caret is; with it, it would be placed by the line.
  above: `${FLAG_STYLE} position: absolute; bottom: 100%; margin-left: -1px; border-radius: 0.25em 0.25em 0.25em 0;`,
  below: `${FLAG_STYLE} position: absolute; top: 100%; margin-left: -1px; border-radius: 0 0.25em 0.25em 0.25em;`,
  end: `${FLAG_STYLE} margin-left: 1em; border-radius: 0.25em;`,
};

const CARET_STYLE =
  'none; position: absolute; width: 0; height: 100%; top: 0; margin-left: -1px; z-index: 5; pointer-events: none;';

interface Flag {
  readonly text: PlainText;
  readonly place: FlagPlace;
  readonly at: vscode.Position;
}

interface Drawn {
  /** Where VS Code has it now: it moves what was set along with the text. Undefined where that is not certain. */
  readonly ranges: readonly vscode.Range[] | undefined;
  readonly type: vscode.TextEditorDecorationType;
  readonly setAt: number;
  /** The text changed so soon after it was set that it may have been set into the changed text. */
  readonly isDoubtful: boolean;
}

/** What was set has reached the editor by then. */
const SET_WITHIN_MS = 1_000;

/** One participant's decorations in all editors: made when first needed, set only when something is different. */
export class ParticipantLook {
  readonly #name: string;
  readonly #color: string;
  readonly #clock: Clock;
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  readonly #drawn = new Map<vscode.TextEditor, Map<string, Drawn>>();
  readonly #places = new Map<vscode.TextEditor, FlagPlace>();

  constructor({ name, color }: Participant, clock: Clock) {
    this.#clock = clock;
    this.#name = name;
    this.#color = color.name;
  }

  /** False when the participant has taken another name or colour. */
  fits({ name, color }: Participant): boolean {
    return name === this.#name && color.name === this.#color;
  }

  set(editor: vscode.TextEditor, part: 'caret' | 'selection', ranges: readonly vscode.Range[]): void {
    const make = part === 'caret' ? makeCaret : makeSelection;
    this.#set(editor, part, part, ranges, () => make(this.#color));
  }

  /** Shows the flag, instead of any other that this participant has in the editor. */
  setFlag(editor: vscode.TextEditor, flag: Flag | undefined): void {
    if (flag !== undefined) {
      const { text, place, at } = flag;
      this.#places.set(editor, place);
      const make = (): vscode.TextEditorDecorationType => makeFlag(this.#color, text, place);
      const kind = `flag ${place} ${text}`;
      this.#set(editor, 'flag', kind, [new vscode.Range(at, at)], make);
    } else if (this.#drawn.get(editor)?.has('flag') === true) {
      this.#clear(editor, 'flag');
    }
  }

  /** Where the last flag stood. */
  placeIn(editor: vscode.TextEditor): FlagPlace | undefined {
    return this.#places.get(editor);
  }

  /** Forgets all editors but these. */
  keepOnly(editors: readonly vscode.TextEditor[]): void {
    for (const editor of this.#drawn.keys()) {
      if (editors.includes(editor)) continue;
      this.#drawn.delete(editor);
      this.#places.delete(editor);
    }
  }

  /**
   * The document has changed. VS Code has moved what is drawn; to set it again where it is already would put it back by
   * what has been typed meanwhile.
   */
  textChanged(changes: readonly PlacedChange[]): void {
    const now = this.#clock.now();
    for (const parts of this.#drawn.values()) {
      for (const [part, drawn] of parts) {
        const ranges = drawn.ranges && trackAll(drawn.ranges, changes);
        const isDoubtful =
          drawn.isDoubtful || (!isSame(ranges, drawn.ranges) && now - drawn.setAt < SET_WITHIN_MS);
        parts.set(part, { ...drawn, ranges, isDoubtful });
      }
    }
  }

  /** Sets once more what may be in the wrong place. To be called when nobody types. */
  settle(): void {
    for (const [editor, parts] of this.#drawn) {
      for (const [part, drawn] of parts) {
        if (!drawn.isDoubtful) continue;
        if (drawn.ranges !== undefined) editor.setDecorations(drawn.type, drawn.ranges);
        parts.set(part, { ...drawn, setAt: this.#clock.now(), isDoubtful: false });
      }
    }
  }

  get isDoubtful(): boolean {
    return [...this.#drawn.values()].some((parts) => [...parts.values()].some((drawn) => drawn.isDoubtful));
  }

  dispose(): void {
    for (const type of this.#types.values()) type.dispose();
    this.#drawn.clear();
  }

  #set(
    editor: vscode.TextEditor,
    part: string,
    kind: string,
    ranges: readonly vscode.Range[],
    make: () => vscode.TextEditorDecorationType,
  ): void {
    const drawn = this.#drawn.get(editor)?.get(part);
    if (drawn === undefined && ranges.length === 0) return;
    let type = this.#types.get(kind);
    if (type === undefined) this.#types.set(kind, (type = make()));
    if (drawn?.type === type && isSame(drawn.ranges, ranges)) return;
    if (drawn !== undefined && drawn.type !== type) editor.setDecorations(drawn.type, []);
    editor.setDecorations(type, ranges);
    const parts = this.#drawn.get(editor) ?? new Map<string, Drawn>();
    this.#drawn.set(editor, parts.set(part, { ranges, type, setAt: this.#clock.now(), isDoubtful: false }));
  }

  #clear(editor: vscode.TextEditor, part: string): void {
    const parts = this.#drawn.get(editor);
    const drawn = parts?.get(part);
    if (drawn !== undefined) editor.setDecorations(drawn.type, []);
    parts?.delete(part);
  }
}

type Ranges = readonly vscode.Range[] | undefined;

function isSame(some: Ranges, others: Ranges): boolean {
  if (some === undefined || others === undefined) return false;
  return (
    some.length === others.length &&
    some.every((range, index) => {
      const other = others[index];
      return other !== undefined && range.isEqual(other);
    })
  );
}

function trackAll(ranges: readonly vscode.Range[], changes: readonly PlacedChange[]): Ranges {
  const tracked: vscode.Range[] = [];
  for (const range of ranges) {
    const moved = trackRange(range, changes);
    if (moved === undefined) return undefined;
    const { start, end } = moved;
    tracked.push(new vscode.Range(start.line, start.character, end.line, end.character));
  }
  return tracked;
}

function themeColor(color: string, part = ''): vscode.ThemeColor {
  return new vscode.ThemeColor(`tandem.participant.${color}${part}`);
}

function makeSelection(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    backgroundColor: themeColor(color, '.selection'),
    overviewRulerColor: themeColor(color, '.selection'),
    overviewRulerLane: vscode.OverviewRulerLane.Center,
  });
}

function makeCaret(color: string): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    // Text that comes in exactly here pushes the caret along at once: it was written there.
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    overviewRulerColor: themeColor(color),
    overviewRulerLane: vscode.OverviewRulerLane.Full,
    before: {
      contentText: '\u200B',
      textDecoration: CARET_STYLE,
      border: '1px solid',
      borderColor: themeColor(color),
    },
  });
}

function makeFlag(color: string, text: PlainText, place: FlagPlace): vscode.TextEditorDecorationType {
  const attachment: vscode.ThemableDecorationAttachmentRenderOptions = {
    contentText: text,
    color: themeColor(color, '.name'),
    backgroundColor: themeColor(color),
    textDecoration: STYLES[place],
  };
  return vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...(place === 'end' ? { after: attachment } : { before: attachment }),
  });
}
