/** The program of a thread: beside the file that starts it as it is, and beside the bundle once it is built. */
export function threadFile(name: string, importer: string): URL {
  return new URL(`./${name}${importer.endsWith('.ts') ? '.ts' : '.js'}`, importer);
}
