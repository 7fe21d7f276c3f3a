import assert from 'node:assert/strict';
import { TEST_PACKAGES, TRAINING_PACKAGES, type SourcePackage } from './packages.ts';
import { readPackage } from './sources.ts';

/** `@scope/name` or `name` of the package that a folder is in. */
function packageName({ folder }: SourcePackage): string {
  const [first = '', second = ''] = folder.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

describe('what the completions are measured on', () => {
  it('is no package that they were trained on', () => {
    const trained = new Set(TRAINING_PACKAGES.map(packageName));
    assert.deepEqual(
      TEST_PACKAGES.map(packageName).filter((name) => trained.has(name)),
      [],
    );
  });

  it('holds no file that they were trained on, under whatever name', () => {
    const trained = new Set(
      TRAINING_PACKAGES.flatMap((source) => readPackage(source).map(({ text }) => text.trim())),
    );
    const measured = TEST_PACKAGES.flatMap((source) => readPackage(source));
    assert.ok(trained.size > 0 && measured.length > 0, 'npm ci has been run');
    assert.deepEqual(
      measured.filter(({ text }) => trained.has(text.trim())).map(({ name }) => name),
      [],
    );
  });
});
