import fs from 'node:fs';
import path from 'node:path';
import { replaySavedPlan } from './savedPlan.ts';

const FOLDER = path.join(import.meta.dirname, 'pinned');

/** Each of these histories once broke a rule; its name says which promise that was. */
describe('a history that once broke a rule', () => {
  for (const file of fs.readdirSync(FOLDER)) {
    it(`keeps them all: ${path.basename(file, '.json').replaceAll('-', ' ')}`, () => {
      replaySavedPlan(path.join(FOLDER, file));
    });
  }
});
