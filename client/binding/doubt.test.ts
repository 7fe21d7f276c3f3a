import assert from 'node:assert/strict';
import { bindingDesk, type BindingDesk } from '../../test/support/bindingDesk.ts';
import { seededRandom, seedFor } from '../../test/support/seed.ts';

/** From now on, changes are delivered as doubtful while `isOn` says so; gives their versions. */
function doubtChanges({ editor }: BindingDesk, isOn: () => boolean): number[] {
  const versions: number[] = [];
  const deliver = editor.onChange;
  editor.onChange = (change) => {
    if (!isOn()) {
      deliver(change);
      return;
    }
    versions.push(change.version);
    deliver({ ...change, isDoubtful: true });
  };
  return versions;
}

/** The file is read again: a change of the document that nobody typed. */
function replaceText({ editor }: BindingDesk, from: string, to: string): void {
  const offset = editor.model.text.indexOf(from);
  editor.tellTyping(offset, from.length, to);
  editor.drain();
}

describe('a change in doubt', () => {
  it('[B11] stays out of the shared text, and remote edits out of the document, until it is decided', () => {
    const it = bindingDesk('one\ntwo\nthree\n');
    doubtChanges(it, () => true);
    replaceText(it, 'two', 'file');
    it.remote(() => it.text.insert(0, 'zero\n'));
    it.rest();
    assert.equal(it.text.toJSON(), 'zero\none\ntwo\nthree\n');
    assert.equal(it.shown(), 'one\nfile\nthree\n');
    assert.equal(it.binding.isIdle, false);
  });

  it('[B11] is an edit like any other when it stands', () => {
    const it = bindingDesk('one\ntwo\nthree\n');
    const versions = doubtChanges(it, () => true);
    replaceText(it, 'two', 'file');
    it.remote(() => it.text.insert(0, 'zero\n'));
    it.binding.decide(versions[0] ?? 0, 'stands');
    it.rest();
    assert.equal(it.text.toJSON(), 'zero\none\nfile\nthree\n');
    assert.equal(it.shown(), it.text.toJSON());
  });

  it('[B11] leaves the shared text alone when it is taken back; what was typed since is kept', () => {
    const it = bindingDesk('one\ntwo\nthree\n');
    let isDoubting = true;
    const versions = doubtChanges(it, () => isDoubting);
    replaceText(it, 'two', 'file');
    isDoubting = false;
    it.editor.tellTyping(0, 0, 'typed ');
    it.editor.drain();
    it.remote(() => it.text.insert(4, 'and a half\n'));
    it.binding.decide(versions[0] ?? 0, 'is taken back');
    it.rest();
    assert.equal(it.text.toJSON(), 'typed one\nand a half\ntwo\nthree\n');
    assert.equal(it.shown(), it.text.toJSON());
  });

  it('[B5] [B11] keeps what was typed into it in its place, although the editor told it as one long change', () => {
    const shared = 'mine line one\nline two\nline three\ntheirs\n';
    const it = bindingDesk(shared);
    let isDoubting = true;
    const versions = doubtChanges(it, () => isDoubting);
    it.editor.tellTyping(0, shared.length, 'line one\nline two\nline three\n');
    it.editor.drain();
    isDoubting = false;
    it.editor.tellTyping('line one\nline two'.length, 0, ' typed');
    it.editor.drain();
    it.binding.decide(versions[0] ?? 0, 'is taken back');
    it.rest();
    assert.equal(it.text.toJSON(), 'mine line one\nline two typed\nline three\ntheirs\n');
    assert.equal(it.shown(), it.text.toJSON());
  });

  it('[B11] that comes while a remote edit is under way is held all the same', () => {
    const it = bindingDesk('one two');
    const versions = doubtChanges(it, () => true);
    it.remote(() => it.text.insert(0, 'remote '));
    it.clock.runSoon();
    replaceText(it, 'two', 'file');
    assert.equal(it.text.toJSON(), 'remote one two');
    it.binding.decide(versions[0] ?? 0, 'is taken back');
    it.rest();
    assert.equal(it.text.toJSON(), 'remote one two');
    assert.equal(it.shown(), 'remote one two');
  });

  it('[B10] [B11] stands when the binding ends before anybody has decided: no text is lost', () => {
    const it = bindingDesk('one');
    doubtChanges(it, () => true);
    it.editor.tellTyping(3, 0, '!');
    it.editor.tellTyping(4, 0, '?');
    it.editor.drain();
    it.binding.settle();
    assert.equal(it.text.toJSON(), 'one!?');
  });

  it('[B6] [B11] lets undo wait for the decision', async () => {
    const it = bindingDesk('one');
    let isDoubting = false;
    const versions = doubtChanges(it, () => isDoubting);
    it.editor.tellTyping(3, 0, '!');
    it.editor.drain();
    isDoubting = true;
    replaceText(it, 'one', 'file');
    const undone = it.binding.undo();
    assert.equal(it.text.toJSON(), 'one!');
    it.binding.decide(versions[0] ?? 0, 'is taken back');
    it.rest();
    await undone;
    assert.equal(it.shown(), 'one');
  });

  it('[B2] [B4] [B11] loses and doubles nothing, whatever is typed, sent and decided when', function () {
    this.timeout(60_000);
    const seed = seedFor('changes in doubt');
    for (let round = 0; round < 300; round++) play(seed + round);
  });
});

