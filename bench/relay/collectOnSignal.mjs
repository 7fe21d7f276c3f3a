// Loaded into every measured server: on SIGUSR2 it collects garbage and writes what is left.
import fs from 'node:fs';

process.on('SIGUSR2', () => {
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  const file = process.env.MEMORY_FILE;
  fs.writeFileSync(`${file}.new`, JSON.stringify({ liveBytes: heapUsed + external }));
  fs.renameSync(`${file}.new`, file);
});
