import { generateWalk } from '../../walk/generateWalk.ts';
import { runWalk } from '../../walk/runWalk.ts';
import { openRealWalk } from './realWalk.ts';
const seed = Number(process.argv[2]);
const length = Number(process.argv[3]);
const walk = await openRealWalk();
console.log('open', Math.round(performance.now()));
let t = performance.now();
try {
  const end = await runWalk(generateWalk(seed, length), walk, (at, step, report) => {
    const n = performance.now();
    console.log(at, Math.round(n - t), JSON.stringify(step), JSON.stringify(report));
    t = n;
  });
  console.log(JSON.stringify(end, null, 1));
  if (end.failure)
    for (const p of walk.pair.people) {
      await p.window.screenshot(`/tmp/walk-${p.name}.png`);
      console.log(JSON.stringify(await walk.look(p.name as 'anna'), null, 1));
    }
} finally {
  await walk.close();
}
