import * as vscode from 'vscode';
import { displayName } from '../shared/presence/displayName.ts';
import { colorFor, colorNamed, type PaletteColor } from '../shared/presence/palette.ts';
import { parseRelayUrl, type RelayUrl } from '../client/relay/relayUrl.ts';
import { Setting } from './names.ts';
import { UserError } from './userError.ts';
import { translate } from '../client/translate.ts';

/** The relay to create rooms on. Throws a UserError when the setting holds no address. */
export function configuredRelayUrl(): RelayUrl {
  return requireRelayUrl(currentRelayText());
}

/** The same, or undefined when the setting holds no address. */
export function ownRelayUrl(): RelayUrl | undefined {
  const parsed = parseRelayUrl(currentRelayText());
  return 'url' in parsed ? parsed.url : undefined;
}

/** The address as it is set, well-formed or not. */
export function currentRelayText(): string {
  return read(Setting.relayUrl);
}

/** `text` as a relay's address, or a UserError which says what is wrong with it. */
export function requireRelayUrl(text: string): RelayUrl {
  const parsed = parseRelayUrl(text);
  if ('problem' in parsed) throw new UserError(parsed.problem);
  return parsed.url;
}

/** Who the others see: the settings, or `systemName`, the name of this computer's user. */
export function configuredUser(systemName: string): { name: string; color: PaletteColor } {
  const name = displayName(read(Setting.displayName)) ?? displayName(systemName) ?? translate('Guest');
  // With the machine, so that two people of one name differ.
  return { name, color: colorNamed(read(Setting.color)) ?? colorFor(`${name} ${vscode.env.machineId}`) };
}

/** The kind of link that an invite is: the page on the relay, or one that opens the editor at once. */
export function configuredInviteLink(): 'https' | 'vscode' {
  return read(Setting.inviteLink) === 'vscode' ? 'vscode' : 'https';
}

/** When the others' names are shown beside their carets. */
export type CursorNames = 'always' | 'onActivity' | 'never';

export function configuredCursorNames(): CursorNames {
  const value = read(Setting.cursorNames);
  return value === 'always' || value === 'never' ? value : 'onActivity';
}

/** Whether joining, leaving and edits nearby are announced: `auto` reads them out to those who use a screen reader. */
export type AnnouncementSetting = 'off' | 'auto' | 'always';

export function configuredAnnouncements(): AnnouncementSetting {
  const value = read(Setting.announcements);
  return value === 'off' || value === 'always' ? value : 'auto';
}

/** Writes the relay's address into the user's settings. */
export async function saveRelayUrl(relayUrl: RelayUrl): Promise<void> {
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('tandem').update(Setting.relayUrl, relayUrl, target);
}

function read(setting: string): string {
  return vscode.workspace.getConfiguration('tandem').get<string>(setting, '');
}
