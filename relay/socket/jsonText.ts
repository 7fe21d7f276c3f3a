import type { Reading } from '../costs/departures.ts';
import { escapedLength, escapedPieces } from '../escapedText.ts';
import { WRITE_WINDOW_BYTES } from '../limits.ts';
import { codeMessage, type TextMessage } from '../texts/jsonNews.ts';
import type { SeenText } from '../texts/seenTexts.ts';
import type { TextView } from '../texts/textAudience.ts';
import { frameJson } from './jsonMessage.ts';
import type { LargeReader } from './largeReader.ts';
import { frameTextPart } from './serverFrame.ts';
import { SharedFrames } from './sharedFrames.ts';

/** A message with a text, and who hears how a large one goes. */
export interface TextFrames {
  readonly frames: readonly Uint8Array[];
  readonly reading?: Reading;
}

/** A room and its text, for one reader. Undefined when there is no memory for it. */
export function initFrames(
  reader: LargeReader,
  text: SeenText,
  message: TextMessage,
  now: number,
): TextFrames | undefined {
  return framesOf(reader, text, message, now, () => frameJson(message, now));
}

/** A room's text as it is now, which its readers share. Undefined when there is no memory for it. */
export function codeFrames(reader: LargeReader, view: TextView): TextFrames | undefined {
  return framesOf(reader, view.text, codeMessage(view.text), view.now, () => smallCode.of(view));
}

function framesOf(
  reader: LargeReader,
  text: SeenText,
  message: TextMessage,
  now: number,
  small: () => readonly Uint8Array[],
): TextFrames | undefined {
  if (6 * text.text.length <= WRITE_WINDOW_BYTES) {
    reader.forget();
    return { frames: small() };
  }
  const large = reader.load(text, lengths.of(text), () => framesInside(text.text));
  return large && { frames: framesAround(message, now, large.frames), reading: large.reading };
}

/** A text inside a message, the same for everybody who is sent it. */
function framesInside(text: string): Buffer[] {
  return Array.from(escapedPieces(Buffer.from(text)), (piece) => frameTextPart('middle', piece));
}

/** What differs between readers, around such frames: `message` without its code. */
function framesAround(message: TextMessage, now: number, inside: readonly Uint8Array[]): Uint8Array[] {
  const timestamp = new Date(now).toISOString();
  const { type, data } = message;
  // With the code at the end, so that what is before it and what is behind it are one piece each.
  const json = JSON.stringify({ type, timestamp, data: { ...data, code: undefined } });
  const head = `${json.slice(0, -'}}'.length)},"code":"`;
  return [frameTextPart('first', Buffer.from(head)), ...inside, frameTextPart('last', Buffer.from('"}}'))];
}

const smallCode = new SharedFrames<TextView, readonly Uint8Array[]>(({ text, now }) =>
  frameJson(codeMessage(text), now),
);

const lengths = new SharedFrames<SeenText, number>(({ text }) => escapedLength(Buffer.from(text)));
