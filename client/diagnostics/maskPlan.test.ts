import assert from 'node:assert/strict';
import { maskPlan, maskText } from './maskPlan.ts';
import { type BindingPlan, bindingPlanSchema } from './plan.ts';

describe('masking a plan', () => {
  it('keeps lengths, line breaks, white space and surrogate halves, and no character besides', () => {
    const text = 'Secret 1\t\r\n\u2028é日😀\ud83d x \ude00';
    const masked = maskText(text, 7);
    assert.equal(masked.length, text.length);
    for (const [unit, character] of Array.from(
      { length: text.length },
      (_, k) => [k, text.charAt(k)] as const,
    )) {
      const standIn = masked.charAt(unit);
      if (/\s/u.test(character)) assert.equal(standIn, character);
      else assert.notEqual(standIn, character);
      assert.equal(/[\ud800-\udbff]/.test(standIn), /[\ud800-\udbff]/.test(character));
      assert.equal(/[\udc00-\udfff]/.test(standIn), /[\udc00-\udfff]/.test(character));
    }
  });

  it('leaves nothing of what was written anywhere in a plan', () => {
    const secret = [{ offset: 0, length: 0, text: 'secret' }];
    const plan: BindingPlan = {
      format: 'tandem-binding-plan',
      version: 1,
      isMasked: false,
      tuning: { maxReplaces: 500, refineFromUnits: 16 },
      opening: { text: 'secret', version: 1, hasOwnUndo: true },
      operations: [
        { do: 'event', version: 2, changes: secret, edit: secret },
        { do: 'remote', delta: [3, 'secret', -1], sharedLength: 17 },
        { do: 'send', carets: [], canInsertSnippet: false, replaces: secret },
        { do: 'event', version: 3, changes: secret, isEdit: true },
        { do: 'taken back', delta: ['secret'] },
        { do: 'start afresh', documentText: 'secret' },
      ],
      sharedLength: 23,
    };
    const masked = maskPlan(plan);
    assert.doesNotMatch(JSON.stringify(masked).replace(/"(do|format)":"[^"]*"/g, ''), /[secrt]{6}/);
    assert.deepEqual(bindingPlanSchema.parse(masked), masked);
    assert.deepEqual(
      masked.operations.map((operation) => operation.do),
      plan.operations.map((operation) => operation.do),
    );
  });

  it('gives different operations different stand-ins, so that their texts do not become equal', () => {
    assert.notEqual(maskText('a', 1), maskText('b', 2));
  });
});
