import assert from 'node:assert/strict';
import { inEnglish, translate, useTranslations } from './translate.ts';

describe('sentences for people', () => {
  it('are English where nothing else is known, with their placeholders filled', () => {
    assert.equal(translate('{1} follows {0}.', 'Ada', 'Bo'), 'Bo follows Ada.');
    // A name is put in as it is, even one that looks like a placeholder.
    assert.equal(translate('{0} and {1}', '{1}', '$&'), '{1} and $&');
    assert.equal(translate('{0} of {1}', 3), '3 of {1}');
  });

  it('come from the translations that are there', () => {
    const german: Readonly<Record<string, string>> = { Guest: 'Gast' };
    useTranslations((message) => german[message] ?? message);
    try {
      assert.equal(translate('Guest'), 'Gast');
    } finally {
      useTranslations(inEnglish);
    }
  });
});
