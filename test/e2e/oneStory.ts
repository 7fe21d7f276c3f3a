/**
 * For a describe whose tests build on one another: after a failure the next one says so instead of failing for a reason
 * of its own. Not mocha's bail(), which also leaves out this whole story when an earlier file has failed.
 */
export function oneStory(): void {
  let failed: string | undefined;
  beforeEach(() => {
    if (failed !== undefined) throw new Error(`The story ended before, at: ${failed}`);
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed') failed ??= this.currentTest.title;
  });
}
