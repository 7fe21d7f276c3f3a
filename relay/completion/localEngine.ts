import { CompletionEngine, EAGERNESS } from '../../engine/completionEngine.ts';
import { isSameText } from './isSameText.ts';
import { LearnedRooms } from './learnedRooms.ts';
import type { RelayEngineResponse, RelayEngine, RelayEngineRequest } from './relayEngine.ts';

/**
 * Completes from what the text itself and the room that was named hold, and from everyday code in its language. Asks
 * nobody, and gives the same texts for the same request.
 */
export function createLocalEngine(): RelayEngine {
  const engine = new CompletionEngine();
  const rooms = new LearnedRooms(engine);
  return { complete: (request) => Promise.resolve(completeFromTexts(engine, rooms, request)) };
}

function completeFromTexts(
  engine: CompletionEngine,
  rooms: LearnedRooms,
  { code, cursor, language, isAutomatic, room }: RelayEngineRequest,
): RelayEngineResponse {
  // Of the text itself nothing more is learned, except that what is there already would come again.
  const other = room !== undefined && !isSameText(code, room.text) ? rooms.take(room) : undefined;
  const from = startNear(code, cursor);
  engine.open(NAME, { text: code.slice(from, cursor + AFTER_UNITS), language });
  try {
    const texts = engine.complete({
      document: NAME,
      offset: cursor - from,
      others: other === undefined ? [] : [other],
      // Whoever asks wants to choose.
      ...(isAutomatic
        ? { wrongCost: EAGERNESS.normal, alternatives: 1 }
        : { wrongCost: 0, alternatives: MAX_SUGGESTIONS }),
    });
    texts.sort((a, b) => b.probability - a.probability);
    return { suggestions: texts.map(({ text }) => text), confidence: texts[0]?.probability ?? 0 };
  } finally {
    engine.close(NAME);
  }
}

/** The start of a line near enough to the cursor; of a longer line, the part that is. */
function startNear(code: string, cursor: number): number {
  if (cursor <= BEFORE_UNITS) return 0;
  const nearest = cursor - BEFORE_UNITS;
  const newline = code.indexOf('\n', nearest);
  return newline >= 0 && newline < cursor ? newline + 1 : nearest;
}

const NAME = 'the text that was sent';

/** More than these help nobody to choose. */
const MAX_SUGGESTIONS = 5;

/** How much around the cursor is read: what is farther away is rarely meant, and a large text must not take long. */
const BEFORE_UNITS = 32 * 1024;
const AFTER_UNITS = 8 * 1024;
