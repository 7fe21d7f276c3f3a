import assert from 'node:assert/strict';
import { bindingDesk } from '../../test/support/bindingDesk.ts';

describe('Binding', () => {
  it('[B2] writes what is typed to the shared text in one transaction', () => {
    const { editor, binding, text } = bindingDesk('one');
    const origins: unknown[] = [];
    text.observe((_event, transaction) => origins.push(transaction.origin));
    editor.tellTyping(3, 0, ' two');
    editor.drain();
    assert.equal(text.toJSON(), 'one two');
    assert.deepEqual(origins, [binding.origin]);
    assert.ok(binding.isIdle);
  });

  it('[B3] brings remote changes to the editor, several in one edit', () => {
    const { editor, text, remote, rest, shown } = bindingDesk('one two');
    remote(() => text.insert(0, '>'));
    remote(() => text.insert(text.length, '<'));
    rest();
    assert.equal(shown(), '>one two<');
    assert.equal(editor.model.version, 2);
  });

  it('[B2] [B3] keeps keys that are typed while a remote edit is on its way', () => {
    const { editor, clock, text, remote, rest, shown } = bindingDesk('one');
    remote(() => text.insert(0, 'remote '));
    clock.runSoon();
    editor.tellTyping(3, 0, '!');
    rest();
    assert.equal(shown(), 'remote one!');
    assert.equal(text.toJSON(), 'remote one!');
  });

  it('[B5] leads a document to the shared text by a small edit, never the other way', () => {
    const { editor, binding, text, rest, shown } = bindingDesk('one\ntwo\nthree\n', {
      document: 'one\n2\nthree\n',
    });
    let hasChanged = false;
    text.observe(() => (hasChanged = true));
    const sizes: number[] = [];
    const documentChanged = editor.onChange;
    editor.onChange = (change) => {
      sizes.push(...change.changes.map(({ length }) => length));
      documentChanged(change);
    };
    binding.reconcile(editor.documentText);
    rest();
    assert.equal(shown(), 'one\ntwo\nthree\n');
    assert.equal(hasChanged, false);
    assert.deepEqual(sizes, [1]);
  });

  it('[B8] keeps remote changes back while held, and lets them in after three seconds at the latest', () => {
    const { binding, clock, text, remote, rest, shown } = bindingDesk('one');
    binding.hold();
    const release = binding.hold();
    remote(() => text.insert(3, '!'));
    release();
    assert.equal(clock.runSoon(), false);
    assert.equal(shown(), 'one');
    const heldAt = clock.now();
    rest();
    assert.equal(clock.now() - heldAt, 3_000);
    assert.equal(shown(), 'one!');
  });

  it('[B8] tells when the edit that was under way at a hold is done', async () => {
    const { binding, clock, editor, text, remote } = bindingDesk('one');
    remote(() => text.insert(3, '!'));
    clock.runSoon();
    const release = binding.hold();
    const calm = binding.whenCalm();
    editor.drain();
    await calm;
    assert.equal(editor.documentText, 'one!');
    release();
  });

  it('tells when it has come to rest', async () => {
    const { binding, text, remote, rest } = bindingDesk('one');
    await binding.whenIdle();
    remote(() => text.insert(3, '!'));
    assert.equal(binding.isIdle, false);
    const idle = binding.whenIdle();
    rest();
    await idle;
    assert.ok(binding.isIdle);
  });

  it('[B9] reaches a read-only document the other way, without a word', () => {
    const { editor, text, remote, rest, shown, problems } = bindingDesk('one');
    editor.setReadOnly(true);
    remote(() => text.insert(3, '!'));
    rest();
    assert.equal(shown(), 'one!');
    assert.deepEqual(problems, []);
  });

  it('[B9] reports once that a document takes no edits, keeps trying, and reports when it does again', () => {
    const { editor, clock, text, remote, rest, shown, problems } = bindingDesk('one');
    const submit = editor.buffer.submit.bind(editor.buffer);
    const refusal = { then: (reply: (result: string) => void) => reply('rejected') };
    editor.buffer.submit = () => refusal as never;
    remote(() => text.insert(3, '!'));
    for (let k = 0; k < 40; k++) if (!clock.runSoon()) clock.runTimer();
    assert.deepEqual(problems, ['notEditable']);
    editor.buffer.submit = submit;
    rest();
    assert.equal(shown(), 'one!');
    assert.deepEqual(problems, ['notEditable', 'editableAgain']);
  });

  it('[B9] does not hammer at an editor that makes something else of every edit', () => {
    const { editor, clock, text, remote, problems } = bindingDesk('one two');
    const submit = editor.buffer.submit.bind(editor.buffer);
    let edits = 0;
    editor.buffer.submit = (version, replaces) => {
      edits++;
      return submit(
        version,
        replaces.map((replace) => ({ ...replace, offset: Math.max(0, replace.offset - 1) })),
      );
    };
    remote(() => text.insert(3, '!'));
    const startedAt = clock.now();
    for (let step = 0; step < 1_000 && clock.now() - startedAt < 5_000; step++) {
      editor.drain();
      if (!clock.runSoon() && !editor.isBusy) clock.runTimer();
    }
    assert.ok(edits > 8 && edits < 20, `${edits} edits`);
    assert.deepEqual(problems, ['notEditable']);
  });

  it('[B10] writes down held keys when the window closes and the reply never comes', () => {
    const { editor, binding, clock, text, remote } = bindingDesk('one');
    remote(() => text.insert(0, 'remote '));
    clock.runSoon();
    editor.losesReplies = true;
    editor.stepRenderer();
    editor.tellTyping(editor.model.text.length, 0, '!');
    editor.stepHost(2, false);
    binding.settle();
    editor.drain();
    assert.equal(text.toJSON(), 'remote one!');
    assert.equal(clock.runSoon(), false);
  });

  it('[B10] takes an edit for refused when the first event since is somebody’s typing', () => {
    const { editor, binding, clock, text, remote } = bindingDesk('one');
    remote(() => text.insert(0, 'remote '));
    clock.runSoon();
    editor.losesReplies = true;
    editor.tellTyping(3, 0, '!');
    editor.drain();
    binding.settle();
    assert.equal(text.toJSON(), 'remote one!');
    assert.equal(editor.documentText, 'one!');
  });

  it('[B4] notices a document that has diverged and leads it back', () => {
    const { editor, clock, text, rest, shown, problems } = bindingDesk('one');
    const heard = editor.onChange;
    editor.onChange = () => undefined;
    editor.tellTyping(0, 0, 'unheard ');
    editor.drain();
    editor.onChange = heard;
    editor.tellTyping(11, 0, '!');
    rest();
    while (clock.runTimer());
    rest();
    assert.deepEqual(problems, ['diverged']);
    assert.equal(shown(), text.toJSON());
    assert.ok(shown().endsWith('!'));
  });

  it('[B4] does not read the whole document while somebody is typing, and does once that is over', () => {
    const { editor, clock, rest } = bindingDesk('one');
    let reads = 0;
    const slice = editor.buffer.slice.bind(editor.buffer);
    editor.buffer.slice = (offset, length) => {
      if (length === editor.buffer.length) reads++;
      return slice(offset, length);
    };
    const wait = (ms: number): void => {
      const until = clock.now() + ms;
      clock.after(ms, () => undefined);
      while (clock.now() < until) clock.runTimer();
    };
    for (let key = 0; key < 40; key++) {
      editor.tellTyping(3 + key, 0, 'x');
      rest();
      wait(250);
    }
    assert.equal(reads, 0);
    wait(2_000);
    assert.equal(reads, 1);
  });

  it('takes carriage returns and embedded objects of strangers out of the shared text', () => {
    const { text, remote, rest, shown } = bindingDesk('one\ntwo');
    remote(() => text.insert(3, '\r'));
    remote(() => text.insertEmbed(0, { picture: 'of a stranger' }));
    rest();
    assert.equal(shown(), 'one\ntwo');
    assert.equal(text.length, 7);
  });

  it('gives others no half characters, and shows what they see', () => {
    const { editor, text, rest, shown } = bindingDesk('one');
    editor.tellTyping(0, 0, '\ud83d');
    rest();
    assert.equal(text.toJSON(), '\ufffdone');
    assert.equal(shown(), '\ufffdone');
  });

  it('keeps a document with CRLF line endings as it is, through a change of them', () => {
    const { editor, text, remote, rest, shown } = bindingDesk('one\ntwo\n', { eol: '\r\n' });
    remote(() => text.insert(4, 'and\n'));
    rest();
    assert.equal(shown(), 'one\r\nand\r\ntwo\r\n');
    editor.tell(editor.model.setEol('\n'));
    editor.tellTyping(editor.model.text.length, 0, 'end');
    rest();
    assert.equal(text.toJSON(), 'one\nand\ntwo\nend');
    assert.equal(shown(), 'one\nand\ntwo\nend');
  });

  it('sends a thousand scattered changes in edits that the editor does not melt', () => {
    const lines = Array.from({ length: 1_200 }, (_, k) => `line ${k}`);
    const { editor, text, remote, rest, shown } = bindingDesk(lines.join('\n'));
    remote(() => {
      for (let k = lines.length - 1; k >= 0; k--)
        text.insert(lines.slice(0, k).join('\n').length + (k > 0 ? 1 : 0), '>');
    });
    rest();
    assert.equal(shown(), lines.map((line) => `>${line}`).join('\n'));
    assert.equal(editor.model.version, 4);
  });

  it('carries offsets between the document, as it is shown now, and the shared text', () => {
    const { editor, binding, clock, text, remote } = bindingDesk('one two');
    remote(() => text.insert(0, '>>'));
    assert.equal(binding.toShared(4), 6);
    assert.equal(binding.toDocument(6), 4);
    clock.runSoon();
    editor.tellTyping(0, 0, 'x');
    editor.stepHost(1, false);
    assert.equal(binding.toDocument(6), 5, 'what is typed and held counts');
    assert.equal(binding.toShared(5), 6);
  });

  it('does not claim to have shared a key that waits behind somebody else’s edit', () => {
    const { editor, binding, clock, text, remote, rest } = bindingDesk('one two');
    assert.equal(binding.hasSharedAll, true);
    remote(() => text.insert(0, '>>'));
    clock.runSoon();
    editor.tellTyping(0, 0, 'x');
    editor.stepHost(1, false);
    assert.equal(binding.hasSharedAll, false);
    rest();
    assert.equal(binding.hasSharedAll, true);
    assert.match(text.toString(), /x/);
  });

  it('waits for the document that it takes over from, and then keeps what was typed in either', () => {
    const { editor, binding, text, remote, rest, shown } = bindingDesk('one');
    const openingText = editor.documentText;
    binding.wait();
    editor.tellTyping(3, 0, ' new');
    editor.drain();
    remote(() => text.insert(3, ' old'));
    assert.equal(text.toJSON(), 'one old');
    binding.reconcile(openingText);
    rest();
    assert.equal(shown(), text.toJSON());
    assert.ok(shown().includes(' old') && shown().includes(' new'));
  });

  it('leaves no timer and no listener behind', async () => {
    const { editor, binding, clock, text, remote, rest } = bindingDesk('one');
    binding.hold();
    remote(() => text.insert(3, '!'));
    const idle = binding.whenIdle();
    binding.dispose();
    await idle;
    while (clock.runSoon());
    assert.equal(clock.isEmpty, true);
    remote(() => text.insert(0, '?'));
    editor.tellTyping(0, 0, 'x');
    rest();
    assert.equal(text.toJSON(), '?one!');
  });
});
