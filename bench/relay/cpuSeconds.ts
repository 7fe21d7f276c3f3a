import fs from 'node:fs';

/** Seconds of processor that all threads of a process have used, to the nanosecond (Linux alone). */
export function cpuSecondsOf(pid: number): number {
  const folder = `/proc/${pid}/task`;
  let nanoseconds = 0;
  for (const task of fs.readdirSync(folder)) {
    try {
      nanoseconds += Number(fs.readFileSync(`${folder}/${task}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It ended meanwhile.
    }
  }
  return nanoseconds / 1e9;
}
