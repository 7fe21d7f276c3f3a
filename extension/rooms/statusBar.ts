import * as vscode from 'vscode';
import { firstUnits } from '../../shared/text/surrogates.ts';
import { assertNever } from '../../shared/assertNever.ts';
import type { Clock } from '../../client/ports.ts';
import { Pace } from '../../client/people/pace.ts';
import { Command } from '../names.ts';
import { isTurnedAway } from '../../client/session/sessionState.ts';
import type { SharedDocument } from '../document/sharedDocument.ts';
import type { SharedDocuments } from '../document/sharedDocuments.ts';
import { translate } from '../../client/translate.ts';
import { plainText, type PlainText, joined, withIcon } from '../../client/plainText.ts';
import { StatusItem } from '../words/statusItem.ts';

const UPDATE_INTERVAL_MS = 150;

/** Of the room's name in the status bar: an ordinary file name. The tooltip has the whole. */
const MAX_NAME_UNITS = 28;

/** The room of the active document in the status bar: its name, who is here, and whether everything is saved. */
export class StatusBar {
  readonly #item = new StatusItem({
    ...{ id: 'tandem.room', alignment: vscode.StatusBarAlignment.Left, priority: 100 },
    name: translate('Tandem Room'),
    command: Command.showRoomMenu,
  });
  readonly #subscriptions: readonly { dispose(): void }[];
  readonly #documents: SharedDocuments;
  readonly #updating: Pace;
  /** How many are here, as of the last moment online: offline nobody can be seen. */
  readonly #counts = new WeakMap<SharedDocument, number>();

  constructor(documents: SharedDocuments, clock: Clock) {
    this.#documents = documents;
    this.#updating = new Pace(clock, UPDATE_INTERVAL_MS, () => this.#update());
    const update = (): void => this.#updating.ask();
    this.#subscriptions = [
      documents.onDidChange(update),
      vscode.window.onDidChangeActiveTextEditor(update),
      // What is typed while an edit of somebody else is under way is not in the shared text yet, and not saved.
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (documents.find(document) !== undefined) update();
      }),
    ];
    update();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#updating.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const shared = this.#documents.current();
    if (shared === undefined) {
      this.#item.hide();
      return;
    }
    const { icon, text, explanation, isAlarming } = describe(shared, this.#countOf(shared));
    const { name } = shared.session.room;
    this.#item.show({
      text: withIcon(icon, joined(', ', [shortName(name), text])),
      tooltip: [translate('Tandem: {0}', name), explanation, translate('Click to open the room’s menu.')],
      spoken: translate('Tandem room {0}, {1}', name, text),
      isAlarming,
    });
    // Nothing tells when the last key has reached the shared text without being changed on the way.
    if (!shared.hasSharedAll) this.#updating.ask();
  }

  #countOf(shared: SharedDocument): number {
    const { state, participants } = shared.session;
    if (state.kind === 'online') this.#counts.set(shared, participants.length);
    return this.#counts.get(shared) ?? participants.length;
  }
}

/** A long name would push out of sight whether everything is saved. */
function shortName(name: string): PlainText {
  return plainText(name.length <= MAX_NAME_UNITS ? name : `${firstUnits(name, MAX_NAME_UNITS - 1)}…`);
}

/** True unless the person is in another document. */
function isInFront({ document }: SharedDocument): boolean {
  const active = vscode.window.activeTextEditor;
  return active === undefined || active.document === document;
}

interface Description {
  readonly icon: 'sync~spin' | 'debug-disconnect' | 'warning' | 'broadcast' | 'circle-slash';
  readonly text: PlainText;
  readonly explanation: PlainText;
  readonly isAlarming: boolean;
}

function describe(shared: SharedDocument, count: number): Description {
  const { session, isSaved } = shared;
  switch (session.shownState) {
    case 'connecting':
      return {
        icon: 'sync~spin',
        text: translate('connecting'),
        explanation: isTurnedAway(session.state)
          ? translate('The room is full, or the relay is busy. Tandem keeps trying.')
          : translate('Looking for the relay. Keep typing: nothing is lost.'),
        isAlarming: false,
      };
    case 'offline':
      return {
        icon: 'debug-disconnect',
        text: isSaved ? translate('offline') : translate('offline, not saved'),
        explanation: isTurnedAway(session.state)
          ? translate(
              'The room is full, or the relay is busy. Keep typing: your edits are kept here and merged when you are back in.',
            )
          : translate(
              'The relay cannot be reached. Keep typing: your edits are kept here and merged when it is back.',
            ),
        isAlarming: true,
      };
    case 'online': {
      const here = translate('{0} here', count);
      if (session.notice !== undefined) {
        const text = translate('{0}, not saved', here);
        return { icon: 'warning', text, explanation: session.notice, isAlarming: true };
      }
      if (!isSaved)
        return {
          icon: 'broadcast',
          text: translate('{0}, saving', here),
          explanation: translate('Waiting for the relay to confirm.'),
          isAlarming: false,
        };
      if (!shared.isBound)
        return {
          icon: 'broadcast',
          text: here,
          explanation: translate(
            'Its document is not open in a text editor. Open it to see what the others write.',
          ),
          isAlarming: false,
        };
      return {
        icon: 'broadcast',
        // Beside the text of another document it would be taken for that one's.
        text: isInFront(shared) ? translate('{0}, saved', here) : here,
        explanation: translate('Everything you typed is on the relay’s disk.'),
        isAlarming: false,
      };
    }
    case 'ended': {
      const { state } = session;
      const reason = state.kind === 'ended' ? state.reason : undefined;
      return {
        icon: 'circle-slash',
        text: translate('left'),
        explanation: reason ?? translate('You left this room.'),
        isAlarming: false,
      };
    }
    default:
      return assertNever(session.shownState);
  }
}
