import type { Finding, Step } from './finding.ts';
import { translate } from '../../translate.ts';
import type { PlainText } from '../../plainText.ts';

/** What the report says about where it comes from. Nothing here may be secret. */
export type Surroundings = Readonly<Record<string, string>>;

function titles(): Readonly<Record<Step, string>> {
  return {
    address: translate('Address'),
    proxy: translate('Proxy'),
    name: translate('Name'),
    connection: translate('Connection'),
    certificate: translate('Certificate'),
    relay: translate('Relay'),
    version: translate('Version'),
    websocket: 'WebSocket',
    roundTrip: translate('Round trip'),
    key: translate('Team key'),
  };
}

const MARKS = { fine: '✓', unclear: '?', failed: '✗' } as const;

/** The findings as text to read and to share. */
export function renderReport(findings: readonly Finding[], surroundings: Surroundings): string {
  const titleOf = titles();
  const lines = findings.flatMap((finding) => [
    `${MARKS[finding.outcome]} ${titleOf[finding.step].padEnd(12)} ${finding.text}`,
    ...(finding.outcome === 'failed'
      ? [`  ${' '.repeat(12)} ${translate('What to do: {0}', finding.advice)}`]
      : []),
  ]);
  const about = Object.entries(surroundings).map(([name, value]) => `${name}: ${value}`);
  return [summarize(findings), '', ...lines, '', ...about, ''].join('\n');
}

/** The findings in one sentence. */
export function summarize(findings: readonly Finding[]): PlainText {
  const problem = findings.find(({ outcome }) => outcome === 'failed');
  return problem === undefined
    ? translate('Tandem can connect to the relay.')
    : translate('Tandem cannot connect: {0}', problem.text);
}
