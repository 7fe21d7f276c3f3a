import os from 'node:os';
import { median } from './load/quantile.ts';
import type { Measurement, Metric } from './scenario.ts';

/** One scenario's measurements: for each server, one for each round. */
export interface ScenarioResult {
  readonly name: string;
  readonly title: string;
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly measuredAt: string;
  readonly servers: Readonly<Record<string, readonly Measurement[]>>;
}

/** The report as Markdown: medians over the rounds, the lowest and the highest, and ratios to the first server. */
export function writeReport(results: readonly ScenarioResult[]): string {
  const { model } = os.cpus()[0]!;
  const lines = [
    '# The relay beside its peers',
    '',
    `Node ${process.version}, ${os.cpus().length} cores (${model.trim()}), ${os.type()}. Servers and clients share the machine: only`,
    'ratios within one table mean anything elsewhere. Each cell: ratio to the first server, then the median of the rounds',
    '(lowest-highest). Ratios are taken round by round.',
  ];
  for (const result of results) lines.push('', ...scenarioLines(result));
  return `${lines.join('\n')}\n`;
}

function scenarioLines({ title, metrics, servers, measuredAt }: ScenarioResult): string[] {
  const [reference = ''] = Object.keys(servers);
  const variants = Object.keys(servers[reference]?.[0] ?? {});
  const rounds = servers[reference]?.length ?? 0;
  const lines = [`## ${title}`, '', `${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${measuredAt}.`];
  for (const variant of variants) {
    lines.push(
      '',
      `**${variant}**`,
      '',
      `| server | ${Object.values(metrics)
        .map(({ label }) => label)
        .join(' | ')} |`,
      `| --- |${' ---: |'.repeat(Object.keys(metrics).length)}`,
    );
    for (const [server, measurements] of Object.entries(servers)) {
      const cells = Object.entries(metrics).map(([key, metric]) => {
        const values = measurements.map((one) => one[variant]?.[key] ?? Number.NaN);
        const references = servers[reference]!.map((one) => one[variant]?.[key] ?? Number.NaN);
        return cell(values, references, metric);
      });
      lines.push(`| ${server} | ${cells.join(' | ')} |`);
    }
    const isBusy = Object.values(servers).some((all) =>
      all.some((one) => (one[variant]?.['clientShare'] ?? 0) > BUSY_CLIENTS),
    );
    if (isBusy) lines.push('', 'Here the clients were busy: their own work is part of the times and rates.');
  }
  return lines;
}

function cell(values: readonly number[], references: readonly number[], { hasRatio = true }: Metric): string {
  if (values.some(Number.isNaN)) return '-';
  const spread = values.length > 1 ? ` (${digits(Math.min(...values))}-${digits(Math.max(...values))})` : '';
  const absolute = `${digits(median(values))}${spread}`;
  if (!hasRatio || references.some((one) => !(one > 0))) return absolute;
  const ratio = median(values.map((value, round) => value / references[round]!));
  return `**${digits(ratio)}** · ${absolute}`;
}

/** Three that count. */
function digits(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

const BUSY_CLIENTS = 0.9;
