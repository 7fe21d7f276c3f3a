import type { RequestedReplace } from '../../client/ports.ts';

export function insert(offset: number, text: string): RequestedReplace {
  return { offset, length: 0, text, deleted: '', as: 'insert' };
}

export function replace(offset: number, deleted: string, text: string): RequestedReplace {
  return { offset, length: deleted.length, text, deleted, as: 'replace' };
}

export function erase(offset: number, deleted: string): RequestedReplace {
  return replace(offset, deleted, '');
}

/** Text at the end of the document which leaves the caret there in front of it. */
export function snippet(offset: number, text: string): RequestedReplace {
  return { ...insert(offset, text), as: 'snippet' };
}
