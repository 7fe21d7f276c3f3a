import * as vscode from 'vscode';
import { isModelAllowed, nameOfModel } from '../../client/completion/describeCompletion.ts';
import { Command } from '../names.ts';
import type { Disposable } from '../../client/emitter.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';

/** Tells everybody in a room once that a model sees its text: from the moment it may, or on coming in. */
export function announceModels(documents: SharedDocuments): Disposable {
  /** By room, the model that the person knows of. */
  const known = new Map<string, string>();
  return documents.onDidChange(() => {
    for (const { session } of documents.all()) {
      const { id, name } = session.room;
      const info = session.completions;
      if (info === undefined) continue;
      const model = isModelAllowed(info) ? nameOfModel(info) : '';
      if (known.get(id) === model) continue;
      known.set(id, model);
      if (model === '') continue;
      const explain = translate('Explain');
      void tell
        .info(
          translate(
            '{0} now provides completions in "{1}". The room’s owner allows it to see the room’s text.',
            model,
            name,
          ),
          explain,
        )
        .then((choice) => {
          if (choice === explain) void vscode.commands.executeCommand(Command.explainCompletions);
        });
    }
  });
}
