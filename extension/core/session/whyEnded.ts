import { CloseCode } from '../../../shared/protocol/closeCode.ts';

/** What to tell the person when the relay closed for good: what happened, what is safe, what to do next. */
export function whyEnded(code: number, reason: string, room: string): string {
  switch (code) {
    case CloseCode.noSuchRoom:
      return `The room "${room}" does not exist any more. Your text stays in the document.`;
    case CloseCode.notSignedIn:
    case CloseCode.notAllowed:
      return `You may not enter the room "${room}". Ask for a new invite. Your text stays in the document.`;
    case CloseCode.tooSlow:
      return `The connection was too slow to keep up with the room "${room}". Your text is kept; join again.`;
    case CloseCode.messageTooLarge:
    case CloseCode.tooLarge:
      return `The room "${room}" is full: its text or history has reached the relay's limit. Your text stays in the document.`;
    case CloseCode.tooMany:
      return `The room "${room}" takes no more participants or messages now. Your text is kept; join again later.`;
    default:
      return `The relay ended the session in "${room}" (${code}${reason === '' ? '' : `: ${reason}`}). Your text stays in the document.`;
  }
}
