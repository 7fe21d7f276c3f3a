import assert from 'node:assert/strict';
import { OrderedOutput } from './orderedOutput.ts';

describe('ordered output', () => {
  let printed: string;
  let output: OrderedOutput;
  beforeEach(() => {
    printed = '';
    output = new OrderedOutput((text) => (printed += text));
  });

  it('prints the first at once and keeps the second back until the first is closed', () => {
    const [first, second] = [output.open(), output.open()];
    second.write('2a ');
    first.write('1a ');
    assert.equal(printed, '1a ');
    first.write('1b ');
    first.close();
    second.write('2b ');
    assert.equal(printed, '1a 1b 2a 2b ');
  });
  it('prints what was closed while it had to wait', () => {
    const [first, second, third] = [output.open(), output.open(), output.open()];
    second.write('2 ');
    second.close();
    third.write('3 ');
    first.close();
    assert.equal(printed, '2 3 ');
  });
});
