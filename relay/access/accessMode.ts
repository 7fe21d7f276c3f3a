import { isForThisComputerAlone, type Reach } from '../names/hostName.ts';

/** `open`: whoever reaches the relay gets in. `team`: for holders of a team key, and for members of a room. */
export type AccessMode = 'open' | 'team';

/** The mode that the operator asks for; without a word of theirs, open only where nobody else can reach the relay. */
export function accessMode(asked: AccessMode | undefined, reach: Reach): AccessMode {
  return asked ?? (isForThisComputerAlone(reach) ? 'open' : 'team');
}
