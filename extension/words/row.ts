import * as vscode from 'vscode';
import type { PlainText } from '../../client/plainText.ts';

/** What a row of a tree says. */
export interface RowWords {
  readonly label: PlainText;
  readonly description?: PlainText;
  /** One line each. */
  readonly tooltip?: readonly PlainText[];
  /** What a screen reader says. */
  readonly spoken: PlainText;
}

/** The tree item that says it; what it looks like and does is for the caller to set. */
export function treeRow(
  { label, description, tooltip, spoken }: RowWords,
  state = vscode.TreeItemCollapsibleState.None,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  if (description !== undefined) item.description = description;
  if (tooltip !== undefined) item.tooltip = tooltip.join('\n');
  item.accessibilityInformation = { label: spoken };
  return item;
}

/** How many, on the icon of a view; without a badge where there are none. */
export function badge(value: number, tooltip: PlainText): vscode.ViewBadge | undefined {
  return value > 0 ? { value, tooltip } : undefined;
}
