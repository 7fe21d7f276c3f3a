import * as vscode from 'vscode';
import { EAGERNESS_COSTS } from '../../client/completion/eagerness.ts';
import { Setting } from '../names.ts';

export type CompletionMode = 'auto' | 'always' | 'manual' | 'off';

/** When suggestions are given. */
export function configuredCompletionMode(): CompletionMode {
  const mode = read<string>(Setting.completionsEnabled, 'auto');
  return mode === 'always' || mode === 'manual' || mode === 'off' ? mode : 'auto';
}

/** What a wrong text costs, in keystrokes that a right one saves. */
export function configuredWrongCost(): number {
  const eagerness = read<string>(Setting.completionsEagerness, 'normal');
  return EAGERNESS_COSTS.get(eagerness) ?? EAGERNESS_COSTS.get('normal') ?? 1;
}

export function isMultilineConfigured(): boolean {
  return read(Setting.completionsMultiline, true);
}

export function isConfiguredEverywhere(): boolean {
  return read(Setting.completionsEverywhere, false);
}

export function isCompletedLanguage(language: string): boolean {
  const languages = configuredLanguages();
  return languages[language] ?? languages['*'] ?? true;
}

/** True for a document that a pattern of the person's own leaves out. */
export function isExcludedDocument(document: vscode.TextDocument): boolean {
  return strings(Setting.completionsExclude).some(
    (pattern) => vscode.languages.match({ pattern }, document) > 0,
  );
}

/** Ids of extensions that complete, too. */
export function configuredOtherProviders(): string[] {
  return strings(Setting.completionsOthers);
}

/** Switches completions off, or on again as they are by default. Says which. */
export async function toggleCompletionMode(): Promise<CompletionMode> {
  const mode = configuredCompletionMode() === 'off' ? 'auto' : 'off';
  await write(Setting.completionsEnabled, mode === 'auto' ? undefined : mode);
  return configuredCompletionMode();
}

/** The same for one language; true when it is on now. */
export async function toggleCompletedLanguage(language: string): Promise<boolean> {
  const isOn = !isCompletedLanguage(language);
  await write(Setting.completionsLanguages, { ...configuredLanguages(), [language]: isOn });
  return isOn;
}

function configuredLanguages(): Record<string, boolean> {
  const languages = read<unknown>(Setting.completionsLanguages, {});
  if (typeof languages !== 'object' || languages === null) return {};
  return Object.fromEntries(Object.entries(languages).map(([id, isOn]) => [id, isOn === true]));
}

function strings(setting: string): string[] {
  const list = read<unknown>(setting, []);
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
}

function read<T>(setting: string, fallback: T): T {
  return vscode.workspace.getConfiguration('tandem').get<T>(setting, fallback);
}

async function write(setting: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('tandem');
  // Where a folder says otherwise, the user's setting would change nothing.
  const isOfFolder = configuration.inspect(setting)?.workspaceValue !== undefined;
  const { Global, Workspace } = vscode.ConfigurationTarget;
  await configuration.update(setting, value, isOfFolder ? Workspace : Global);
}
