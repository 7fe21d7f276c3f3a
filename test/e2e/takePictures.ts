import path from 'node:path';
import type { Pair } from './openPair.ts';

/** Pictures of all windows, into the folder TANDEM_PICTURES where that is set: to be looked at. */
export async function takePictures({ people }: Pair, what: string): Promise<void> {
  const folder = process.env['TANDEM_PICTURES'];
  if (folder === undefined) return;
  for (const { name, window } of people) await window.screenshot(path.join(folder, `${what}-${name}.png`));
}
