import * as vscode from 'vscode';

/** Runs one of the editor's commands. */
export const command = async (id: string, argument?: unknown): Promise<void> => {
  await vscode.commands.executeCommand(id, argument);
};

/** Runs them one after the other, when called. */
export const commands =
  (...ids: string[]) =>
  async (): Promise<void> => {
    for (const id of ids) await command(id);
  };

/** Types what each key gives, when called. */
export const types =
  (...keys: string[]) =>
  async (): Promise<void> => {
    for (const text of keys) await command('type', { text });
  };

/** Types the text letter by letter, when called. */
export const typesText = (text: string) => types(...Array.from(text));

/** An input method: each rewrites what the one before has left. */
export const composes =
  (...states: string[]) =>
  async (): Promise<void> => {
    await command('compositionStart');
    let length = 0;
    for (const text of states) {
      await command('compositionType', {
        text,
        replacePrevCharCnt: length,
        replaceNextCharCnt: 0,
        positionDelta: 0,
      });
      length = text.length;
    }
    await command('compositionEnd');
  };
