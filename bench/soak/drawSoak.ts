import type { SoakSample } from './relaySample.ts';

interface Panel {
  readonly title: string;
  readonly lines: readonly { readonly name: keyof SoakSample; readonly color: string }[];
}

const PANELS: readonly Panel[] = [
  {
    title: 'memory of the relay, MiB',
    lines: [
      { name: 'rssMiB', color: '#1f77b4' },
      { name: 'heapMiB', color: '#ff7f0e' },
    ],
  },
  {
    title: 'rooms and participants',
    lines: [
      { name: 'participants', color: '#1f77b4' },
      { name: 'rooms', color: '#ff7f0e' },
    ],
  },
  {
    title: 'descriptors, sockets, timers',
    lines: [
      { name: 'descriptors', color: '#1f77b4' },
      { name: 'sockets', color: '#ff7f0e' },
      { name: 'timers', color: '#2ca02c' },
    ],
  },
  {
    title: 'from an edit to another replica, ms',
    lines: [
      { name: 'latencyP99Ms', color: '#d62728' },
      { name: 'latencyP50Ms', color: '#1f77b4' },
    ],
  },
  {
    title: 'lag of the event loop, 99th percentile, ms',
    lines: [{ name: 'loopLagP99Ms', color: '#1f77b4' }],
  },
  { title: 'database file, MiB', lines: [{ name: 'databaseMiB', color: '#1f77b4' }] },
];

/** The samples as an SVG, one panel for each kind of figure over the minutes. */
export function drawSoak(samples: readonly SoakSample[]): string {
  const panels = PANELS.map((panel, index) => drawPanel(panel, samples, index));
  const height = Math.ceil(PANELS.length / COLUMNS) * PANEL_HEIGHT;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${COLUMNS * PANEL_WIDTH}" height="${height}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
${panels.join('\n')}
</svg>
`;
}

function drawPanel({ title, lines }: Panel, samples: readonly SoakSample[], index: number): string {
  const left = (index % COLUMNS) * PANEL_WIDTH + 50;
  const top = Math.floor(index / COLUMNS) * PANEL_HEIGHT + 30;
  const [width, height] = [PANEL_WIDTH - 70, PANEL_HEIGHT - 60];
  const last = Math.max(samples.at(-1)?.minute ?? 0, 1);
  const most = niceCeiling(Math.max(...samples.flatMap((one) => lines.map(({ name }) => one[name] ?? 0))));
  const x = (minute: number) => (left + (minute / last) * width).toFixed(1);
  const y = (value: number) => (top + height - (value / most) * height).toFixed(1);
  const curves = lines.map(({ name, color }) => {
    const points = samples.flatMap((one) => {
      const value = one[name];
      return value === null ? [] : [`${x(one.minute)},${y(value)}`];
    });
    return `<polyline fill="none" stroke="${color}" stroke-width="1.2" points="${points.join(' ')}"/>`;
  });
  const legend = lines.map(
    ({ name, color }, place) =>
      `<text x="${left + width - 4}" y="${top + 14 + place * 14}" text-anchor="end" fill="${color}">${name}</text>`,
  );
  const marks = [0, 0.5, 1].map(
    (part) =>
      `<text x="${left - 6}" y="${Number(y(part * most)) + 4}" text-anchor="end">${part * most}</text>` +
      `<text x="${x(part * last)}" y="${top + height + 16}" text-anchor="middle">${(part * last).toFixed(0)} min</text>`,
  );
  return `<text x="${left}" y="${top - 10}" font-weight="bold">${title}</text>
<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="none" stroke="#ccc"/>
${[...marks, ...curves, ...legend].join('\n')}`;
}

/** The next of 1, 2, 5, 10, 20, ... */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value) ?? value;
}

const COLUMNS = 2;
const PANEL_WIDTH = 460;
const PANEL_HEIGHT = 220;
