/** For a suite: a function that remembers a thing, and what is to be done with it when the test is over. */
export function endingThings(): <T>(thing: T, end: (thing: T) => unknown) => T {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });
  return (thing, end) => {
    ends.push(() => end(thing));
    return thing;
  };
}
