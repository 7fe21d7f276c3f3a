import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';
import { openPair, type Pair } from './openPair.ts';

describe('two windows', () => {
  let pair: Pair | undefined;
  const person = (name: string) => pair!.person(name);
  screenshotsOnFailure(() => pair);

  before(async () => {
    pair = await openPair();
  });
  after(async () => {
    await pair?.close();
  });

  it('are typed into at the same time, each with a file and an extension host of its own', async () => {
    await Promise.all(
      pair!.people.map(async ({ name, window, openFile }) => {
        await openFile('notes.txt', 'first line\n');
        await window.type(`${name} (was here `);
      }),
    );
    for (const { name, window } of pair!.people) {
      const expected = `${name} (was here first line\n`;
      await eventually(
        `the window of ${name} to show it`,
        async () => (await window.screenText()) === expected,
      );
      assert.equal(await window.host.read(), expected);
    }
    assert.notEqual(person('anna').window.host.pid, person('ben').window.host.pid);
  });

  it('go on after a lost connection to their server', async () => {
    const { window, openFile } = person('anna');
    await openFile('offline.txt');
    window.setOffline(true);
    await window.type('typed offline');
    assert.equal(await window.host.read(), '');
    window.setOffline(false);
    await eventually('the edit to arrive', async () => (await window.host.read()) === 'typed offline');
  });

  it('[core] come back after a reload, and after the death of their extension host', async () => {
    const { window } = person('ben');
    const first = window.host.pid;
    await window.reload();
    const second = window.host.pid;
    await window.killExtensionHost();
    assert.equal(new Set([first, second, window.host.pid]).size, 3);
    assert.equal(
      await window.host.run((vscode, { suffix }) => typeof vscode.version + suffix, { suffix: '!' }),
      'string!',
    );
  });

  it('close, and their extension host with them, also while the page is busy', async () => {
    const { window } = person('ben');
    const ended = window.host.gone;
    await window.page.evaluate(() => {
      setTimeout(() => {
        for (const end = Date.now() + 2_000; Date.now() < end;);
      });
    });
    await window.closePage();
    await ended;
    await window.open();
  });
});
