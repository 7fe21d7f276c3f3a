import type { RefusalReason } from '../../../shared/guard/updateRefusal.ts';
import type { Bomb } from './bomb.ts';
import { encodingBombs } from './encodingBombs.ts';
import { structBombs } from './structBombs.ts';

/** Against a room that knows ten clocks of VICTIM. The comments say what plain Yjs 13.6 does with it. */
export const updateBombs: readonly Bomb<RefusalReason>[] = [...encodingBombs, ...structBombs];
