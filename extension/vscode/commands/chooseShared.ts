import * as vscode from 'vscode';
import * as z from 'zod';
import type { SharedDocument } from '../sharedDocument.ts';
import { UserError } from '../userError.ts';
import type { CommandContext } from './commandContext.ts';
import { plainLabel } from './plainLabel.ts';

const argumentSchema = z.object({ roomId: z.string().optional() });

/** The room that a command means: the one named, the active document's, or the one that the person picks. */
export async function chooseShared(
  { documents }: CommandContext,
  argument: unknown,
  title: string,
): Promise<SharedDocument | undefined> {
  const { roomId } = argumentSchema.parse(argument ?? {});
  const all = documents.all();
  if (roomId !== undefined) {
    const named = all.find((shared) => shared.session.room.id === roomId);
    if (named === undefined) throw new UserError(vscode.l10n.t('This window is not in that room.'));
    return named;
  }
  const current = documents.current();
  if (current !== undefined) return current;
  if (all.length === 0) throw new UserError(vscode.l10n.t('This window is in no room.'));
  const choice = await vscode.window.showQuickPick(
    all.map((shared) => ({
      label: plainLabel(shared.session.room.name),
      description: shared.document.uri.path,
      shared,
    })),
    { title },
  );
  return choice?.shared;
}
