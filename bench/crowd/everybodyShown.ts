import type { Person } from '../../test/e2e/openPair.ts';
import { eventually } from '../../test/support/eventually.ts';

/** Resolves when the window shows so many others in the room that it entered last. */
export function everybodyShown({ window }: Person, others: number): Promise<boolean> {
  return eventually('everybody to be shown', async () => {
    const count = await window.host.run((api) => {
      const tandem = api.extensions.getExtension('tandem.tandem')?.exports as
        { sessions: { participants: unknown[] }[] } | undefined;
      return tandem?.sessions.at(-1)?.participants.length;
    });
    return count === others + 1;
  });
}
