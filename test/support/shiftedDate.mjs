/**
 * For `node --import`: the date is ahead by as many milliseconds as the file at TANDEM_DATE_SHIFT says, as on a computer
 * whose clock is set wrong.
 */
import fs from 'node:fs';

const shift = Number(fs.readFileSync(process.env.TANDEM_DATE_SHIFT, 'utf8'));
const Real = Date;
globalThis.Date = class extends Real {
  constructor(...parameters) {
    if (parameters.length === 0) super(Real.now() + shift);
    else super(...parameters);
  }

  static now() {
    return Real.now() + shift;
  }
};
