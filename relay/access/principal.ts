/** Who asks, by the key that came along. */
export type Principal =
  | { readonly kind: 'anyone' }
  /** A holder of the team key of this name. */
  | { readonly kind: 'team'; readonly name: string }
  /** Of a key that no team has: it may be of the room that is asked for, or of nothing here. */
  | { readonly kind: 'keyHolder'; readonly keyHash: Buffer };