/** Random typing, remote edits and changes of the file, each with a mark of its own. */
function play(seed: number): void {
  const random = seededRandom(seed);
  const it = bindingDesk('....................');
  let isDoubting = false;
  const undecided = doubtChanges(it, () => isDoubting);
  const [wanted, unwanted, sinceDoubt] = [[] as string[], [] as string[], [] as string[]];
  const decideOldest = (): void => {
    const version = undecided.shift();
    if (version === undefined) return;
    const stands = random.chance(0.5);
    it.binding.decide(version, stands ? 'stands' : 'is taken back');
    (stands ? wanted : unwanted).push(sinceDoubt.shift() ?? '');
  };
  for (let step = 0; step < 30; step++) {
    const mark = markOf(step);
    const at = random.int(it.editor.model.text.length + 1);
    switch (random.int(6)) {
      case 0:
      case 1:
        // Between two marks' characters nothing is written: a mark is whole or not there.
        it.editor.tellTyping(outsideMarks(it.editor.model.text, at), 0, mark);
        wanted.push(mark);
        break;
      case 2:
        it.remote(() => it.text.insert(outsideMarks(it.text.toJSON(), random.int(it.text.length + 1)), mark));
        wanted.push(mark);
        break;
      case 3:
        it.editor.drain();
        isDoubting = true;
        it.editor.tellTyping(outsideMarks(it.editor.model.text, at), 0, mark);
        sinceDoubt.push(mark);
        it.editor.drain();
        isDoubting = false;
        break;
      case 4:
        decideOldest();
        break;
      default:
        it.clock.runSoon();
        it.editor.stepRenderer();
        it.editor.stepHost(random.int(3), random.chance(0.5));
    }
  }
  it.editor.drain();
  while (undecided.length > 0) decideOldest();
  it.rest();
  const message = `TANDEM_SEED=${seed}`;
  assert.equal(it.shown(), it.text.toJSON(), message);
  const count = (mark: string): number => it.text.toJSON().split(mark).length - 1;
  for (const mark of wanted) assert.equal(count(mark), 1, `${message}: ${mark} in ${it.text.toJSON()}`);
  for (const mark of unwanted) assert.equal(count(mark), 0, `${message}: ${mark} was taken back`);
}

const FIRST_OF_MARKS = 0x4e00;
const UNITS = 3;

/**
 * No two marks share a character. What comes and what is taken back at one place is compared: of equal characters nobody
 * can say which of the two they are, and so what is typed beside the one stood inside the other.
 */
function markOf(step: number): string {
  return String.fromCharCode(
    ...Array.from({ length: UNITS }, (_, unit) => FIRST_OF_MARKS + step * UNITS + unit),
  );
}

function outsideMarks(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code > FIRST_OF_MARKS ? at - ((code - FIRST_OF_MARKS) % UNITS) : at;
}
