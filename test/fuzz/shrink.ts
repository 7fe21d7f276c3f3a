/**
 * The shortest list it finds, made of `items` in their order, for which `fails` still holds. Drops ever smaller
 * pieces until nothing can be dropped, or until `maxTries` lists were tried.
 */
export function shrink<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => boolean,
  maxTries = 5_000,
): readonly T[] {
  let kept = items;
  let tries = 0;
  for (let size = Math.ceil(kept.length / 2); size >= 1;) {
    let hasDropped = false;
    // From the end: what comes last often only follows from the failure.
    for (let end = kept.length; end > 0 && tries < maxTries; end -= size) {
      const shorter = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      tries++;
      if (shorter.length === kept.length || !fails(shorter)) continue;
      kept = shorter;
      hasDropped = true;
    }
    if (tries >= maxTries) break;
    if (!hasDropped || size > 1) size = size > 1 ? Math.ceil(size / 2) : 0;
  }
  return kept;
}
