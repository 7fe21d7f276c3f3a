import * as vscode from 'vscode';
import * as z from 'zod';
import type { Clock } from '../../client/ports.ts';
import { Command } from '../names.ts';
import type { RoomRow } from './roomRow.ts';

/** VS Code activates the focused row right after the key; whatever is activated later was not meant. */
const MEANT_FOR_MS = 1_000;

const argumentSchema = z.object({ command: z.enum([Command.renameRoom, Command.deleteRoom]) });

/**
 * Keys on the rows of the Rooms view. VS Code tells an extension which row was clicked, and not which one has the
 * focus. So a key is bound to two commands in a row: the first says what is meant, the second (`list.select`, which is
 * what Enter does) activates the focused row. Without such a key, a row that is activated is joined.
 */
export class RoomRowKeys {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #rows = new Map<string, RoomRow>();
  readonly #registrations: vscode.Disposable[] = [];
  #meant: { readonly command: string; readonly atMs: number } | undefined;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
    this.#registrations.push(
      vscode.commands.registerCommand(Command.withFocusedRoom, (argument: unknown) => {
        this.#meant = { command: argumentSchema.parse(argument).command, atMs: clock.now() };
      }),
    );
  }

  /**
   * The command that activates the row: each row has its own. VS Code forgets the arguments of a row's command when the
   * tree is drawn anew, and a key pressed at that moment would do nothing.
   */
  commandFor(row: RoomRow): string {
    const command = `tandem.roomRow/${row.section}/${row.relayUrl}/${row.roomId}`;
    if (!this.#rows.has(command))
      this.#registrations.push(vscode.commands.registerCommand(command, () => this.#activate(command)));
    this.#rows.set(command, row);
    return command;
  }

  dispose(): void {
    for (const registration of this.#registrations) registration.dispose();
  }

  #activate(command: string): Thenable<unknown> | undefined {
    const meant = this.#meant;
    this.#meant = undefined;
    const isMeant = meant !== undefined && this.#clock.now() - meant.atMs < MEANT_FOR_MS;
    const row = this.#rows.get(command);
    return row && vscode.commands.executeCommand(isMeant ? meant.command : Command.joinRoom, row);
  }
}
