import * as vscode from 'vscode';
import { initials } from '../../shared/presence/initials.ts';
import { TimerSlot } from '../../shared/timerSlot.ts';
import { columnAt, placeFlag, type FlagPlace, type TakenColumns } from '../../client/people/flagPlace.ts';
import type { Participant } from '../../client/people/participants.ts';
import type { PlacedChange } from '../../client/people/trackedRange.ts';
import type { Clock } from '../../client/ports.ts';
import { ParticipantLook } from './participantLook.ts';
import type { CursorNames } from '../settings.ts';
import { plainText, type PlainText } from '../../client/plainText.ts';

/** How long a name stays beside its caret after that moved. */
const FLAG_MS = 2_000;

/** Nobody has typed for this long: what is set now stays where it is set. */
const QUIET_MS = 1_000;

/** Where the person types, a name on the next line would be in the way. */
const TYPING_COLUMNS = 12;

/** A participant with their selections as ranges of the document. */
export interface PlacedParticipant {
  readonly participant: Participant;
  readonly ranges: readonly { readonly range: vscode.Range; readonly head: vscode.Position }[];
  /** When their caret last moved by their own doing. */
  readonly movedAt: number;
}

interface Drawing {
  readonly editors: readonly vscode.TextEditor[];
  readonly placed: readonly PlacedParticipant[];
  readonly names: CursorNames;
}

/** Draws the other participants' carets, names and selections into the editors of one document. */
export class ParticipantDecorations {
  readonly #looks = new Map<number, ParticipantLook>();
  readonly #clock: Clock;
  readonly #isQuiet: () => boolean;
  readonly #fading: TimerSlot;
  readonly #settling: TimerSlot;
  #latest: Drawing = { editors: [], placed: [], names: 'never' };

  /** `isQuiet` tells whether nobody's edit is on its way to the editor. */
  constructor(clock: Clock, isQuiet: () => boolean) {
    this.#clock = clock;
    this.#isQuiet = isQuiet;
    this.#fading = new TimerSlot(clock);
    this.#settling = new TimerSlot(clock);
  }

  /** Draws; only what changed since the last time is set. */
  draw(drawing: Drawing): void {
    this.#latest = drawing;
    const { editors, placed } = drawing;
    const present = new Set(placed.map(({ participant }) => participant.id));
    for (const [id, look] of this.#looks) if (!present.has(id)) this.#remove(id, look);
    for (const { participant, ranges } of placed) {
      const look = this.#lookOf(participant);
      look.keepOnly(editors);
      const carets = ranges.map(({ head }) => new vscode.Range(head, head));
      const selections = ranges.map(({ range }) => range).filter((range) => !range.isEmpty);
      for (const editor of editors) {
        look.set(editor, 'caret', carets);
        look.set(editor, 'selection', selections);
      }
    }
    // Read once, so that every name that is drawn now also gets a time to fade.
    const now = this.#clock.now();
    for (const editor of editors) this.#drawFlags(editor, drawing, now);
    this.#scheduleFade(drawing, now);
  }

  /** The document has changed, and with it where everything is drawn. */
  textChanged(changes: readonly PlacedChange[]): void {
    for (const look of this.#looks.values()) look.textChanged(changes);
    if ([...this.#looks.values()].some((look) => look.isDoubtful)) this.#settleSoon();
    else this.#settling.cancel();
  }

  dispose(): void {
    this.#fading.dispose();
    this.#settling.dispose();
    for (const [id, look] of this.#looks) this.#remove(id, look);
  }

  #settleSoon(): void {
    this.#settling.set(QUIET_MS, () => {
      if (!this.#isQuiet()) this.#settleSoon();
      else for (const look of this.#looks.values()) look.settle();
    });
  }

  #drawFlags(editor: vscode.TextEditor, drawing: Drawing, now: number): void {
    const taken: TakenColumns[] = [];
    const { placed } = drawing;
    const { document } = editor;
    const tabSize = typeof editor.options.tabSize === 'number' ? editor.options.tabSize : 4;
    const lineText = visibleText(editor);
    for (const { active } of editor.selections) {
      const from = columnAt(document.lineAt(active.line).text, active.character, tabSize);
      taken.push({ line: active.line, from, to: from + TYPING_COLUMNS });
    }
    const isWrapping =
      vscode.workspace.getConfiguration('editor', document).get<string>('wordWrap', 'off') !== 'off';
    for (const { participant, ranges, movedAt } of placed) {
      const look = this.#lookOf(participant);
      // Drawn again as a name fades: the lines that it was drawn for may be gone meanwhile.
      const head = ranges[0] && document.validatePosition(ranges[0].head);
      const text = head && this.#flagText(participant, now - movedAt, drawing);
      if (head === undefined || text === undefined) {
        look.setFlag(editor, undefined);
        continue;
      }
      const last = look.placeIn(editor);
      const { line, character } = head;
      const { place, takes } = placeFlag({
        ...{ line, character, text, lineText, tabSize, isWrapping, taken, last },
      });
      taken.push(takes);
      look.setFlag(editor, { text, place, at: flagPosition(document, head, place) });
    }
  }

  /**
   * The name while its owner moves. After that the initials, where there is more than one caret to tell apart and so
   * colour alone would have to do it.
   */
  #flagText(participant: Participant, restingMs: number, { placed, names }: Drawing): PlainText | undefined {
    if (names === 'never') return undefined;
    if (names === 'always' || restingMs < FLAG_MS) return plainText(participant.name);
    const others = placed.filter(({ ranges }) => ranges.length > 0).map((one) => one.participant);
    if (others.length < 2) return undefined;
    const short = initials(participant.name);
    const isUnique = others.every((other) => other === participant || initials(other.name) !== short);
    return plainText(isUnique ? short : participant.name);
  }

  #lookOf(participant: Participant): ParticipantLook {
    const existing = this.#looks.get(participant.id);
    if (existing?.fits(participant) === true) return existing;
    if (existing !== undefined) this.#remove(participant.id, existing);
    const look = new ParticipantLook(participant, this.#clock);
    this.#looks.set(participant.id, look);
    return look;
  }

  #remove(id: number, look: ParticipantLook): void {
    look.dispose();
    this.#looks.delete(id);
  }

  /** One timer for all names: it draws once more when the next of them is due to fade. */
  #scheduleFade({ placed }: Drawing, now: number): void {
    const left = placed.map(({ movedAt }) => FLAG_MS - (now - movedAt)).filter((ms) => ms > 0);
    if (left.length === 0) this.#fading.cancel();
    else this.#fading.set(Math.min(...left), () => this.draw(this.#latest));
  }
}

function flagPosition(
  document: vscode.TextDocument,
  head: vscode.Position,
  place: FlagPlace,
): vscode.Position {
  return place === 'end' ? document.lineAt(head.line).range.end : head;
}

/** The text of the lines that are on the screen: not folded away, not above the first one. Below the last it is empty. */
function visibleText({ document, visibleRanges }: vscode.TextEditor): (line: number) => string | undefined {
  return (line) => {
    if (line >= document.lineCount) return '';
    const isVisible = visibleRanges.some(({ start, end }) => line >= start.line && line <= end.line);
    return isVisible ? document.lineAt(line).text : undefined;
  };
}
