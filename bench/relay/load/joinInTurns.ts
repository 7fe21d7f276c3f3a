/** Twenty at a time, so that joining is not what a server is busy with when something else is measured. */
export async function joinInTurns<T>(count: number, join: (index: number) => Promise<T>): Promise<T[]> {
  const joined: T[] = [];
  for (let start = 0; start < count; start += AT_A_TIME) {
    const indexes = Array.from({ length: Math.min(AT_A_TIME, count - start) }, (_, i) => start + i);
    joined.push(...(await Promise.all(indexes.map(join))));
  }
  return joined;
}

const AT_A_TIME = 20;
