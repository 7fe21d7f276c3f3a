import assert from 'node:assert/strict';
import { buildRelayBundle, type RelayBundle } from '../relay/support/relayBundle.ts';
import { DATABASE_KINDS } from '../support/databases.ts';
import { AttackScene } from './attackScene.ts';
import { ATTACKS } from './attacks.ts';
import { runAttack } from './runAttack.ts';

const [SQLITE] = DATABASE_KINDS;

/**
 * A second of each that takes memory, and less of it than in `npm run test:attacks`, which also says what attacks cost
 * a neighbour. One relay goes through them all, and keeps what each has left; after a failure there is another one.
 */
describe('a relay with little memory', function () {
  this.timeout(120_000);
  let bundle: RelayBundle;
  let scene: AttackScene | undefined;

  before(async () => {
    bundle = await buildRelayBundle('attacks');
  });
  after(async () => {
    await scene?.close();
    await bundle.remove();
  });

  for (const attack of ATTACKS.filter(({ takes }) => takes === 'memory')) {
    it(`outlives ${attack.name} and starts again on what that has left: ${attack.about}`, async () => {
      scene ??= await AttackScene.open({
        ...{ bundle: bundle.file, database: SQLITE!, heapMiB: 96, compares: false },
      });
      const run = { attack, size: 'short', seconds: 1, stretchSeconds: 1 } as const;
      const { complaints } = await runAttack(scene, run);
      if (complaints.length > 0) {
        await scene.close();
        scene = undefined;
      }
      assert.deepEqual(complaints, []);
    });
  }
});
