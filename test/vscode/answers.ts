import * as vscode from 'vscode';

/** A question that Tandem has asked by a notification. */
export interface Question {
  readonly text: string;
  readonly choices: readonly string[];
  /** Undefined: the person closes the notification. */
  readonly answer: (choice: string | undefined) => void;
}

/**
 * Collects the warnings that are shown while a suite runs, in place of VS Code's notifications, whose buttons no
 * extension can press (test/e2e presses them). Restored after the suite.
 */
export function collectWarnings(): Question[] {
  const questions: Question[] = [];
  const window = vscode.window as { showWarningMessage: unknown };
  const original = window.showWarningMessage;
  before(() => {
    window.showWarningMessage = (text: string, ...choices: string[]) =>
      new Promise<string | undefined>((answer) => questions.push({ text, choices, answer }));
  });
  beforeEach(() => void questions.splice(0));
  after(() => {
    window.showWarningMessage = original;
  });
  return questions;
}

/** Collects what Tandem tells by notifications while a suite runs; nobody presses their buttons. */
export function collectMessages(): string[] {
  const messages: string[] = [];
  const window = vscode.window as unknown as Record<string, unknown>;
  const telling = ['showInformationMessage', 'showWarningMessage', 'showErrorMessage'];
  const originals = telling.map((name) => window[name]);
  before(() => {
    for (const name of telling) {
      window[name] = (text: string) => {
        messages.push(text);
        return Promise.resolve(undefined);
      };
    }
  });
  beforeEach(() => void messages.splice(0));
  after(() => telling.forEach((name, index) => (window[name] = originals[index])));
  return messages;
}
