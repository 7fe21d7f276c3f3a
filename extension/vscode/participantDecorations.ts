import * as vscode from 'vscode';
import type { Participant } from '../core/presence/participants.ts';

/** How long a name stays beside its caret after that moved. */
const FLAG_MS = 2_500;

/**
 * VS Code writes decoration options into style sheets as they are, all but `contentText`. So a stranger's words go
 * there only, colours are our own theme colours, and these are constants.
 */
const FLAG_STYLE =
  // Without `left` it stays where the caret is; with it, it would be placed by the line.
  'none; position: absolute; top: -1.25em; margin-left: -1px; padding: 0 4px; border-radius: 3px 3px 3px 0; ' +
  'font-size: 0.8em; line-height: 1.4em; white-space: pre; pointer-events: none; z-index: 10;';
const FLAG_STYLE_BELOW = FLAG_STYLE.replace('top: -1.25em', 'top: 1.3em').replace(
  '3px 3px 3px 0',
  '0 3px 3px 3px',
);

interface Look {
  readonly key: string;
  readonly selection: vscode.TextEditorDecorationType;
  readonly caret: vscode.TextEditorDecorationType;
  readonly flag: vscode.TextEditorDecorationType;
  readonly flagBelow: vscode.TextEditorDecorationType;
  /** What was drawn last, per editor. */
  drawn: Map<vscode.TextEditor, string>;
  head: number | undefined;
  flagUntil: number;
}

/** A participant with their selections as ranges of the document. */
export interface PlacedParticipant {
  readonly participant: Participant;
  readonly ranges: readonly { readonly range: vscode.Range; readonly head: vscode.Position }[];
}

/** Draws the other participants' carets, names and selections into the editors of one document. */
export class ParticipantDecorations {
  readonly #looks = new Map<number, Look>();
  #timer: NodeJS.Timeout | undefined;
  #latest: { editors: readonly vscode.TextEditor[]; placed: readonly PlacedParticipant[] } = {
    editors: [],
    placed: [],
  };

  /** Draws `placed` into `editors`; only what changed since the last time is set. */
  draw(editors: readonly vscode.TextEditor[], placed: readonly PlacedParticipant[]): void {
    this.#latest = { editors, placed };
    const present = new Set(placed.map(({ participant }) => participant.id));
    for (const [id, look] of this.#looks) if (!present.has(id)) this.#remove(id, look);
    for (const one of placed) this.#drawOne(editors, one);
    this.#scheduleFade();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const [id, look] of this.#looks) this.#remove(id, look);
  }

  #drawOne(editors: readonly vscode.TextEditor[], { participant, ranges }: PlacedParticipant): void {
    const look = this.#lookOf(participant);
    const head = participant.selections[0]?.head;
    if (head !== look.head) {
      look.head = head;
      look.flagUntil = Date.now() + FLAG_MS;
    }
    const hasFlag = Date.now() < look.flagUntil;
    const carets = ranges.map(({ head: position }) => new vscode.Range(position, position));
    const selections = ranges.map(({ range }) => range).filter((range) => !range.isEmpty);
    const [first] = carets;
    const flag = first !== undefined && hasFlag ? [first] : [];
    // A name above the first line would be cut off.
    const isBelow = first?.start.line === 0;
    const drawing = JSON.stringify([carets, selections, hasFlag]);
    for (const editor of editors) {
      if (look.drawn.get(editor) === drawing) continue;
      editor.setDecorations(look.selection, selections);
      editor.setDecorations(look.caret, carets);
      editor.setDecorations(look.flag, isBelow ? [] : flag);
      editor.setDecorations(look.flagBelow, isBelow ? flag : []);
    }
    look.drawn = new Map(editors.map((editor) => [editor, drawing]));
  }

  #lookOf(participant: Participant): Look {
    const key = `${participant.color.name} ${participant.name}`;
    const existing = this.#looks.get(participant.id);
    if (existing?.key === key) return existing;
    if (existing !== undefined) this.#remove(participant.id, existing);
    const look = makeLook(key, participant);
    this.#looks.set(participant.id, look);
    return look;
  }

  #remove(id: number, look: Look): void {
    for (const type of [look.selection, look.caret, look.flag, look.flagBelow]) type.dispose();
    this.#looks.delete(id);
  }

  /** One timer for all names: it draws once more when the next of them is due to fade. */
  #scheduleFade(): void {
    clearTimeout(this.#timer);
    const due = [...this.#looks.values()].map((look) => look.flagUntil).filter((until) => until > Date.now());
    if (due.length === 0) return;
    const wait = Math.min(...due) - Date.now() + 20;
    this.#timer = setTimeout(() => this.draw(this.#latest.editors, this.#latest.placed), wait);
  }
}

function makeLook(key: string, participant: Participant): Look {
  const color = new vscode.ThemeColor(`tandem.participant.${participant.color.name}`);
  const name = (style: string): vscode.TextEditorDecorationType =>
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      before: {
        contentText: participant.name,
        color: new vscode.ThemeColor('editor.background'),
        backgroundColor: color,
        textDecoration: style,
      },
    });
  return {
    key,
    selection: vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      backgroundColor: new vscode.ThemeColor(`tandem.participant.${participant.color.name}.selection`),
    }),
    caret: vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      overviewRulerColor: color,
      overviewRulerLane: vscode.OverviewRulerLane.Full,
      before: {
        contentText: '\u200B',
        textDecoration:
          'none; position: absolute; width: 0; height: 100%; top: 0; z-index: 5; pointer-events: none;',
        border: '1px solid',
        borderColor: color,
      },
    }),
    flag: name(FLAG_STYLE),
    flagBelow: name(FLAG_STYLE_BELOW),
    drawn: new Map(),
    head: undefined,
    flagUntil: 0,
  };
}
