import { documentFacts } from '../contract/documentFacts.ts';
import { SimulatedDocument } from '../contract/simulatedDocument.ts';
import { SimulatedEditor } from './simulatedEditor.ts';

describe('the simulated document, like VS Code', () => {
  for (const { title, check } of documentFacts) {
    it(title, () => check(new SimulatedDocument(SimulatedEditor)));
  }
});
