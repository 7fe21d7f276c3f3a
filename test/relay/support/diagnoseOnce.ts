import { look } from './findings.ts';

/** A process of its own: `diagnoseOnce.ts <relay>` prints the findings as JSON. */
process.stdout.write(JSON.stringify(await look(process.argv[2] ?? '')));
