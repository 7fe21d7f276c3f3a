import { checkSeeds } from './seedRange.ts';
import { runBindingCase } from './bindingCase.ts';

/** About 20 seconds on one free core. */
const ROUNDS = 10_000;

describe('the binding under random histories', function () {
  this.timeout('10 minutes');

  it('[B1] [B2] [B3] [B4] keeps every document equal to the shared text and loses nothing', () => {
    checkSeeds('test/fuzz/binding.test.ts', 'the binding under random histories', ROUNDS, runBindingCase);
  });
});
