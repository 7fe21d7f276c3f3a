import assert from 'node:assert/strict';
import { diagnose } from '../../../client/relay/diagnosis/diagnose.ts';
import type { Finding, Step } from '../../../client/relay/diagnosis/finding.ts';
import type { Probes } from '../../../client/relay/diagnosis/probes.ts';
import type { ProxySettings } from '../../../client/relay/diagnosis/proxySettings.ts';
import { renderReport } from '../../../client/relay/diagnosis/report.ts';
import { nodeProbes } from '../../../extension/node/nodeProbes.ts';

export const NO_PROXY: ProxySettings = { proxy: '', noProxy: [], support: 'override', environment: {} };

interface Look {
  readonly probes?: Probes;
  readonly proxy?: ProxySettings;
  readonly version?: string;
  readonly origin?: string;
  readonly isKeyTaken?: () => Promise<boolean | undefined>;
}

/** What "Why Can't I Connect?" finds on the way to a relay. */
export function look(address: string, options: Look = {}): Promise<readonly Finding[]> {
  const {
    probes = nodeProbes({ timeoutMs: 5_000 }),
    proxy = NO_PROXY,
    version = '0.0.1',
    origin,
    isKeyTaken,
  } = options;
  return diagnose({ relay: address, probes, proxy, version, origin, isKeyTaken });
}

/** The last finding is the failure of `step`, said in these words. */
export function failsAt(findings: readonly Finding[], step: Step, text: RegExp, advice = /./): void {
  const found = findings.at(-1);
  assert.ok(found?.outcome === 'failed', renderReport(findings, {}));
  assert.equal(found.step, step, found.text);
  assert.match(found.text, text);
  assert.match(found.advice, advice);
  assert.equal(findings.filter(({ outcome }) => outcome === 'failed').length, 1);
}

export function textOf(findings: readonly Finding[], step: Step): string {
  return findings.find((finding) => finding.step === step)?.text ?? '';
}

export function outcomeOf(findings: readonly Finding[], step: Step): Finding['outcome'] | undefined {
  return findings.find((finding) => finding.step === step)?.outcome;
}
