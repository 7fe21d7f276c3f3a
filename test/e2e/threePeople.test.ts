import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { caretTo } from './caretTo.ts';
import { oneStory } from './oneStory.ts';
import { openPairWithRelay, type PairWithRelay, type Person } from './openPair.ts';
import { createRoom, introduce, joinRoom, readSession, readyToType, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';
import { takePictures } from './takePictures.ts';

const TEXT = `function greet(name) {
  const greeting = name;
  return greeting;
}

anna:
ben:
carla:

the greatest of greetings
`;

/** Lines of TEXT. */
const [OF_ANNA, OF_BEN, OF_CARLA, LAST] = [5, 6, 7, 9] as const;

/** Windows in the themes that VS Code has. */
const THEMES = { anna: 'Default Dark Modern', ben: 'Default Light Modern', carla: 'Default High Contrast' };

describe('three people in one room, each in a theme of their own', function () {
  this.timeout(120_000);
  let pair: PairWithRelay;
  let anna: Person;
  let ben: Person;
  let carla: Person;
  oneStory();
  screenshotsOnFailure(() => pair);

  before(async () => {
    pair = await openPairWithRelay({
      names: ['anna', 'ben', 'carla'],
      settingsOf: Object.fromEntries(
        Object.entries(THEMES).map(([name, theme]) => [name, { 'workbench.colorTheme': theme }]),
      ),
    });
    [anna, ben, carla] = [pair.person('anna'), pair.person('ben'), pair.person('carla')];
    await introduce(pair.people);
    await anna.openFile('greet.txt', TEXT);
    const { invite } = await createRoom(anna.window, { name: 'greet.txt' });
    await Promise.all([joinRoom(ben.window, { invite }), joinRoom(carla.window, { invite })]);
    for (const { window } of pair.people) await window.host.executeCommand('workbench.view.extension.tandem');
    await readyToType(pair.people, TEXT);
  });

  after(() => pair.close());

  it('each is told who is there', async () => {
    await eventually('three to be here', () => says(anna, 'greet.txt, 3 here, saved'));
    await eventually('three to be here for Carla', () => says(carla, 'greet.txt, 3 here, saved'));
    await eventually('Carla’s view', async () =>
      (await carla.window.viewRows('Participants')).join().includes('host'),
    );
    const badge = anna.window.page.locator('.activitybar .badge-content', { hasText: '2' });
    await badge.first().waitFor();
  });

  it('every row and every button of the views has a name that a screen reader says', async () => {
    for (const { window } of [anna, carla]) {
      const unnamed = await window.page.evaluate(() =>
        [...document.querySelectorAll('.sidebar .monaco-list-row, .sidebar .action-label[role="button"]')]
          .filter((part) => (part.getAttribute('aria-label') ?? '').trim() === '')
          .map((part) => part.outerHTML.slice(0, 200)),
      );
      assert.deepEqual(unnamed, []);
    }
  });

  it('all type at the same time, and everybody has every word', async () => {
    for (const [person, line] of [
      [anna, OF_ANNA],
      [ben, OF_BEN],
      [carla, OF_CARLA],
    ] as const)
      await caretTo(person.window, line, person.name.length + 1);
    await Promise.all(pair.people.map(({ name, window }) => window.type(` ${name} was here`, 30)));
    const expected = TEXT.replace(/^(anna|ben|carla):$/gm, '$1: $1 was here');
    for (const { window } of pair.people) await showsText(window, expected);
    await takePictures(pair, 'typing');
  });

  it('when the names have faded the initials stay, as there are two others', async () => {
    await eventually('initials at Anna', async () => {
      const drawn = await marks(anna);
      return drawn.includes('BE') && drawn.includes('CA') && !drawn.includes('Ben');
    });
    await takePictures(pair, 'initials');
  });

  it('names are shown always or never, where that is set', async () => {
    await anna.window.host.setting('tandem.cursorNames', 'always');
    await eventually('both names', async () => {
      const drawn = await marks(anna);
      return drawn.includes('Ben') && drawn.includes('Carla');
    });
    await anna.window.host.setting('tandem.cursorNames', 'never');
    await eventually('no name', async () => {
      const drawn = await marks(anna);
      return !drawn.some((mark) => /^(BE|CA|Ben|Carla)$/.test(mark));
    });
    await anna.window.host.setting('tandem.cursorNames', undefined);
  });

  it('what the others type leaves folded what is folded, and an open list of suggestions open', async () => {
    const { window } = carla;
    await window.host.setting('editor.wordBasedSuggestions', 'currentDocument');
    await caretTo(carla.window, 0, 0);
    await window.host.executeCommand('editor.fold');
    await eventually(
      'the function to be folded',
      async () => !(await window.screenText()).includes('return'),
    );
    await caretTo(carla.window, 8, 0);
    await window.type('gre');
    await window.host.executeCommand('editor.action.triggerSuggest');
    const list = window.page.locator('.suggest-widget.visible .monaco-list-row');
    await list.first().waitFor();
    const before = await list.allInnerTexts();
    await typeAt(ben, LAST, 0, 'by Ben: ');
    await typeAt(anna, 1, 0, '/* Anna */ ');
    await eventually('both edits at Carla', async () => {
      const text = await window.host.read();
      return text.includes('by Ben: ') && text.includes('/* Anna */ ');
    });
    assert.deepEqual(await list.allInnerTexts(), before);
    assert.ok(!(await window.screenText()).includes('return'), 'still folded');
    await window.press('Escape');
    await window.host.executeCommand('editor.unfoldAll');
  });

  it('what the others type leaves the stops of a snippet where they are', async () => {
    const { window } = carla;
    await caretTo(carla.window, 8, 3);
    await window.host.executeCommand('editor.action.insertSnippet', { snippet: '(${1:one}, ${2:two});' });
    await typeAt(ben, LAST, 0, 'again ');
    await eventually('Ben’s edit at Carla', async () => (await window.host.read()).includes('again by Ben'));
    await window.type('x');
    await window.press('Tab');
    await window.type('y');
    await eventually('both stops to be filled', async () =>
      (await window.host.read()).includes('gre(x, y);'),
    );
    await window.press('Escape');
  });

  it('what the others type leaves an input method at work', async () => {
    const { window } = carla;
    await caretTo(carla.window, OF_CARLA, 0);
    const input = await window.page.context().newCDPSession(window.page);
    const compose = (text: string) =>
      input.send('Input.imeSetComposition', {
        text,
        selectionStart: text.length,
        selectionEnd: text.length,
      });
    await compose('に');
    await typeAt(ben, LAST, 0, 'and ');
    await compose('にほん');
    await typeAt(anna, 1, 0, ' ');
    await input.send('Input.insertText', { text: '日本' });
    for (const one of pair.people)
      await eventually(`the word at ${one.name}`, async () => {
        const text = (await readSession(one.window))?.text ?? '';
        return text.includes('日本carla:') && text.includes('and again by Ben') && !/[にほん]/.test(text);
      });
  });

  it('one follows another who follows the third; the third cannot close the ring', async () => {
    await ben.window.palette('Tandem: Follow Participant');
    await ben.window.pick('Anna');
    await eventually('Ben to follow', () => says(ben, 'Following Anna'));
    await carla.window.palette('Tandem: Follow Participant');
    await carla.window.pick('Ben');
    await eventually('Carla to follow', () => says(carla, 'Following Ben'));
    await eventually('Anna to know of Carla', async () =>
      (await anna.window.viewRows('Participants')).join().includes('follows Ben'),
    );
    await anna.window.palette('Tandem: Follow Participant');
    await anna.window.pick('Carla');
    await eventually('the reason', async () =>
      (await anna.window.notifications()).some((text) => text.includes('already follows you')),
    );
    await anna.window.host.executeCommand('notifications.clearAll');
    await takePictures(pair, 'following');
    await ben.window.host.executeCommand('tandem.stopFollowing');
    await carla.window.host.executeCommand('tandem.stopFollowing');
  });

  it('who leaves is told of to the others', async () => {
    for (const { window } of [anna, carla]) await window.host.setting('tandem.announcements', 'always');
    await ben.window.palette('Tandem: Leave Room');
    await eventually('Anna to be told', () => isTold(anna, 'Ben left the room "greet.txt".'));
    await eventually('Carla to be told', () => isTold(carla, 'Ben left the room "greet.txt".'));
    await eventually('two to be here', () => says(anna, 'greet.txt, 2 here, saved'));
    await takePictures(pair, 'leaving');
  });
});

async function says({ window }: Person, text: string): Promise<boolean> {
  return (await window.statusBar()).some((item) => item.includes(text));
}

async function isTold({ window }: Person, text: string): Promise<boolean> {
  return (await window.notifications()).some((message) => message.includes(text));
}

/** Names and initials that are drawn for the others. */
async function marks({ window }: Person): Promise<string[]> {
  return (await window.decorations()).flatMap(({ before, after }) => [before, after]);
}

async function typeAt(person: Person, line: number, character: number, text: string): Promise<void> {
  await caretTo(person.window, line, character);
  await person.window.type(text, 20);
}
