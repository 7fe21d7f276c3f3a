/** A colour as red, green and blue from 0 to 1, in linear light. */
type Linear = readonly [number, number, number];

/** How a person sees: everything, without the cones for green, or without those for red. */
export type Vision = 'normal' | 'deuteranopia' | 'protanopia';

/** The contrast ratio of two colours (#rrggbb) as WCAG 2 defines it: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** How different two colours (#rrggbb) look: their distance in OKLab, times 100. Two is about where one sees it. */
export function difference(one: string, other: string, vision: Vision): number {
  const [a, b] = [oklab(seen(linear(one), vision)), oklab(seen(linear(other), vision))];
  return 100 * Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

type Matrix = readonly [Linear, Linear, Linear];

/** Machado, Oliveira and Fernandes (2009), full severity. */
const LOSS: Readonly<Record<Exclude<Vision, 'normal'>, Matrix>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

const TO_CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const TO_LAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

function linear(hex: string): Linear {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

function luminance(hex: string): number {
  const [r, g, b] = linear(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function seen(color: Linear, vision: Vision): Linear {
  if (vision === 'normal') return color;
  return times(LOSS[vision], color, (value) => Math.max(0, value));
}

function oklab(color: Linear): Linear {
  return times(TO_LAB, times(TO_CONES, color, Math.cbrt), (value) => value);
}

function times(matrix: Matrix, [x, y, z]: Linear, then: (value: number) => number): Linear {
  const [first, second, third] = matrix;
  const row = ([a, b, c]: Linear): number => then(a * x + b * y + c * z);
  return [row(first), row(second), row(third)];
}
