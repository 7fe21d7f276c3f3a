/** Examples to learn from: the values of their features, and whether each was right. */
export class ExampleTable {
  readonly featureCount: number;
  #values = new Float32Array(1 << 16);
  #labels = new Uint8Array(1 << 10);
  #rows = 0;

  constructor(featureCount: number) {
    this.featureCount = featureCount;
  }

  get count(): number {
    return this.#rows;
  }

  add(values: Float64Array, isRight: boolean): void {
    const end = (this.#rows + 1) * this.featureCount;
    if (end > this.#values.length) {
      const larger = new Float32Array(2 * Math.max(end, this.#values.length));
      larger.set(this.#values);
      this.#values = larger;
    }
    if (this.#rows === this.#labels.length) {
      const larger = new Uint8Array(2 * this.#labels.length);
      larger.set(this.#labels);
      this.#labels = larger;
    }
    this.#values.set(values, this.#rows * this.featureCount);
    this.#labels[this.#rows] = isRight ? 1 : 0;
    this.#rows++;
  }

  valueAt(row: number, feature: number): number {
    return this.#values[row * this.featureCount + feature] ?? 0;
  }

  labelAt(row: number): number {
    return this.#labels[row] ?? 0;
  }
}
