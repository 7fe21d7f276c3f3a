import { userInfo } from 'node:os';
import * as vscode from 'vscode';
import { displayName } from '../../shared/presence/displayName.ts';
import { colorFor, colorNamed, type PaletteColor } from '../../shared/presence/palette.ts';
import { parseRelayUrl, type RelayUrl } from '../core/session/relayUrl.ts';
import { Setting } from './names.ts';
import { UserError } from './userError.ts';

/** The relay to create rooms on. Throws a UserError when the setting holds no address. */
export function configuredRelayUrl(): RelayUrl {
  return requireRelayUrl(read(Setting.relayUrl));
}

/** `text` as a relay's address, or a UserError which says what is wrong with it. */
export function requireRelayUrl(text: string): RelayUrl {
  const parsed = parseRelayUrl(text);
  if ('problem' in parsed) throw new UserError(parsed.problem);
  return parsed.url;
}

/** Who the others see: the settings, or the name of this computer's user. */
export function configuredUser(): { name: string; color: PaletteColor } {
  const name = displayName(read(Setting.displayName)) ?? displayName(systemUserName()) ?? 'Guest';
  // With the machine, so that two people of one name differ.
  return { name, color: colorNamed(read(Setting.color)) ?? colorFor(`${name} ${vscode.env.machineId}`) };
}

function read(setting: string): string {
  return vscode.workspace.getConfiguration('tandem').get<string>(setting, '');
}

function systemUserName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id without a name.
    return '';
  }
}
