import * as vscode from 'vscode';
import type { PlainText } from '../../client/plainText.ts';

/** What an entry of the status bar says. */
export interface StatusWords {
  /** With its icon, by `withIcon`. */
  readonly text: PlainText;
  /** One line each. */
  readonly tooltip: readonly PlainText[];
  /** What a screen reader says. */
  readonly spoken: PlainText;
  readonly isAlarming?: boolean;
}

/** An entry of the status bar that runs a command when it is clicked. */
export class StatusItem {
  readonly #item: vscode.StatusBarItem;

  constructor(options: {
    id: string;
    alignment: vscode.StatusBarAlignment;
    priority: number;
    name: PlainText;
    command: string;
  }) {
    this.#item = vscode.window.createStatusBarItem(options.id, options.alignment, options.priority);
    this.#item.name = options.name;
    this.#item.command = options.command;
  }

  show({ text, tooltip, spoken, isAlarming = false }: StatusWords): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip.join('\n');
    this.#item.accessibilityInformation = { label: spoken, role: 'button' };
    this.#item.backgroundColor = isAlarming
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}
