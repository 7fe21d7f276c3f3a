/** A trained model as it is stored; docs/completion.md describes it. */
export interface StoredTrees {
  readonly features: readonly string[];
  readonly depth: number;
  readonly trees: number;
  /** What the sum of the leaves starts with. */
  readonly base: number;
  /** What a stored leaf is multiplied with. */
  readonly leafScale: number;
  /** The values that each feature is compared to. */
  readonly cuts: readonly (readonly number[])[];
  /** Base64: for each tree its inner nodes, breadth first, each a byte for the feature and one for the cut. */
  readonly nodes: string;
  /** Base64: for each tree its leaves, from left to right, each a signed 16-bit integer, low byte first. */
  readonly leaves: string;
}

/** Gradient boosted decision trees that tell how likely something is. */
export class BoostedTrees {
  readonly #base: number;
  readonly #trees: number;
  readonly #innerNodes: number;
  readonly #features: Uint8Array;
  readonly #cuts: Float64Array;
  readonly #leaves: Float64Array;

  /** Throws when the model was trained for other features or is damaged. */
  constructor(stored: StoredTrees, features: readonly string[]) {
    if (stored.features.join() !== features.join())
      throw new Error(
        'The completion model was trained for other features; run `npm run train:completions`.',
      );
    const nodes = bytesOf(stored.nodes);
    const leaves = bytesOf(stored.leaves);
    this.#base = stored.base;
    this.#trees = stored.trees;
    this.#innerNodes = 2 ** stored.depth - 1;
    const leafCount = 2 ** stored.depth * stored.trees;
    if (nodes.length !== 2 * this.#innerNodes * stored.trees || leaves.length !== 2 * leafCount)
      throw new Error('The completion model is damaged: its trees have another size than it says.');
    this.#features = new Uint8Array(this.#innerNodes * stored.trees);
    this.#cuts = new Float64Array(this.#innerNodes * stored.trees);
    for (let i = 0; i < this.#features.length; i++) {
      const feature = nodes[2 * i] ?? 0;
      const cut = stored.cuts[feature]?.[nodes[2 * i + 1] ?? 0];
      if (cut === undefined)
        throw new Error('The completion model is damaged: a tree asks for a cut that is not there.');
      this.#features[i] = feature;
      this.#cuts[i] = cut;
    }
    const view = new DataView(leaves.buffer);
    this.#leaves = Float64Array.from(
      { length: leafCount },
      (_, index) => view.getInt16(2 * index, true) * stored.leafScale,
    );
  }

  /** From 0 to 1, for the values of the features. */
  probability(values: Float64Array): number {
    let sum = this.#base;
    for (let tree = 0; tree < this.#trees; tree++) {
      const start = tree * this.#innerNodes;
      let node = 0;
      while (node < this.#innerNodes) {
        const isRight = (values[this.#features[start + node] ?? 0] ?? 0) > (this.#cuts[start + node] ?? 0);
        node = 2 * node + (isRight ? 2 : 1);
      }
      sum += this.#leaves[tree * (this.#innerNodes + 1) + node - this.#innerNodes] ?? 0;
    }
    return 1 / (1 + Math.exp(-sum));
  }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
}
