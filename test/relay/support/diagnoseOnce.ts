import { diagnose } from '../../../extension/core/connection/diagnose.ts';
import { nodeProbes } from '../../../extension/vscode/node/nodeProbes.ts';

/** A process of its own: `diagnoseOnce.ts <relay>` prints the findings as JSON. */
const findings = await diagnose({
  relay: process.argv[2] ?? '',
  probes: nodeProbes({ timeoutMs: 5_000 }),
  proxy: { proxy: '', noProxy: [], support: 'override', environment: {} },
  version: '0.0.1',
  origin: undefined,
});
process.stdout.write(JSON.stringify(findings));
