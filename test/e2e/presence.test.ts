import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { caretTo, showsLine, topLine } from './caretTo.ts';
import { oneStory } from './oneStory.ts';
import type { PairWithRelay, Person } from './openPair.ts';
import { openSharedPair } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

const LINES = Array.from({ length: 300 }, (_, line) => `line ${line + 1} of a text that is long enough`);
const TEXT = `${LINES.join('\n')}\n`;

describe('people see each other', function () {
  this.timeout(200_000);
  let pair: PairWithRelay;
  let anna: Person;
  let ben: Person;
  oneStory();
  screenshotsOnFailure(() => pair);

  before(async () => {
    // Escape closes a notification before it ends anything else: there is none.
    pair = await openSharedPair(TEXT);
    [anna, ben] = [pair.person('anna'), pair.person('ben')];
    for (const { window } of pair.people) await window.host.executeCommand('workbench.view.extension.tandem');
  });

  after(() => pair.close());

  it('a name stands beside the text, never on it, and fades', async () => {
    await caretTo(ben.window, 10, 8);
    // Above and below there is text at that place, so it stands behind the line: after its last character.
    await eventually('Ben’s name behind the line', async () =>
      (await anna.window.decorations()).some(({ after }) => after === 'Ben'),
    );
    assert.ok((await anna.window.decorations()).every(({ before }) => before !== 'Ben'));
    await eventually('the name to fade', async () => !(await names(anna)).includes('Ben'));
    assert.ok(await showsCaret(anna), 'the caret stays');
  });

  it('a caret never trails behind what its owner types', async () => {
    await clickInto(ben);
    await caretTo(ben.window, 20, LINES[20]?.length ?? 0);
    // Then nothing of where the click had put the caret is on its way any more.
    await eventually('Ben’s line at Anna', () => viewShows(anna, /Ben\s*line 21/));
    await anna.window.page.evaluate(watchTrailing);
    const watched = () => anna.window.page.evaluate(() => (window as unknown as Watched).tandemFrames);
    await eventually('Ben’s caret at the end of the line', async () => (await watched()).length > 0);
    await ben.window.type(' and typed on', 40);
    await eventually('the text at Anna', async () => (await anna.window.host.read()).includes('typed on'));
    const frames = await watched();
    const grown = frames.filter(({ right }, at) => at > 0 && right > (frames[at - 1]?.right ?? 0));
    assert.ok(grown.length >= 5, `only ${grown.length} frames in which text came`);
    const trailing = frames.filter(({ caret, right }) => caret < right - 2);
    assert.deepEqual(trailing, []);
  });

  it('the Participants view says who is where, and what they do', async () => {
    await caretTo(ben.window, 40, 0);
    await eventually('Ben’s line in the view', () => viewShows(anna, /Ben\s*line 41/));
    await clickInto(ben);
    await caretTo(ben.window, 40, 0);
    await ben.window.type('x');
    await eventually('Ben to be typing', () => viewShows(anna, /Ben\s*line 41, typing/));
    await eventually('Ben to have stopped', () => viewShows(anna, /Ben\s*line 41$/m));
    await eventually('Anna, who created the room', () => viewShows(ben, /Anna\s*host, line/));
    await ben.openFile('other.txt', 'something else');
    await eventually('Ben to be elsewhere', () => viewShows(anna, /Ben\s*elsewhere/));
    await ben.window.host.executeCommand('workbench.action.closeActiveEditor');
  });

  it('following shows what the other sees, wherever they go', async () => {
    await caretTo(ben.window, 250, 0);
    await follow(anna, 'Ben');
    await eventually('Anna to see what Ben sees', () => showsLine(anna.window, 250));
    for (const line of [30, 180, 5]) {
      await caretTo(ben.window, line, 0);
      await eventually(`Anna to see line ${line}`, () => showsLine(anna.window, line));
    }
    await wheel(ben, 120, 20);
    const top = await eventually(
      'Ben to have scrolled',
      async () => (await topLine(ben.window)) > 5 && topLine(ben.window),
    );
    await eventually('Anna to have scrolled along', async () => (await topLine(anna.window)) >= top);
    assert.ok(await isFollowing(anna, 'Ben'), 'Anna follows still');
    await clickInto(ben);
    await caretTo(ben.window, 100, 0);
    await ben.window.press('Enter');
    await eventually(
      'the new line at Anna',
      async () => (await anna.window.host.read()).split('\n').length > LINES.length + 1,
    );
    await caretTo(ben.window, 220, 0);
    await eventually('Anna to see line 220', () => showsLine(anna.window, 220));
    assert.ok(await isFollowing(anna, 'Ben'), 'text that comes in does not end it');
  });

  for (const [what, act] of [
    ['a key', ({ window }: Person) => window.press('ArrowDown')],
    ['a click', (person: Person) => clickInto(person, { x: 260, y: 300 })],
    ['a turn of the wheel', (person: Person) => wheel(person, -120)],
    ['Escape', ({ window }: Person) => window.press('Escape')],
  ] as const) {
    it(`${what} of one’s own ends it`, async () => {
      await clickInto(anna);
      await caretTo(ben.window, 50, 0);
      await follow(anna, 'Ben');
      await eventually('Anna to see line 50', () => showsLine(anna.window, 50));
      await caretTo(ben.window, 200, 0);
      await eventually('Anna to see line 200', () => showsLine(anna.window, 200));
      await act(anna);
      await eventually('it to end', async () => !(await isFollowing(anna, 'Ben')));
      const top = await topLine(anna.window);
      await caretTo(ben.window, 10, 0);
      await eventually('Ben’s caret at Anna', () => viewShows(anna, /Ben\s*line 11/));
      assert.equal(await topLine(anna.window), top);
    });
  }

  it('says who edits right beside one’s caret, as a notification where that is asked for', async () => {
    await anna.window.host.setting('tandem.announcements', 'always');
    await caretTo(anna.window, 60, 0);
    await clickInto(ben);
    await caretTo(ben.window, 61, 0);
    await ben.window.type('x');
    await eventually('the notification', async () =>
      (await anna.window.notifications()).some((text) => text.includes('Ben is editing near you')),
    );
    await anna.window.host.executeCommand('notifications.clearAll');
    await anna.window.host.setting('tandem.announcements', undefined);
  });

  it('two people never drag each other about: who is followed cannot follow back', async () => {
    await caretTo(anna.window, 70, 0);
    await follow(ben, 'Anna');
    await eventually('Anna to know', () => viewShows(anna, /Ben.*follows you/));
    await anna.window.palette('Tandem: Follow Participant');
    await eventually('the reason', async () =>
      (await anna.window.notifications()).some((text) => text.includes('already follows you')),
    );
    assert.equal(await isFollowing(anna, 'Ben'), false);
    await anna.window.host.executeCommand('notifications.clearAll');
    await caretTo(anna.window, 150, 0);
    await eventually('Ben to see line 150', () => showsLine(ben.window, 150));
    await ben.window.palette('Tandem: Stop Following');
    await eventually('Ben to be free', async () => !(await isFollowing(ben, 'Anna')));
  });

  it('Escape stops following, from the document and from Tandem’s views', async () => {
    for (const focus of ['workbench.action.focusActiveEditorGroup', 'tandem.participants.focus']) {
      await follow(ben, 'Anna');
      await ben.window.host.executeCommand(focus);
      await ben.window.press('Escape');
      await eventually(`Ben to be free after ${focus}`, async () => !(await isFollowing(ben, 'Anna')));
    }
  });

  it('two who begin to follow each other at the same moment come to rest', async () => {
    await eventually('nobody to follow', async () => !(await viewShows(anna, /follows/)));
    await Promise.all([startFollowing(anna), startFollowing(ben)]);
    // Looked at many times: both may stop, or only one, but they must never end up following each other.
    let looks = 0;
    await eventually('not both to follow, look after look', async () => {
      const both = await Promise.all([isFollowing(anna, 'Ben'), isFollowing(ben, 'Anna')]);
      looks = both.every(Boolean) ? 0 : looks + 1;
      return looks > 30;
    });
    for (const { window } of [anna, ben]) await window.host.executeCommand('tandem.stopFollowing');
  });

  it('“Bring Everyone Here” asks, and moves only who says so', async () => {
    await caretTo(anna.window, 260, 0);
    await caretTo(ben.window, 3, 0);
    const top = await topLine(ben.window);
    await anna.window.palette('Tandem: Bring Everyone Here');
    await asked(ben, 'Anna');
    assert.equal(await topLine(ben.window), top, 'nobody is moved without having said so');
    await ben.window.clickNotification('Follow');
    await eventually('Ben to follow', () => isFollowing(ben, 'Anna'));
    await eventually('Ben to see line 260', () => showsLine(ben.window, 260));
    await anna.window.palette('Tandem: Bring Everyone Here');
    await eventually('not so soon again', async () =>
      (await anna.window.notifications()).some((text) => text.includes('You have just asked everyone')),
    );
    await anna.window.host.executeCommand('notifications.clearAll');
    await ben.window.palette('Tandem: Bring Everyone Here');
    await asked(anna, 'Ben');
    await anna.window.clickNotification('Not Now');
    await eventually('the question to go', async () => (await anna.window.notifications()).length === 0);
    assert.equal(await isFollowing(anna, 'Ben'), false);
  });
});

