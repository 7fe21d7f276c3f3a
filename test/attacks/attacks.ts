import type { Attack } from './attack.ts';
import { deepPages } from './kinds/deepPages.ts';
import { deletedStructs } from './kinds/deletedStructs.ts';
import { fullText, learnedTexts } from './kinds/dearEdits.ts';
import { foreignVectors, hardDifferences, reopening, replacedText } from './kinds/dearQuestions.ts';
import { hugeBodies, hugeCompletions } from './kinds/hugeBodies.ts';
import { largestMessages } from './kinds/largestMessages.ts';
import { manyClients } from './kinds/manyClients.ts';
import { comingAndGoing, names, pages, sameText } from './kinds/manyRequests.ts';
import { manySplitRooms } from './kinds/manySplitRooms.ts';
import { fullPresenceCrowd, presenceCrowd } from './kinds/presenceCrowd.ts';
import { halfOpenRequests, pings, tinyMessages } from './kinds/rawConnections.ts';
import { repeatedDeletion } from './kinds/repeatedDeletion.ts';
import { silentSockets } from './kinds/silentSockets.ts';
import { unreadAnswers, unreadTexts } from './kinds/unreadAnswers.ts';

/** Every attack that is known. A new one is a file in kinds/ and a line here. */
export const ATTACKS: readonly Attack[] = [
  deletedStructs,
  manyClients,
  manySplitRooms,
  repeatedDeletion,
  replacedText,
  foreignVectors,
  reopening,
  hardDifferences,
  presenceCrowd,
  fullPresenceCrowd,
  deepPages,
  silentSockets,
  tinyMessages,
  largestMessages,
  pings,
  halfOpenRequests,
  hugeBodies,
  hugeCompletions,
  fullText,
  learnedTexts,
  sameText,
  names,
  pages,
  comingAndGoing,
  unreadAnswers,
  unreadTexts,
];

/** Throws for a name that no attack has. */
export function attackNamed(name: string): Attack {
  const attack = ATTACKS.find((known) => known.name === name);
  if (attack !== undefined) return attack;
  throw new Error(`There is no attack called ${name}, but ${ATTACKS.map(({ name }) => name).join(', ')}.`);
}
