import * as vscode from 'vscode';
import type { Offer } from '../../client/completion/offer.ts';
import { Command } from '../names.ts';
import { translate } from '../../client/translate.ts';

/**
 * Offers as VS Code takes them. While its list of suggestions is open, only what goes on from the chosen one can be
 * shown.
 */
export function toItems(
  document: vscode.TextDocument,
  position: vscode.Position,
  offers: readonly Offer[],
  selected: vscode.SelectedCompletionInfo | undefined,
): vscode.InlineCompletionItem[] {
  // Without a range VS Code would replace the rest of the line.
  const range = selected?.range ?? new vscode.Range(position, position);
  const typed = selected === undefined ? '' : document.getText(new vscode.Range(range.start, position));
  return offers.flatMap((offer) => {
    const text = typed + offer.text;
    if (selected !== undefined && (!text.startsWith(selected.text) || text.length === selected.text.length))
      return [];
    const item = new vscode.InlineCompletionItem(text, range);
    const title = translate('Completion Accepted');
    item.command = { command: Command.completionAccepted, title, arguments: [offer] };
    return [item];
  });
}
