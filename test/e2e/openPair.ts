import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { launchBrowser } from '../support/vscode/browser.ts';
import { keepFailure } from './screenshotsOnFailure.ts';
import { startCodeServer, type CodeServer } from '../support/vscode/codeServer.ts';
import { openCodeWindow, type CodeWindow } from '../support/vscode/codeWindow.ts';
import { CONTROL_EXTENSION, startControlHub, type ControlHub } from '../support/vscode/controlHub.ts';
import { PLAIN_TYPING_SETTINGS } from '../support/vscode/quietSettings.ts';
import type { VsCodeName } from '../support/vscode/vsCodes.ts';

export interface PairOptions {
  /** The one that TANDEM_VSCODE names where it is left out. */
  readonly vsCode?: VsCodeName | undefined;
  /** One window for each; two where it is left out: anna and ben. */
  readonly names?: readonly string[];
  /** Everybody's user settings, on top of PLAIN_TYPING_SETTINGS. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Single people's user settings, on top of everybody's. */
  readonly settingsOf?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Single people's display language, such as `de`; English for the others. */
  readonly languageOf?: Readonly<Record<string, string>>;
  /** Added to everybody's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Becomes everybody's RELAY_SETTING. */
  readonly relayUrl?: string;
  /** The extension under test; Tandem itself where it is left out. */
  readonly extension?: string;
  /** Further ones, for everybody. */
  readonly otherExtensions?: readonly string[];
}

/** One person with all that is theirs alone: server, profile, extension host and working folder. */
export interface Person {
  readonly name: string;
  readonly window: CodeWindow;
  readonly server: CodeServer;
  /** The folder that is open in the window. */
  readonly folder: string;
  /** Writes a file into the folder and opens it with the caret at its start; gives its path. */
  readonly openFile: (name: string, text?: string) => Promise<string>;
}

export interface Pair {
  readonly people: readonly Person[];
  /** The person called `name`. */
  person(name: string): Person;
  close(): Promise<void>;
}

/** People and the relay that all of them are set to; `close` ends both. */
export interface PairWithRelay extends Pair {
  readonly relay: RelayProcess;
}

/** The user setting that holds the relay's address. */
export const RELAY_SETTING = 'tandem.relayUrl';

/** Opens a VS Code window for every name, all at the same time. Whatever was started is stopped when one fails. */
export async function openPair(options: PairOptions = {}): Promise<Pair> {
  const { names = ['anna', 'ben'] } = options;
  const hub = await startControlHub();
  const stops: (() => Promise<void>)[] = [];
  const close = async () => {
    const problems: unknown[] = [];
    for (const stop of stops.splice(0).reverse()) {
      await stop().catch((problem: unknown) => problems.push(problem)); // the others have to be stopped as well
    }
    hub.close();
    if (problems.length > 0) throw new AggregateError(problems, 'not everything could be stopped');
  };
  try {
    const browser = await launchBrowser();
    stops.push(() => browser.close());
    const opened = await Promise.allSettled(
      names.map((name) => openPerson(name, options, { browser, hub, stops })),
    );
    const people = opened.map((result) => {
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
    return { people, person: (name) => find(people, name), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The same, with a relay of their own. */
export async function openPairWithRelay(options: Omit<PairOptions, 'relayUrl'> = {}): Promise<PairWithRelay> {
  const relay = await startRelayProcess();
  try {
    const pair = await openPair({ ...options, relayUrl: relay.url });
    const close = () => pair.close().finally(() => relay.dispose());
    return { ...pair, relay, close };
  } catch (error) {
    await relay.dispose();
    throw error;
  }
}

const TANDEM = path.join(import.meta.dirname, '..', '..');

interface Shared {
  readonly browser: Browser;
  readonly hub: ControlHub;
  readonly stops: (() => Promise<void>)[];
}

async function openPerson(
  name: string,
  options: PairOptions,
  { browser, hub, stops }: Shared,
): Promise<Person> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `tandem-${name}-`));
  stops.push(() => fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const server = await startCodeServer({
    vsCode: options.vsCode,
    settings: {
      ...PLAIN_TYPING_SETTINGS,
      ...(options.relayUrl !== undefined && { [RELAY_SETTING]: options.relayUrl }),
      ...options.settings,
      ...options.settingsOf?.[name],
    },
    environment: { ...options.environment, ...hub.environment(name) },
    extensions: [CONTROL_EXTENSION, options.extension ?? TANDEM, ...(options.otherExtensions ?? [])],
  });
  stops.push(() => server.stop());
  const onFailure = async (window: CodeWindow) => {
    await keepFailure(`opening ${name}`, [{ window, server }]);
  };
  const language = options.languageOf?.[name];
  const window = await openCodeWindow({
    ...{ browser, server, hub, name, folder, onFailure },
    ...(language !== undefined && { language }),
  });
  stops.push(() => window.close());
  const openFile = async (fileName: string, text = '') => {
    const file = path.join(folder, fileName);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
    await window.host.open(file);
    await window.focusEditor();
    await window.press('Control+Home');
    return file;
  };
  return { name, window, server, folder, openFile };
}

function find(people: readonly Person[], name: string): Person {
  const found = people.find((person) => person.name === name);
  if (found === undefined) throw new Error(`nobody here is called ${name}`);
  return found;
}
