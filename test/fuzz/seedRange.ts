/**
 * A new range of seeds for every run. TANDEM_SEED gives its first seed, TANDEM_FUZZ_ROUNDS its length: with the seed
 * alone, just that one case runs.
 */
export function checkSeeds(file: string, title: string, rounds: number, run: (seed: number) => void): void {
  const { first, count } = chosenSeeds() ?? { first: Math.floor(Math.random() * 2 ** 31), count: rounds };
  console.log(`      seeds ${first} to ${first + count - 1}`);
  for (let seed = first; seed < first + count; seed++) {
    try {
      run(seed);
    } catch (error) {
      const replay = `TANDEM_SEED=${seed} npx mocha --extension ts ${file} -g '${title}'`;
      throw new Error(`Seed ${seed} fails. To repeat it alone: ${replay}`, { cause: error });
    }
  }
}

/** The seeds that TANDEM_SEED and TANDEM_FUZZ_ROUNDS ask for, if they do. */
export function chosenSeeds(): { first: number; count: number } | undefined {
  const given = process.env['TANDEM_SEED'];
  const length = process.env['TANDEM_FUZZ_ROUNDS'];
  if (!given && !length) return undefined;
  return {
    first: given ? numberFrom('TANDEM_SEED', given) : Math.floor(Math.random() * 2 ** 31),
    count: length ? numberFrom('TANDEM_FUZZ_ROUNDS', length) : 1,
  };
}

function numberFrom(name: string, value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number < 2 ** 32) return number;
  throw new Error(`${name} is "${value}"; give a whole number from 0 to 4294967295.`);
}
