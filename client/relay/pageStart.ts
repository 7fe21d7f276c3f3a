/** Where a page of the list of rooms begins, as a parameter of its address. */
export type PageStart = `${'after' | 'skip'}=${string}`;

/**
 * Where the page in a Link header begins; undefined if there is none. It reads only that, and not the
 * address: a relay must not send us elsewhere. Relays of 0.1.0 count (`skip`), later ones name the last room
 * (`after`).
 */
export function nextStart(link: string): PageStart | undefined {
  const [, address = ''] = /<([^<>]*)>\s*;\s*rel="next"/.exec(link) ?? [];
  const [, start] = /[?&]((?:after|skip)=[\w.-]{1,64})(?:&|$)/.exec(address) ?? [];
  return start as PageStart | undefined;
}
