import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PALETTE } from '../shared/presence/palette.ts';
import { Command, ContextKey, ROOM_SCHEME, Setting, View } from './names.ts';

interface Manifest {
  main: string;
  browser: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    keybindings: { command: string; key: string; when: string; args?: { commands: unknown[] } }[];
    views: Record<string, { id: string }[]>;
    menus: Record<string, { command: string; when: string }[]>;
    colors: { id: string; defaults: Record<string, string> }[];
    configuration: {
      properties: Record<
        string,
        {
          scope?: string;
          enum?: string[];
          order?: number;
          description?: string;
          markdownDescription?: string;
        }
      >;
    };
    walkthroughs: {
      steps: {
        description: string;
        media: { svg: string; altText: string };
        completionEvents: string[];
      }[];
    }[];
  };
}

const english = JSON.parse(readFileSync(new URL('../package.nls.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;
const manifest = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  (_name, value: unknown) =>
    typeof value === 'string'
      ? value.replace(/^%(.+)%$/, (_whole, key: string) => english[key] ?? '')
      : value,
) as Manifest;
const { contributes } = manifest;

describe('manifest', () => {
  it('names CommonJS files to load: the newest VS Code takes any other for an ES module and refuses it on the web', () => {
    for (const entry of [manifest.main, manifest.browser]) assert.match(entry, /\.cjs$/);
  });

  it('declares exactly the commands that the code registers', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).sort(),
      Object.values(Command).sort(),
    );
  });

  it('declares exactly the settings that the code reads', () => {
    assert.deepEqual(
      Object.keys(contributes.configuration.properties).sort(),
      Object.values(Setting)
        .map((name) => `tandem.${name}`)
        .sort(),
    );
  });

  it('describes every setting, in an order of its own', () => {
    const settings = Object.values(contributes.configuration.properties);
    assert.equal(new Set(settings.map(({ order }) => order)).size, settings.length);
    for (const { order, description, markdownDescription, scope } of settings) {
      assert.ok(order !== undefined && scope !== undefined);
      assert.ok((description ?? markdownDescription ?? '').length > 20);
    }
  });

  it('leads through commands that are there, with pictures that are there and are described', () => {
    const commands = new Set<string>(Object.values(Command));
    for (const { description, media, completionEvents } of contributes.walkthroughs.flatMap(
      ({ steps }) => steps,
    )) {
      const named = [...description.matchAll(/command:(tandem\.\w+)/g)].map(([, command]) => command);
      const awaited = completionEvents.flatMap((event) => /^onCommand:(.*)$/.exec(event)?.[1] ?? []);
      for (const command of [...named, ...awaited]) assert.ok(commands.has(command ?? ''), command);
      assert.match(readFileSync(new URL(`../${media.svg}`, import.meta.url), 'utf8'), /^<svg/);
      assert.ok(media.altText.length > 10);
    }
  });

  it('[S31] keeps a folder’s own settings from choosing the relay', () => {
    // Not `machine`: in a remote window VS Code would then ignore what the person has set on their own computer.
    assert.equal(contributes.configuration.properties['tandem.relayUrl']?.scope, 'application');
    assert.ok(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations.includes('tandem.relayUrl'));
  });

  it('declares the views, and wakes up for documents of rooms', () => {
    assert.deepEqual(
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
      Object.values(View),
    );
    assert.ok(manifest.activationEvents.includes(`onFileSystem:${ROOM_SCHEME}`));
  });

  it('leaves no command without a way to it by keyboard', () => {
    // Enter on a row of the Rooms view runs the first; VS Code itself runs the last, after Tab.
    const run: readonly string[] = [Command.loadMoreRooms, Command.completionAccepted];
    const { commandPalette = [] } = contributes.menus;
    const hidden = new Set(
      commandPalette.flatMap(({ command, when }) => (when === 'false' ? [command] : [])),
    );
    const byKeys = JSON.stringify(contributes.keybindings);
    const unreachable = Object.values(Command).filter(
      (command) => hidden.has(command) && !run.includes(command) && !byKeys.includes(`"${command}"`),
    );
    assert.deepEqual(unreachable, []);
  });

  it('has nothing in the menus of rows and views that the palette or a key does not have', () => {
    const { commandPalette = [], ...menus } = contributes.menus;
    const hidden = new Set(commandPalette.map(({ command }) => command));
    const inMenus = Object.values(menus).flatMap((items) => items.map(({ command }) => command));
    assert.deepEqual(
      inMenus.filter((command) => hidden.has(command)),
      [],
    );
  });

  it('binds keys of the text only where a shared document is typed in', () => {
    const ofViews: readonly string[] = ['runCommands', Command.saveCopy];
    for (const { when } of contributes.keybindings.filter(({ command }) => !ofViews.includes(command))) {
      assert.match(when, /editorTextFocus/);
      assert.ok(when.includes(ContextKey.activeDocumentShared));
    }
  });

  it('binds the keys of the Rooms view to the focused row, and only there', () => {
    const keys = contributes.keybindings.filter(({ command }) => command === 'runCommands');
    assert.deepEqual(
      keys.map(({ key, args }) => [key, args?.commands]),
      [
        ['f2', [{ command: Command.withFocusedRoom, args: { command: Command.renameRoom } }, 'list.select']],
        [
          'delete',
          [{ command: Command.withFocusedRoom, args: { command: Command.deleteRoom } }, 'list.select'],
        ],
      ],
    );
    for (const { when } of keys)
      assert.equal(when, `focusedView == ${View.rooms} && listFocus && !inputFocus`);
  });

  it('has every palette colour, for carets, names and selections, in every theme', () => {
    const expected = PALETTE.flatMap(({ name }) => [
      `tandem.participant.${name}`,
      `tandem.participant.${name}.name`,
      `tandem.participant.${name}.selection`,
    ]);
    assert.deepEqual(contributes.colors.map(({ id }) => id).sort(), expected.sort());
    for (const { defaults } of contributes.colors) {
      assert.deepEqual(Object.keys(defaults).sort(), ['dark', 'highContrast', 'highContrastLight', 'light']);
    }
    assert.deepEqual(contributes.configuration.properties['tandem.color']?.enum, [
      'auto',
      ...PALETTE.map(({ name }) => name),
    ]);
  });
});
