import assert from 'node:assert/strict';
import { eventually } from '../support/eventually.ts';
import { caretTo, showsLine, topLine } from './caretTo.ts';
import { oneStory } from './oneStory.ts';
import type { PairWithRelay, Person } from './openPair.ts';
import { openSharedPair, readSession, readyToType, showsText } from './rooms.ts';
import { screenshotsOnFailure } from './screenshotsOnFailure.ts';

/** The first line is short and the second empty: a name has no place above the first, and one below it. */
const LINES = ['top', '', ...Array.from({ length: 300 }, (_, line) => `line ${line + 3} of the text`)];
const TEXT = `${LINES.join('\n')}\n`;

describe('what others do leaves a person undisturbed', function () {
  this.timeout(120_000);
  let pair: PairWithRelay;
  let anna: Person;
  let ben: Person;
  oneStory();
  screenshotsOnFailure(() => pair);

  before(async () => {
    pair = await openSharedPair(TEXT);
    [anna, ben] = [pair.person('anna'), pair.person('ben')];
    await readyToType(pair.people, TEXT);
  });

  after(() => pair.close());

  it('a name on the first line stands below its caret', async () => {
    await caretTo(ben.window, 0, 3);
    const flag = await eventually('Ben’s name at Anna', () => flagOf(anna, 'Ben'));
    assert.ok(flag.top >= flag.caretBottom - 1, JSON.stringify(flag));
  });

  it('shows every caret of a person, and a mark of each in the overview ruler', async () => {
    await placeCarets(ben, [4, 6, 8]);
    await eventually('three carets at Anna', async () => (await caretsAt(anna)).length === 3);
    const color = (await caretsAt(anna))[0] ?? '';
    await placeCarets(ben, [4, 150, 280]);
    await eventually('three marks of their colour', async () => (await rulerMarks(anna, color)) === 3);
  });

  it('[caret-stays] keeps my caret, my selection and what I look at where lines come in above', async () => {
    await caretTo(ben.window, 0, 0);
    await caretTo(anna.window, 150, 0);
    await anna.window.host.select([{ anchor: [150, 2], active: [152, 4] }]);
    await eventually('her to have it selected', async () =>
      (await anna.window.statusBar()).join().includes('selected'),
    );
    const seen = await anna.window.screenText();
    const selected = await selectedText(anna);
    for (let line = 1; line <= 5; line++) await ben.window.type(`new ${line}\n`, 20);
    await eventually('the lines at Anna', async () => (await readText(anna)).startsWith('new 1\nnew 2'));
    await eventually('all of them', async () => (await readText(anna)).startsWith(`${newLines(5)}top`));
    assert.equal(await selectedText(anna), selected);
    await eventually('the same on the screen', async () => (await anna.window.screenText()) === seen);
    // Typing replaces what was selected, and nothing else.
    await anna.window.type('mine');
    await showsText(ben.window, `${newLines(5)}${replaced(LINES.join('\n'), selected, 'mine')}\n`);
    await anna.window.press('Control+z');
    await showsText(ben.window, `${newLines(5)}${TEXT}`);
    await eventually('undo to bring the selection back', async () => (await selectedText(anna)) === selected);
  });

  it('[caret-stays] keeps what I look at where lines come in that I have folded away', async () => {
    await caretTo(anna.window, 10, 0);
    await anna.window.host.select([{ anchor: [10, 0], active: [40, 0] }]);
    await anna.window.host.executeCommand('editor.createFoldingRangeFromSelection');
    await caretTo(anna.window, 150, 0);
    const [seen, text] = [await anna.window.screenText(), await readText(anna)];
    await caretTo(ben.window, 20, 0);
    await ben.window.type('folded\n\n', 20);
    await eventually('the lines at Anna', async () => (await readText(anna)) === (await readText(ben)));
    // Looked at many times: it is right before the view is moved as well.
    let looks = 0;
    await eventually('the same on the screen, look after look', async () => {
      looks = (await anna.window.screenText()) === seen ? looks + 1 : 0;
      return looks > 10;
    });
    await anna.window.host.executeCommand('editor.removeManualFoldingRanges');
    await anna.window.host.executeCommand('editor.unfoldAll');
    for (let key = 0; key < 8; key++) await ben.window.press('Backspace');
    await eventually('them to be gone', async () => (await readText(anna)) === text);
  });

  it('[core] [caret-stays] keeps both words whole where two type at one place', async () => {
    for (const { window } of pair.people) await caretTo(window, 6, 0);
    await Promise.all([anna.window.type('aaaaaaaa', 60), ben.window.type('bbbbbbbb', 60)]);
    await eventually('both words at both', async () => {
      const lines = await Promise.all(
        pair.people.map(async (person) => (await readText(person)).split('\n')[6]),
      );
      return lines.every((line) => /a{8}/.test(line ?? '') && /b{8}/.test(line ?? ''));
    });
  });

  it('[core] [undo-mine] the menu’s Undo and the keys take back what I did, not what came after it', async () => {
    const before = await readText(anna);
    await caretTo(anna.window, 20, 0);
    await anna.window.type('mine_');
    await caretTo(ben.window, 30, 0);
    await ben.window.type('yours_');
    await eventually('both at both', async () => {
      const texts = await Promise.all(pair.people.map(readText));
      return texts.every((text) => text.includes('mine_') && text.includes('yours_'));
    });
    const both = await readText(anna);
    const yours = both.replace('mine_', '');
    // What "Undo" in the Edit menu runs.
    await anna.window.host.executeCommand('undo');
    await showsText(ben.window, yours);
    await anna.window.press('Control+y');
    await showsText(ben.window, both);
    await anna.window.press('Control+z');
    await showsText(anna.window, yours);
    await ben.window.press('Control+z');
    await showsText(anna.window, before);
  });

  it('goes to a participant, or follows one, from the palette alone', async () => {
    await caretTo(anna.window, 10, 0);
    await caretTo(ben.window, 250, 0);
    await anna.window.palette('Tandem: Go to Participant');
    await eventually('Ben’s line', () => showsLine(anna.window, 250));
    await anna.window.palette('Tandem: Follow Participant');
    await caretTo(ben.window, 40, 0);
    await eventually('Ben’s next line', () => showsLine(anna.window, 40));
  });

  it('[core] [follow-stops] follows in the column where the document is, and stops at my first key', async () => {
    const { uri } = (await readSession(anna.window)) ?? { uri: '' };
    await anna.window.host.executeCommand('tandem.stopFollowing');
    await anna.openFile('other.txt', 'something else\n');
    await anna.window.host.executeCommand('workbench.action.moveEditorToNextGroup');
    await eventually('two columns', () =>
      anna.window.host.run((api) => api.window.visibleTextEditors.length === 2),
    );
    await anna.window.palette('Tandem: Follow Participant');
    await caretTo(ben.window, 200, 0);
    await eventually('Ben’s line in the first column', () => showsIn(anna, uri, 200));
    const columns = await anna.window.host.run((api) => api.window.visibleTextEditors.length);
    assert.equal(columns, 2, 'no column was added');
    // Her caret is on the screen, so that the key scrolls nothing: the key itself has to end it.
    await caretTo(anna.window, 200, 0);
    await eventually('Anna to follow still', async () =>
      (await anna.window.statusBar()).join().includes('Following Ben'),
    );
    await anna.window.press('ArrowDown');
    await eventually(
      'it to end',
      async () => !(await anna.window.statusBar()).join().includes('Following Ben'),
    );
    const top = await topLine(anna.window);
    await caretTo(ben.window, 20, 0);
    await ben.window.type('x');
    await eventually('Ben’s key at Anna', async () => (await readText(anna)) === (await readText(ben)));
    assert.equal(await topLine(anna.window), top);
  });
});

