import { documentFactsOf } from '../contract/documentFacts.ts';
import { SimulatedDocument } from '../contract/simulatedDocument.ts';
import { DIALECTS } from './dialect.ts';
import { SimulatedEditor } from './simulatedEditor.ts';
import { VS_CODE_NAMES } from './vscode/vsCodes.ts';

for (const vsCode of VS_CODE_NAMES) {
  describe(`the simulated document, like the ${vsCode} VS Code`, () => {
    for (const { title, check } of documentFactsOf(vsCode)) {
      it(title, () => check(new SimulatedDocument(SimulatedEditor, DIALECTS[vsCode])));
    }
  });
}
