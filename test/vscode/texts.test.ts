import assert from 'node:assert/strict';
import fs from 'node:fs';
import * as vscode from 'vscode';
import { MAX_TEXT_UNITS } from '../../shared/limits.ts';
import { startRelay } from './relay.ts';
import { shareFile, type SharedFile } from './sharedFile.ts';

const BOM = '\ufeff';

/** A file on disk, and what a room makes of it where that is not the same. */
interface Text {
  readonly kind: string;
  readonly onDisk: string;
  readonly shared?: string;
  /** The line ending that VS Code settles for. */
  readonly eol?: '\r\n';
}

const TEXTS: readonly Text[] = [
  { kind: 'nothing', onDisk: '' },
  { kind: 'LF', onDisk: 'one\ntwo\nthree\n' },
  { kind: 'CRLF', onDisk: 'one\r\ntwo\r\nthree\r\n', shared: 'one\ntwo\nthree\n', eol: '\r\n' },
  {
    kind: 'mixed line endings, most of them CRLF',
    onDisk: 'a\r\nb\nc\r\n',
    shared: 'a\nb\nc\n',
    eol: '\r\n',
  },
  { kind: 'mixed line endings, most of them LF', onDisk: 'a\nb\r\nc\n', shared: 'a\nb\nc\n' },
  { kind: 'lone CR', onDisk: 'a\rb\rc', shared: 'a\nb\nc', eol: '\r\n' },
  { kind: 'a byte order mark', onDisk: `${BOM}one\ntwo\n`, shared: 'one\ntwo\n' },
  {
    kind: 'a byte order mark and CRLF',
    onDisk: `${BOM}one\r\ntwo\r\n`,
    shared: 'one\ntwo\n',
    eol: '\r\n',
  },
  { kind: 'a byte order mark inside', onDisk: `one${BOM}two\n` },
  { kind: 'U+2028, U+2029, U+0085, vertical tab and form feed', onDisk: 'a\u2028b\u2029c\u0085d\ve\ff\n' },
  { kind: 'tabs', onDisk: '\tone\n\t\ttwo\t\n\t' },
  { kind: 'astral characters', onDisk: '😀👩‍💻\n🏳️‍🌈𝒳\n👍🏽' },
  { kind: 'combining marks', onDisk: 'e\u0301\u0302a\u030a\nn\u0303o\u0308\n' },
  { kind: 'right to left', onDisk: 'שלום עולם\nمرحبا (abc) \u202bx\u202c\n' },
  { kind: 'lines of 10,000 characters', onDisk: `${'ab 😀'.repeat(2000)}\n`.repeat(3) },
  { kind: 'nearly 5 MB', onDisk: 'fifty characters of text that fill one line, 50.\n'.repeat(106_900) },
  {
    kind: 'nearly 5 MB with CRLF',
    onDisk: 'fifty characters of text that fill one line, 50.\r\n'.repeat(106_900),
    shared: 'fifty characters of text that fill one line, 50.\n'.repeat(106_900),
    eol: '\r\n',
  },
];

describe('texts of every kind in a shared document', function () {
  this.timeout(120_000);
  let relay: Awaited<ReturnType<typeof startRelay>>;
  let file: SharedFile | undefined;

  before(async () => {
    relay = await startRelay();
    await configure(true);
  });

  afterEach(async () => {
    await file?.close();
    file = undefined;
  });

  after(async () => {
    await configure(false);
    await relay.stop();
  });

  for (const { kind, onDisk, shared = onDisk, eol = '\n' } of TEXTS) {
    it(`takes edits of both sides everywhere, and saves what it was: ${kind}`, async () => {
      assert.ok(shared.length < MAX_TEXT_UNITS);
      const { document, web, bothRead, edit, ...opened } = (file = await shareFile(relay.url, onDisk));
      await bothRead(shared);
      assert.equal(document.eol, eol === '\n' ? vscode.EndOfLine.LF : vscode.EndOfLine.CRLF);
      let text = shared;
      for (const share of [0, 0.5, 1]) {
        const at = betweenCharacters(text, Math.floor(text.length * share));
        const local = `L😀${share}\n`;
        await edit(text.slice(0, at).replaceAll('\n', eol).length, 0, local);
        text = text.slice(0, at) + local + text.slice(at);
        await bothRead(text);

        const remoteAt = betweenCharacters(text, Math.floor(text.length * share));
        const remote = `R\n𝒳${share}`;
        web.text.insert(remoteAt, remote);
        text = text.slice(0, remoteAt) + remote + text.slice(remoteAt);
        await bothRead(text);
      }
      const first = betweenCharacters(text, 1) || 2;
      await edit(0, text.slice(0, first).replaceAll('\n', eol).length, '');
      text = text.slice(first);
      await bothRead(text);
      const last = betweenCharacters(text, text.length - 1);
      web.text.delete(last, text.length - last);
      text = text.slice(0, last);
      await bothRead(text);

      assert.equal(await document.save(), true);
      const saved = fs.readFileSync(opened.path, 'utf8');
      const mark = onDisk.startsWith(BOM) ? BOM : '';
      assert.ok(saved === mark + text.replaceAll('\n', eol), 'the file has its line endings and its mark');
    });
  }

  it('gives both sides U+FFFD for half a surrogate pair that VS Code took', async () => {
    const { edit, bothRead } = (file = await shareFile(relay.url, 'ab\n'));
    await edit(1, 0, '\ud83d');
    await bothRead('a\ufffdb\n');
    await edit(2, 0, '\ude00!');
    await bothRead('a\ufffd\ufffd!b\n');
  });

  it('shows what becomes of a surrogate pair that another client splits', async () => {
    const { edit, web, bothRead } = (file = await shareFile(relay.url, 'a😀b😀c\n'));
    web.text.insert(2, '-');
    await bothRead('a\ufffd-\ufffdb😀c\n');
    web.text.delete(6, 1);
    await bothRead('a\ufffd-\ufffdb\ufffdc\n');
    await edit(0, 1, '');
    await bothRead('\ufffd-\ufffdb\ufffdc\n');
  });

  it('takes carriage returns out that another client wrote', async () => {
    const { document, web, bothRead } = (file = await shareFile(relay.url, 'ab\n'));
    web.text.insert(1, '1\r\n2\r3');
    await bothRead('a1\n23b\n');
    assert.equal(document.eol, vscode.EndOfLine.LF);
  });
});

/**
 * VS Code offers to remove U+2028, which in a test counts as accepted; and a save of its own that is under way makes
 * `save()` say false.
 */
async function configure(isOn: boolean): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  for (const name of ['editor.unusualLineTerminators', 'files.autoSave']) {
    await settings.update(name, isOn ? 'off' : undefined, vscode.ConfigurationTarget.Workspace);
  }
}

/** The nearest offset to the left that does not split a surrogate pair. */
function betweenCharacters(text: string, offset: number): number {
  const isSplitting =
    offset > 0 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(offset - 1, offset + 1));
  return isSplitting ? offset - 1 : offset;
}