function newLines(count: number): string {
  return Array.from({ length: count }, (_, line) => `new ${line + 1}\n`).join('');
}

function replaced(text: string, part: string, by: string): string {
  assert.equal(text.split(part).length, 2, `${part} is not there once`);
  return text.replace(part, by);
}

async function readText({ window }: Person): Promise<string> {
  return (await readSession(window))?.text ?? '';
}

function selectedText({ window }: Person): Promise<string> {
  return window.host.run((api) => {
    const editor = api.window.activeTextEditor;
    return editor?.document.getText(editor.selection) ?? '';
  });
}

function showsIn({ window }: Person, uri: string, line: number): Promise<boolean> {
  return window.host.run(
    (api, at) =>
      api.window.visibleTextEditors.some(
        ({ document, viewColumn, visibleRanges }) =>
          document.uri.toString() === at.uri &&
          viewColumn === api.ViewColumn.One &&
          visibleRanges.some(({ start, end }) => start.line <= at.line && end.line >= at.line),
      ),
    { uri, line },
  );
}

/** Where a name is drawn, against the line of its caret. */
function flagOf({ window }: Person, name: string): Promise<{ top: number; caretBottom: number } | undefined> {
  return window.editor.evaluate((editor, text) => {
    for (const mark of editor.querySelectorAll('.view-lines [class*="ced-"]')) {
      const style = getComputedStyle(mark, '::before');
      if (style.content !== `"${text}"`) continue;
      const line = mark.closest('.view-line')?.getBoundingClientRect();
      if (line !== undefined) return { top: line.top + parseFloat(style.top), caretBottom: line.bottom };
    }
    return undefined;
  }, name);
}

/** The colours of the carets that are drawn for others. */
function caretsAt({ window }: Person): Promise<string[]> {
  return window.editor.evaluate((editor) =>
    [...editor.querySelectorAll('.view-lines [class*="ced-"]')].flatMap((mark) => {
      const style = getComputedStyle(mark, '::before');
      const isCaret = style.position === 'absolute' && style.borderTopStyle === 'solid';
      return isCaret ? [style.borderTopColor] : [];
    }),
  );
}

/** How many marks of a colour the overview ruler has. */
function rulerMarks({ window }: Person, color: string): Promise<number> {
  return window.editor.evaluate((editor, wanted) => {
    const canvas = editor.querySelector<HTMLCanvasElement>('canvas.decorationsOverviewRuler');
    const context = canvas?.getContext('2d');
    if (canvas === null || !context) return 0;
    const middle = Math.floor(canvas.width / 2);
    const { data } = context.getImageData(middle, 0, 1, canvas.height);
    let [marks, wasInside] = [0, false];
    for (let at = 0; at < data.length; at += 4) {
      const isInside = `rgb(${data[at]}, ${data[at + 1]}, ${data[at + 2]})` === wanted;
      if (isInside && !wasInside) marks++;
      wasInside = isInside;
    }
    return marks;
  }, color);
}

function placeCarets({ window }: Person, lines: readonly number[]): Promise<void> {
  return window.host.select(lines.map((line) => ({ anchor: [line, 2], active: [line, 2] })));
}
