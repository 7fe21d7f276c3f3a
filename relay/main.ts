import manifest from '../package.json' with { type: 'json' };

// Nothing else is imported here: imports come before all code, and an older Node crashes in one of them without a word.
const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(manifest.engines.node)?.map(Number) ?? [];
const [, itsMajor = 0, itsMinor = 0] = /(\d+)\.(\d+)/.exec(process.version)?.map(Number) ?? [];

if (itsMajor > major || (itsMajor === major && itsMinor >= minor)) {
  await import(new URL(`./serve${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href);
} else {
  process.stderr.write(`Tandem's relay needs Node ${major}.${minor} or newer; this is ${process.version}.\n`);
  process.exitCode = 1;
}
