import { SimulatedWorkbench } from '../../contract/workbench/simulatedWorkbench.ts';
import { workbenchFacts } from '../../contract/workbench/workbenchFacts.ts';

describe('a simulated window, like VS Code', () => {
  for (const { title, check } of workbenchFacts) it(title, () => check(new SimulatedWorkbench()));
});
