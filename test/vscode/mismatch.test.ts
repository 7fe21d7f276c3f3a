import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fingerprint, hashText } from '../../client/session/textCheck.ts';
import { eventually } from '../support/eventually.ts';
import { collectWarnings } from './answers.ts';
import { openText, setUpSharing, type SharedPair } from './sharing.ts';

describe('a text that differs from the room’s', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();
  const notices: string[] = [];
  const warnings = collectWarnings();
  const window = vscode.window as { setStatusBarMessage: unknown };
  const workspace = vscode.workspace as { onDidChangeTextDocument: unknown };
  const original = {
    setStatusBarMessage: window.setStatusBarMessage,
    onDidChangeTextDocument: vscode.workspace.onDidChangeTextDocument,
  };
  let isDeaf = false;

  before(() => {
    workspace.onDidChangeTextDocument = (
      listener: (event: vscode.TextDocumentChangeEvent) => void,
      ...rest: unknown[]
    ) =>
      original.onDidChangeTextDocument(
        (event) => {
          if (!isDeaf) listener(event);
        },
        ...(rest as [unknown?]),
      );
    window.setStatusBarMessage = (text: string) => {
      notices.push(text);
      return { dispose: () => undefined };
    };
  });
  beforeEach(() => void notices.splice(0));
  after(() => {
    window.setStatusBarMessage = original.setStatusBarMessage;
    workspace.onDidChangeTextDocument = original.onDidChangeTextDocument;
  });

  it('[B4] in the document is noticed, led back to it, counted and told, and what it showed is kept beside it', async () => {
    const pair = await share('alpha\n');
    const before = await counted(pair, 'document');
    await unheard(async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(pair.document.uri, new vscode.Position(0, 0), 'unheard ');
      assert.ok(await vscode.workspace.applyEdit(edit));
    });
    assert.equal(pair.document.getText(), 'unheard alpha\n');
    assert.equal(await sharing.settled(pair), 'alpha\n');
    await eventually('the relay to count it', async () => (await counted(pair, 'document')) === before + 1);
    const name = pair.document.uri.path.split('/').at(-1) ?? '';
    await eventually('the sentence', () => warnings.length > 0);
    assert.deepEqual(
      warnings.map(({ text }) => text),
      [
        `"${name}" differed from the room’s text, and Tandem corrected it. The previous text is in the untitled document beside it.`,
      ],
    );
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document);
    assert.ok(shown.some((document) => document.isUntitled && document.getText() === 'unheard alpha\n'));
    assert.equal(vscode.window.activeTextEditor?.document, pair.document);
  });

  it('[M1] at somebody else, where the relay agrees with this window, is counted and changes nothing here', async () => {
    const pair = await share('alpha\n');
    const before = await counted(pair, 'replica');
    pair.web.provider.awareness.setLocalState({
      user: { name: 'Ben' },
      check: { state: fingerprint(pair.web.text)?.state ?? '', text: hashText('another text\n') },
    });
    await eventually('the relay to count it', async () => (await counted(pair, 'replica')) === before + 1);
    assert.equal(await sharing.settled(pair), 'alpha\n');
    assert.deepEqual(notices, []);
  });

  async function share(text: string): Promise<SharedPair> {
    const editor = await openText(text);
    return sharing.share(editor.document);
  }

  /** What happens meanwhile is told to nobody who began to listen since this suite began. */
  async function unheard(task: () => Promise<void>): Promise<void> {
    isDeaf = true;
    await task().finally(() => (isDeaf = false));
  }

  /** How many mismatches of a kind the relay knows of. */
  async function counted({ room }: SharedPair, of: 'document' | 'replica'): Promise<number> {
    const page = await (await fetch(`${room.relayUrl}/metrics`)).text();
    return Number(
      new RegExp(`^tandem_text_mismatches_total\\{of="${of}"\\} (\\d+)$`, 'm').exec(page)?.[1] ?? 0,
    );
  }
});
