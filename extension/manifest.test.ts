import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PALETTE } from '../shared/presence/palette.ts';
import { Command, ContextKey, ROOM_SCHEME, Setting, View } from './vscode/names.ts';

interface Manifest {
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    keybindings: { command: string; when: string }[];
    views: Record<string, { id: string }[]>;
    colors: { id: string; defaults: Record<string, string> }[];
    configuration: { properties: Record<string, { scope?: string; enum?: string[] }> };
  };
}

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
const { contributes } = manifest;

describe('manifest', () => {
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

  it('binds undo and redo only where a shared document is typed in', () => {
    for (const { when } of contributes.keybindings) {
      assert.match(when, /editorTextFocus/);
      assert.ok(when.includes(ContextKey.activeDocumentShared));
    }
  });

  it('has every palette colour, for carets and selections, in every theme', () => {
    const expected = PALETTE.flatMap(({ name }) => [
      `tandem.participant.${name}`,
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