/** In the middle: over the first line of a scrolled editor there is a shadow, which takes the click. */
async function clickInto({ window }: Person, position = { x: 120, y: 130 }): Promise<void> {
  await window.editor.locator('.editor-scrollable').click({ position });
}

async function asked({ window }: Person, by: string): Promise<void> {
  await eventually(`the question of ${by}`, async () =>
    (await window.notifications()).some((text) => text.includes(`${by} asks everyone`)),
  );
}

async function viewShows({ window }: Person, rows: RegExp): Promise<boolean> {
  return rows.test((await window.viewRows('Participants')).join('\n'));
}

async function follow(person: Person, name: string): Promise<void> {
  await person.window.palette('Tandem: Follow Participant');
  await eventually('the status bar to say so', () => isFollowing(person, name));
}

/** Without a hand on the keyboard, so that two can do it at the same moment. */
async function startFollowing({ window }: Person): Promise<void> {
  await window.host.executeCommand('tandem.followParticipant').catch(() => undefined);
}

async function isFollowing({ window }: Person, name: string): Promise<boolean> {
  return (await window.statusBar()).some((item) => item.includes(`Following ${name}`));
}

async function wheel({ window }: Person, deltaY: number, times = 1): Promise<void> {
  await window.editor.hover();
  for (let turn = 0; turn < times; turn++) await window.page.mouse.wheel(0, deltaY);
}

