import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { startRelayProcess, type RelayProcess } from '../support/relayProcess.ts';
import { openPair, type Pair } from './openPair.ts';
import { activated, createRoom, joinRoom, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

describe('Tandem speaks the language of each window', function () {
  this.timeout(120_000);
  let relay: RelayProcess;
  let pair: Pair;
  screenshotsOnFailure(() => pair);

  before(async () => {
    relay = await startRelayProcess();
    pair = await openPair({
      names: ['gerda', 'fleur'],
      languageOf: { gerda: 'de', fleur: 'fr' },
      relayUrl: relay.url,
    });
    for (const { name, window } of pair.people) {
      await window.host.setting('tandem.displayName', name === 'gerda' ? 'Gerda' : 'Fleur');
      await activated(window);
    }
  });

  after(async () => {
    await pair.close();
    await relay.dispose();
  });

  it('in the views, the status bar, what it announces, and the palette', async () => {
    const [gerda, fleur] = [pair.person('gerda'), pair.person('fleur')];
    await gerda.openFile('text.txt', 'Hallo\n');
    const { invite } = await createRoom(gerda.window, { name: 'Text' });
    await eventually('the notification in German', async () =>
      (await gerda.window.notifications()).some((text) => text.includes('„Text“ ist geteilt')),
    );
    await joinRoom(fleur.window, { invite });
    await showsText(fleur.window, 'Hallo\n');
    await eventually('the status bar in German', async () =>
      (await gerda.window.statusBar()).some((text) => text === 'Text, 2 hier, gesichert'),
    );
    await eventually('the status bar in French', async () =>
      (await fleur.window.statusBar()).some((text) => text === 'Text, 2 ici, enregistré'),
    );
    for (const { window } of pair.people) await window.host.executeCommand('workbench.view.extension.tandem');
    await eventually('the host in French', async () =>
      (await fleur.window.viewRows('Participants')).some((row) => /Gerda\s*hôte, ligne 1/.test(row)),
    );
    await eventually('the guest in German', async () =>
      (await gerda.window.viewRows('Teilnehmer')).some((row) => /Fleur\s*Zeile 1/.test(row)),
    );
    await gerda.window.palette('Tandem: Raum verlassen');
    await eventually('what it said of leaving', async () =>
      (await gerda.window.notifications()).some((text) => text.includes('Sie haben „Text“ verlassen.')),
    );
  });

  it('in the report of the connection, which the client writes', async () => {
    const report = await pair.person('fleur').window.host.executeCommand('tandem.diagnoseConnection');
    assert.match(String(report), /^Tandem peut se connecter au relais\.[\s\S]*Le relais répond/);
  });
});
