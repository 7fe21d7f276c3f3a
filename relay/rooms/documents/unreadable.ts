import { StoreError } from '../../store/storeError.ts';

/** The document cannot be built: it is damaged, or takes more memory or time than this relay has for one. */
export class UnreadableDocumentError extends Error {
  override readonly name: string = 'UnreadableDocumentError';
}

/** Stored bytes that do not make a whole document. */
export class CorruptDocumentError extends UnreadableDocumentError {
  override readonly name = 'CorruptDocumentError';
}

/** True when the room itself is at fault, so that it alone is not to be had, and another attempt would end the same. */
export function isUnreadable(error: unknown): boolean {
  return (
    error instanceof UnreadableDocumentError ||
    (error instanceof StoreError && error.problem.kind === 'broken-log')
  );
}
