import type { RoomSummary, TandemApi } from '../../extension/api.ts';
import { eventually } from '../support/eventually.ts';
import type { CodeWindow } from '../support/vscode/codeWindow.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';

/** A window of either kind: with Node's extension host, or with the web worker's alone. */
type AnyWindow = Pick<CodeWindow, 'name' | 'host'>;

/** What a window's own Tandem says about its room. */
export interface SessionView {
  readonly state: string;
  readonly isSaved: boolean;
  readonly participants: readonly { readonly name: string; readonly isSelf: boolean }[];
  readonly text: string;
  readonly uri: string;
}

/** "Tandem: Create Room" for the active editor, as a script would; the commands' dialogs have a test of their own. */
export async function createRoom(
  window: AnyWindow,
  argument: { name: string; relayUrl?: string },
): Promise<RoomSummary> {
  await activated(window);
  return (await window.host.executeCommand('tandem.createRoom', argument)) as RoomSummary;
}

export async function joinRoom(
  window: AnyWindow,
  argument: { invite: string } | { relayUrl: string; roomId: string },
): Promise<RoomSummary> {
  await activated(window);
  return (await window.host.executeCommand('tandem.joinRoom', argument)) as RoomSummary;
}

/** Resolves when the extension is there; VS Code starts it some time after the window. */
export async function activated(window: AnyWindow): Promise<void> {
  await eventually('Tandem to be active', () =>
    window.host.run((api) => api.extensions.getExtension('tandem.tandem')?.isActive === true),
  );
}

/** Anna and Ben, called so, in a room "Text" with this text that Anna has made; no notification is left. */
export async function openSharedPair(text: string): Promise<PairWithRelay> {
  const pair = await openPairWithRelay();
  const [anna, ben] = [pair.person('anna'), pair.person('ben')];
  await introduce(pair.people);
  await anna.openFile('text.txt', text);
  const { invite } = await createRoom(anna.window, { name: 'Text' });
  await joinRoom(ben.window, { invite });
  await showsText(ben.window, text);
  for (const { window } of pair.people) await window.host.executeCommand('notifications.clearAll');
  return pair;
}

/** Gives everybody the name that the others see, Anna for `anna`, and waits until their Tandem is active. */
export async function introduce(people: readonly Person[]): Promise<void> {
  for (const { name, window } of people) {
    await window.host.setting(
      'tandem.displayName',
      name.replace(/^./, (first) => first.toUpperCase()),
    );
    await activated(window);
  }
}

/** Everybody has the room's text, with the focus in it, and nothing else asks for a look. */
export async function readyToType(people: readonly Person[], text: string): Promise<void> {
  for (const { window } of people) {
    await window.host.executeCommand('notifications.clearAll');
    await showsText(window, text);
    await window.focusEditor();
  }
}

/** The window's only session, or undefined. */
export function readSession(window: AnyWindow): Promise<SessionView | undefined> {
  return window.host.run((api) => {
    const tandem = api.extensions.getExtension('tandem.tandem')?.exports as TandemApi | undefined;
    const session = tandem?.sessions[0];
    if (session === undefined) return undefined;
    const { state, isSaved, participants, document } = session;
    return { state, isSaved, participants, text: document.getText(), uri: document.uri.toString() };
  });
}

/** Waits until the window's document reads `text`. */
export async function showsText(window: AnyWindow, text: string): Promise<void> {
  let last: string | undefined;
  try {
    await eventually(`the window of ${window.name} to show the text`, async () => {
      last = (await readSession(window))?.text;
      return last === text;
    });
  } catch (error) {
    throw new Error(`${window.name} shows ${JSON.stringify(last)} instead of ${JSON.stringify(text)}`, {
      cause: error,
    });
  }
}

/** The room's text as REST tells it. */
export async function readCode(relayUrl: string, roomId: string): Promise<string> {
  const response = await fetch(`${relayUrl}/rooms/${roomId}`);
  if (!response.ok) throw new Error(`GET /rooms/${roomId}: ${response.status}`);
  return ((await response.json()) as { code: string }).code;
}

/** Waits until everything that was typed in the window is on the relay's disk. */
export async function saved(window: AnyWindow): Promise<void> {
  await window.host.run(async (api) => {
    const tandem = api.extensions.getExtension('tandem.tandem')?.exports as TandemApi;
    await tandem.sessions[0]?.whenSaved();
  });
}
