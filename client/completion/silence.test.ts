import assert from 'node:assert/strict';
import { isPartnerNear } from './partnerNearby.ts';
import { isSecretFile } from '../../engine/secretFile.ts';
import { leastProbability, type Situation, whySilent } from './silence.ts';

const QUIET: Situation = {
  ...{ mode: 'auto', isLanguageOn: true, isExplicit: false, isShared: true, isWantedEverywhere: false },
  ...{ scheme: 'file', isReadOnly: false, isSecret: false, isExcluded: false, isOtherProviderActive: false },
  ...{ carets: 1, hasSelection: false, isAfterUndo: false, isPartnerNear: false },
};
const why = (facts: Partial<Situation>) => whySilent({ ...QUIET, ...facts });

describe('when nothing is suggested', () => {
  it('in an ordinary shared document something is', () => {
    assert.equal(why({}), undefined);
  });

  for (const [reason, facts] of [
    ['off', { mode: 'off' }],
    ['noText', { scheme: 'output' }],
    ['noText', { scheme: 'vscode-scm' }],
    ['noText', { scheme: 'comment' }],
    ['notShared', { isShared: false }],
    ['readOnly', { isReadOnly: true }],
    ['secret', { isSecret: true }],
    ['excluded', { isExcluded: true }],
    ['severalCarets', { carets: 2 }],
    ['selection', { hasSelection: true }],
  ] as const)
    it(`${reason}: not even when asked (${JSON.stringify(facts)})`, () => {
      assert.equal(why(facts), reason);
      assert.equal(why({ ...facts, isExplicit: true }), reason);
    });

  for (const [reason, facts] of [
    ['languageOff', { isLanguageOn: false }],
    ['manual', { mode: 'manual' }],
    ['otherProvider', { isOtherProviderActive: true }],
    ['afterUndo', { isAfterUndo: true }],
    ['partner', { isPartnerNear: true }],
  ] as const)
    it(`${reason}: unless asked`, () => {
      assert.equal(why(facts), reason);
      assert.equal(why({ ...facts, isExplicit: true }), undefined);
    });

  it('another provider does not matter to who wants suggestions always', () => {
    assert.equal(why({ mode: 'always', isOtherProviderActive: true }), undefined);
  });

  it('documents of no room are completed on wish', () => {
    assert.equal(why({ isShared: false, isWantedEverywhere: true }), undefined);
  });

  it('a partner is near with a caret on the line, or two seconds after an edit within two lines', () => {
    const near = (line: number, now: number) =>
      isPartnerNear(line, { caretLines: [20], edits: [{ line: 5, atMs: 1_000 }] }, now);
    assert.deepEqual([near(20, 9_000), near(19, 9_000)], [true, false]);
    assert.deepEqual(
      [near(3, 2_999), near(7, 2_999), near(8, 2_999), near(5, 3_000)],
      [true, true, false, false],
    );
  });

  it('[S] files with secrets are known by their names', () => {
    for (const path of [
      ...[
        '/a/.env',
        '/.env.local',
        'prod.env',
        '/x/server.PEM',
        '/x/tls.key',
        '/h/.ssh/config',
        'id_ed25519',
      ],
      ...['/h/.aws/credentials', '/h/.npmrc', '/x/secrets/db.json', 'app.keystore', '/h/.kube/config'],
    ])
      assert.ok(isSecretFile(path), path);
    for (const path of [
      '/a/environment.ts',
      '/a/settings.json',
      '/a/keyboard.ts',
      '/a/secretary.ts',
      '/env/a.js',
    ])
      assert.ok(!isSecretFile(path), path);
  });

  it('among words a text must be likely', () => {
    assert.equal(leastProbability('javascript', '  const a = '), 0);
    assert.equal(leastProbability('javascript', '  // then we'), 0.6);
    assert.equal(leastProbability('javascript', 'run(); // then we'), 0.6);
    assert.equal(leastProbability('javascript', "fetch('https://x"), 0);
    assert.equal(leastProbability('python', 'x = 1 # then'), 0.6);
    assert.equal(leastProbability('markdown', 'Then we'), 0.6);
  });
});