interface Watched {
  tandemFrames: { caret: number; right: number }[];
}

/** Runs in the page: in each frame, where the other's caret is and where the line that it is on ends. */
function watchTrailing(): void {
  const frames: { caret: number; right: number }[] = [];
  (window as unknown as Watched).tandemFrames = frames;
  const look = (): void => {
    for (const mark of document.querySelectorAll('.view-lines [class*="ced-"]')) {
      const style = getComputedStyle(mark, '::before');
      if (style.position !== 'absolute' || style.borderTopStyle !== 'solid') continue;
      const line = mark.closest('.view-line');
      const text = [...(line?.querySelectorAll('span span') ?? [])].filter((part) => part.textContent !== '');
      const right = Math.max(...text.map((part) => part.getBoundingClientRect().right));
      const caret = mark.getBoundingClientRect().left;
      // Where it stood before does not count.
      if (frames.length > 0 || caret >= right - 2) frames.push({ caret, right });
    }
    requestAnimationFrame(look);
  };
  look();
}

async function names({ window }: Person): Promise<string[]> {
  return (await window.decorations()).flatMap(({ before, after }) => [before, after]);
}

async function showsCaret({ window }: Person): Promise<boolean> {
  return (await window.decorations()).some(({ before }) => before === '\u200B');
}
