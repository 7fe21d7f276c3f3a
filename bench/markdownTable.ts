import os from 'node:os';
import process from 'node:process';

/** A table as Markdown; all columns but the first are figures. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join(
    '\n',
  );
}

/** What the figures depend on most. */
export function machineLine(): string {
  return `Node ${process.version}, ${os.availableParallelism()} cores, ${process.platform} ${process.arch}.`;
}
