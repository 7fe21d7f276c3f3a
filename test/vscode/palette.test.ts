import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../support/eventually.ts';
import { openText, setUpSharing } from './sharing.ts';
import { closeAllEditors } from './window.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly menus: { readonly commandPalette: readonly { command: string; when: string }[] };
  };
}

/** Nothing is to be seen where these have done what they are for, or where there is nothing to do. */
const ACTS_SILENTLY: ReadonlySet<string> = new Set([
  'tandem.refreshRooms',
  'tandem.reconnectNow',
  'tandem.stopFollowing',
  'tandem.showLog',
  'tandem.undo',
  'tandem.redo',
  'tandem.save',
]);

/** The same in a room, where VS Code itself asks or tells, or the text is changed. */
const ACTS_IN_A_ROOM: ReadonlySet<string> = new Set([
  'tandem.openInvitePage',
  'tandem.formatDocument',
  'tandem.organizeImports',
]);

/** Whatever it is asked, the person presses Escape. */
describe('every command of the palette, without an argument', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();
  const { seen, opening } = watchWindow();

  for (const where of ['in no room', 'alone in a room'] as const) {
    it(`asks, or says a sentence, or does what it is for, ${where}`, async () => {
      const wordless: string[] = [];
      const asksOrEnds = beginner(seen);
      for (const command of paletteCommands()) {
        await (where === 'in no room' ? beNowhere() : beAlone());
        seen.splice(0);
        await eventually(`${command} to ask or to end`, () => asksOrEnds(command), 10_000);
        // An editor that is still being opened when the next command opens another fails to.
        await Promise.allSettled(opening.splice(0));
        const errors = seen.filter((text) => /Tandem could not do this|\bundefined\b|\[object/.test(text));
        assert.deepEqual(errors, [], command);
        const mayBeSilent =
          ACTS_SILENTLY.has(command) || (where === 'alone in a room' && ACTS_IN_A_ROOM.has(command));
        if (!mayBeSilent && seen.length === 0) wordless.push(command);
      }
      assert.deepEqual(wordless, []);
    });
  }

  /** With no editor, not even that of the log. */
  async function beNowhere(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    await closeAllEditors();
    await eventually('no editor to be active', () => vscode.window.activeTextEditor === undefined);
  }

  /** In a room whose document is in front. */
  async function beAlone(): Promise<void> {
    const [session] = sharing.tandem.sessions;
    if (session !== undefined) {
      await vscode.window.showTextDocument(session.document);
      return;
    }
    const { web } = await sharing.share((await openText('text\n', 'ts')).document);
    web.close();
    await eventually('to be alone', () => sharing.tandem.sessions[0]?.participants.length === 1);
  }
});

/** Once called, true as soon as it has shown something or has ended. */
function beginner(seen: readonly string[]): (command: string) => boolean {
  const ended = new Map<string, boolean>();
  return (command) => {
    if (!ended.has(command)) {
      ended.set(command, false);
      void vscode.commands.executeCommand(command).then(() => ended.set(command, true));
    }
    return seen.length > 0 || ended.get(command) === true;
  };
}

function paletteCommands(): string[] {
  const { contributes } = vscode.extensions.getExtension('tandem.tandem')?.packageJSON as Manifest;
  const hidden = new Set(contributes.menus.commandPalette.map(({ command }) => command));
  return contributes.commands.map(({ command }) => command).filter((command) => !hidden.has(command));
}

/** Everything that asks or tells the person, in place of VS Code's own; what is asked is not answered. */
function watchWindow(): { readonly seen: string[]; readonly opening: unknown[] } {
  const seen: string[] = [];
  const opening: unknown[] = [];
  const window = vscode.window as unknown as Record<string, unknown>;
  const asking = [
    'showQuickPick',
    'showInputBox',
    'showSaveDialog',
    'showInformationMessage',
    'showWarningMessage',
    'showErrorMessage',
    'setStatusBarMessage',
    'showTextDocument',
  ];
  const originals = new Map(asking.map((name) => [name, window[name]]));
  before(() => {
    for (const name of asking) {
      const original = originals.get(name) as (...args: unknown[]) => unknown;
      window[name] = (...args: unknown[]) => {
        seen.push(`${name}: ${typeof args[0] === 'string' ? args[0] : ''}`);
        if (name !== 'showTextDocument' && name !== 'setStatusBarMessage') return Promise.resolve(undefined);
        const shown = original.apply(window, args);
        if (name === 'showTextDocument') opening.push(shown);
        return shown;
      };
    }
  });
  after(() => {
    for (const [name, original] of originals) window[name] = original;
  });
  return { seen, opening };
}
