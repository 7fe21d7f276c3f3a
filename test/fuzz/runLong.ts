/** npm run test:fuzz:long: a million operations of random histories. TANDEM_SEED gives the first seed. */
import { checkCases } from './checkCases.ts';

checkCases({ seeds: 20_000, operations: 1_000_000 });
