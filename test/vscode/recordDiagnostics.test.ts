import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bindingPlanSchema } from '../../client/diagnostics/plan.ts';
import { replayPlan } from '../fuzz/replayPlan.ts';
import { openText, setUpSharing, type SharedPair } from './sharing.ts';

describe('Record Diagnostics', function () {
  this.timeout(60_000);
  const sharing = setUpSharing();

  it('[B1] [B4] gives a plan that replays to what the document reads', async () => {
    const { pair, roomId } = await recorded();
    const json = await record({ roomId, withText: true });
    const plan = bindingPlanSchema.parse(JSON.parse(json ?? ''));
    assert.equal(plan.opening.text, 'first\nsecond\n');
    assert.equal(replayPlan(plan), pair.web.text.toJSON());
    assert.equal(vscode.window.activeTextEditor?.document.getText(), json, 'it is shown, to be saved');
  });

  it('takes out what was written, unless told otherwise', async () => {
    const { pair, roomId } = await recorded();
    const json = (await record({ roomId })) ?? '';
    const plan = bindingPlanSchema.parse(JSON.parse(json));
    assert.equal(plan.isMasked, true);
    assert.doesNotMatch(json, /first|second|mine|theirs/);
    assert.equal(replayPlan(plan).length, pair.web.text.length);
  });

  it('holds nothing of what came before it was begun, and says so when nothing has happened', async () => {
    const { document } = await openText('first\n');
    const { room } = await sharing.share(document);
    assert.equal(await record({ roomId: room.id }), undefined);
    const json = await record({ roomId: room.id, withText: true });
    assert.deepEqual(bindingPlanSchema.parse(JSON.parse(json ?? '')).operations, []);
  });

  /** A document in which both have written while it was recorded. */
  async function recorded(): Promise<{ pair: SharedPair; roomId: string }> {
    const editor = await openText('first\nsecond\n');
    const pair = await sharing.share(editor.document);
    const roomId = pair.room.id;
    assert.equal(await record({ roomId }), undefined, 'the first call begins');
    pair.web.text.insert(0, 'theirs ');
    await sharing.settled(pair);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await vscode.commands.executeCommand('type', { text: 'mine ' });
    pair.web.text.insert(3, 'more ');
    await sharing.settled(pair);
    return { pair, roomId };
  }
});

async function record(argument: object): Promise<string | undefined> {
  return vscode.commands.executeCommand<string | undefined>('tandem.recordDiagnostics', argument);
}
