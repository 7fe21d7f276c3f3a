import type { CompletionEngine } from '../../engine/completionEngine.ts';
import type { RoomSource } from './engine.ts';
import { commonEnd, commonStart } from '../../shared/text/commonEnds.ts';

/**
 * The rooms that completions were asked for of late, as documents of an engine. A room is looked at when somebody asks
 * and not when somebody types; what has changed since is then one edit.
 */
export class RoomTexts {
  private readonly engine: CompletionEngine;
  /** By room, the one that was asked for longest ago first. */
  private readonly known = new Map<string, Omit<RoomSource, 'id'>>();

  constructor(engine: CompletionEngine) {
    this.engine = engine;
  }

  /** The name of the room's document, which then has the room's text; the rooms of longest ago are forgotten. */
  take({ id, text: whole, language }: RoomSource): string {
    const name = `room ${id}`;
    const text = whole.slice(0, MAX_UNITS);
    const before = this.known.get(id);
    this.known.delete(id);
    this.known.set(id, { text, language });
    if (before?.language !== language) this.engine.open(name, { text, language });
    else if (before.text !== text) this.edit(name, before.text, text);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MAX_ROOMS) break;
      this.known.delete(oldest);
      this.engine.close(`room ${oldest}`);
    }
    return name;
  }

  private edit(name: string, before: string, text: string): void {
    const start = commonStart(before, text);
    const end = commonEnd(before, text, Math.min(before.length, text.length) - start);
    this.engine.edit(name, start, before.length - start - end, text.slice(start, text.length - end));
  }
}

const MAX_ROOMS = 50;
/** Of one room; more is rarely code that people write. */
const MAX_UNITS = 512 * 1024;
