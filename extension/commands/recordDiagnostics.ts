import * as vscode from 'vscode';
import * as z from 'zod';
import { maskPlan } from '../../client/diagnostics/maskPlan.ts';
import { Command } from '../names.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import { UserError } from '../userError.ts';
import { chooseShared } from './chooseShared.ts';
import type { CommandContext } from './commandContext.ts';
import { translate } from '../../client/translate.ts';
import { tell } from '../words/tell.ts';
import { choose } from '../words/choose.ts';
import { openUntitled } from '../document/untitledDocument.ts';

const argumentSchema = z.object({ withText: z.boolean() }).partial().optional();

/**
 * "Record Diagnostics": begins to record what happens to a shared document; called again, shows the recording as a plan
 * (docs/binding.md, "Recording a binding") and ends it. Returns the plan as JSON, undefined where it has only begun. A
 * script is asked nothing: it gets a plan without text, unless it says `withText: true`.
 */
export async function recordDiagnostics(
  context: CommandContext,
  argument: unknown,
): Promise<string | undefined> {
  const isScript = argument !== undefined;
  const options = argumentSchema.parse(argument);
  const shared = await chooseShared(context, argument, translate('Record Diagnostics'));
  if (shared === undefined) return undefined;
  const { recorder } = shared.bound;
  if (!recorder.isRecording) {
    recorder.start();
    if (!isScript) void offerEnd(shared);
    return undefined;
  }
  const withText = isScript ? (options?.withText ?? false) : await askWithText();
  if (withText === undefined) return undefined;
  // A plan that ends within an edit could not be compared with anything.
  await shared.bound.whenCalm();
  const plan = recorder.plan();
  if (plan === undefined) {
    throw new UserError(translate('Nothing has been recorded yet. Edit the document, then try again.'));
  }
  const content = `${JSON.stringify(withText ? plan : maskPlan(plan), undefined, 1)}\n`;
  recorder.stop();
  await vscode.window.showTextDocument(await openUntitled(content, 'json'), { preview: false });
  return content;
}

async function offerEnd({ session }: SharedDocument): Promise<void> {
  const end = translate('End Recording');
  const choice = await tell.info(
    translate(
      'Tandem records what happens in "{0}". It stays in this window until you end the recording and save it.',
      session.room.name,
    ),
    end,
  );
  if (choice === end) {
    await vscode.commands.executeCommand(Command.recordDiagnostics);
  }
}

async function askWithText(): Promise<boolean | undefined> {
  const choice = await choose(
    [
      {
        label: translate('Without the Text'),
        detail: translate('Replaces every character, but keeps line breaks, spaces and lengths.'),
        withText: false,
      },
      {
        label: translate('With the Text'),
        detail: translate('Contains what everyone wrote in the document.'),
        withText: true,
      },
    ],
    { title: translate('What may the recording contain?') },
  );
  return choice?.withText;
}
