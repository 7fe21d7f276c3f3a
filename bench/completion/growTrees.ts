import type { StoredTrees } from '../../engine/boostedTrees.ts';
import { seededRandom } from '../../test/support/seed.ts';
import type { ExampleTable } from './exampleTable.ts';

export interface GrowOptions {
  readonly trees: number;
  readonly depth: number;
  readonly learningRate: number;
  /** Share of the examples that each tree sees. */
  readonly sample: number;
  readonly seed: number;
}

/** Gradient boosting with logistic loss over binned features: each tree corrects what those before it get wrong. */
export function growTrees(
  examples: ExampleTable,
  features: readonly string[],
  options: GrowOptions,
): StoredTrees {
  const { trees, depth, learningRate, sample, seed } = options;
  const { count } = examples;
  const random = seededRandom(seed);
  const cuts = features.map((_, feature) => cutsOf(examples, feature));
  // A cut that everything is below, for nodes that nothing can be gained from.
  cuts[0]?.push(NEVER_RIGHT);
  const bins = binsOf(examples, cuts);
  const width = features.length;
  const stride = MAX_CUTS + 2;

  let right = 0;
  for (let row = 0; row < count; row++) right += examples.labelAt(row);
  const base = Math.log(right / (count - right));
  const scores = new Float32Array(count).fill(base);
  const slope = new Float32Array(count);
  const curve = new Float32Array(count);
  const nodeOf = new Uint16Array(count);
  const innerNodes = 2 ** depth - 1;
  const nodes = new Uint8Array(2 * innerNodes * trees);
  const leaves = new Float64Array((innerNodes + 1) * trees);

  for (let tree = 0; tree < trees; tree++) {
    const rows: number[] = [];
    for (let row = 0; row < count; row++) {
      const p = 1 / (1 + Math.exp(-(scores[row] ?? 0)));
      slope[row] = p - examples.labelAt(row);
      curve[row] = p * (1 - p);
      nodeOf[row] = 0;
      if (random.next() < sample) rows.push(row);
    }
    for (let level = 0; level < depth; level++) {
      const first = 2 ** level - 1;
      const inLevel = 2 ** level;
      const sums = new Float64Array(inLevel * width * stride * 2);
      const counts = new Int32Array(inLevel * width * stride);
      for (const row of rows) {
        const s = slope[row] ?? 0;
        const c = curve[row] ?? 0;
        let cell = ((nodeOf[row] ?? 0) - first) * width * stride;
        for (let feature = 0, at = row * width; feature < width; feature++, at++, cell += stride) {
          const bin = cell + (bins[at] ?? 0);
          sums[2 * bin] = (sums[2 * bin] ?? 0) + s;
          sums[2 * bin + 1] = (sums[2 * bin + 1] ?? 0) + c;
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
      }
      for (let node = 0; node < inLevel; node++) {
        const [feature, cut] = bestSplit(sums, counts, node * width * stride, cuts, stride);
        const at = 2 * (tree * innerNodes + first + node);
        nodes[at] = feature;
        nodes[at + 1] = cut;
      }
      for (let row = 0; row < count; row++) {
        const node = nodeOf[row] ?? 0;
        const at = 2 * (tree * innerNodes + node);
        const isRight = (bins[row * width + (nodes[at] ?? 0)] ?? 0) > (nodes[at + 1] ?? 0);
        nodeOf[row] = 2 * node + (isRight ? 2 : 1);
      }
    }
    const slopes = new Float64Array(innerNodes + 1);
    const curves = new Float64Array(innerNodes + 1);
    for (const row of rows) {
      const leaf = (nodeOf[row] ?? 0) - innerNodes;
      slopes[leaf] = (slopes[leaf] ?? 0) + (slope[row] ?? 0);
      curves[leaf] = (curves[leaf] ?? 0) + (curve[row] ?? 0);
    }
    for (let leaf = 0; leaf <= innerNodes; leaf++)
      leaves[tree * (innerNodes + 1) + leaf] =
        (-learningRate * (slopes[leaf] ?? 0)) / ((curves[leaf] ?? 0) + REGULARISATION);
    for (let row = 0; row < count; row++)
      scores[row] =
        (scores[row] ?? 0) + (leaves[tree * (innerNodes + 1) + (nodeOf[row] ?? 0) - innerNodes] ?? 0);
  }
  return store(features, { trees, depth, base, cuts, nodes, leaves });
}

function store(
  features: readonly string[],
  model: {
    readonly trees: number;
    readonly depth: number;
    readonly base: number;
    readonly cuts: readonly (readonly number[])[];
    readonly nodes: Uint8Array;
    readonly leaves: Float64Array;
  },
): StoredTrees {
  const { trees, depth, base, cuts, nodes, leaves } = model;
  const largest = leaves.reduce((most, leaf) => Math.max(most, Math.abs(leaf)), 1e-9);
  const leafScale = Number((largest / 32_767).toPrecision(6));
  const bytes = Buffer.alloc(2 * leaves.length);
  leaves.forEach((leaf, index) => {
    const stored = Math.max(-32_768, Math.min(32_767, Math.round(leaf / leafScale)));
    bytes.writeInt16LE(stored, 2 * index);
  });
  return {
    features,
    depth,
    trees,
    base: Number(base.toFixed(6)),
    leafScale,
    cuts,
    nodes: Buffer.from(nodes).toString('base64'),
    leaves: bytes.toString('base64'),
  };
}

/** The feature and the cut that separate right from wrong best. */
function bestSplit(
  sums: Float64Array,
  counts: Int32Array,
  start: number,
  cuts: readonly (readonly number[])[],
  stride: number,
): [feature: number, cut: number] {
  let best: [number, number] = [0, (cuts[0]?.length ?? 1) - 1];
  let most = MIN_GAIN;
  for (let feature = 0; feature < cuts.length; feature++) {
    const from = start + feature * stride;
    const binCount = (cuts[feature]?.length ?? 0) + 1;
    let [allSlope, allCurve, all] = [0, 0, 0];
    for (let bin = from; bin < from + binCount; bin++) {
      allSlope += sums[2 * bin] ?? 0;
      allCurve += sums[2 * bin + 1] ?? 0;
      all += counts[bin] ?? 0;
    }
    const whole = allSlope ** 2 / (allCurve + REGULARISATION);
    let [leftSlope, leftCurve, left] = [0, 0, 0];
    for (let cut = 0; cut < binCount - 1; cut++) {
      const bin = from + cut;
      leftSlope += sums[2 * bin] ?? 0;
      leftCurve += sums[2 * bin + 1] ?? 0;
      left += counts[bin] ?? 0;
      if (left < MIN_LEAF || all - left < MIN_LEAF) continue;
      const gain =
        leftSlope ** 2 / (leftCurve + REGULARISATION) +
        (allSlope - leftSlope) ** 2 / (allCurve - leftCurve + REGULARISATION) -
        whole;
      if (gain > most) {
        most = gain;
        best = [feature, cut];
      }
    }
  }
  return best;
}

/** Values between which the examples are spread evenly. */
function cutsOf(examples: ExampleTable, feature: number): number[] {
  const step = Math.max(1, Math.floor(examples.count / 20_000));
  const values: number[] = [];
  for (let row = 0; row < examples.count; row += step) values.push(examples.valueAt(row, feature));
  values.sort((a, b) => a - b);
  const different = [...new Set(values)];
  const cuts =
    different.length <= MAX_CUTS
      ? different.slice(1).map((value, index) => (value + (different[index] ?? value)) / 2)
      : Array.from(
          { length: MAX_CUTS - 1 },
          (_, index) => values[Math.floor(((index + 1) * values.length) / MAX_CUTS)] ?? 0,
        );
  return [...new Set(cuts.map((cut) => Number(cut.toPrecision(5))))];
}

function binsOf(examples: ExampleTable, cuts: readonly (readonly number[])[]): Uint8Array {
  const width = cuts.length;
  const bins = new Uint8Array(examples.count * width);
  for (let feature = 0; feature < width; feature++) {
    const own = cuts[feature] ?? [];
    for (let row = 0; row < examples.count; row++) {
      const value = examples.valueAt(row, feature);
      let low = 0;
      let high = own.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (value > (own[middle] ?? 0)) low = middle + 1;
        else high = middle;
      }
      bins[row * width + feature] = low;
    }
  }
  return bins;
}

const MAX_CUTS = 40;
const NEVER_RIGHT = 1e30;
/** What keeps a leaf of few examples from claiming much. */
const REGULARISATION = 5;
const MIN_LEAF = 60;
const MIN_GAIN = 1e-3;
