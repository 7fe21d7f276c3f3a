import assert from 'node:assert/strict';
import { PlainDriver } from './plainDriver.ts';
import { runWalk } from './runWalk.ts';
import type { PersonName, Step } from './step.ts';

const SHARED: readonly Step[] = [
  { kind: 'open', person: 'anna', document: 'a.txt', as: 'tab' },
  { kind: 'create', person: 'anna', document: 'a.txt', room: 'r1' },
  { kind: 'join', person: 'ben', room: 'r1', address: 'number' },
];
const SHOW: Step = { kind: 'show', person: 'anna', document: 'a.txt' };

/** What the oracle says of these steps, with the number of the step. */
async function findings(driver: PlainDriver, steps: readonly Step[]): Promise<string> {
  const { failure } = await runWalk(steps, driver);
  return failure === undefined ? 'nothing' : `${failure.at}: ${failure.findings.join('; ')}`;
}

describe('the oracle of a walk', () => {
  it('says nothing where every promise is kept', async () => {
    const steps: Step[] = [
      ...SHARED,
      { kind: 'offline', person: 'ben' },
      { kind: 'rename', person: 'anna', from: 'a.txt', to: 'b.txt', how: 'explorer' },
      { kind: 'online', person: 'ben' },
      { kind: 'close', person: 'ben', document: 'room:r1', ifAsked: 'discard' },
      { kind: 'leave', person: 'anna', document: 'b.txt' },
      { kind: 'create', person: 'anna', document: 'b.txt', room: 'r2' },
    ];
    assert.equal(await findings(new PlainDriver(), steps), 'nothing');
  });

  it('finds a document that looks shared while its text reaches nobody', async () => {
    const driver = new PlainDriver();
    driver.handIn = () => undefined;
    assert.match(
      await findings(driver, SHARED),
      /^1: .*typed by anna into a.txt, is not in r1 \(online, saved\)/,
    );
  });

  it('finds a text that is not shown to the other', async () => {
    const driver = new PlainDriver();
    const handIn = driver.handIn.bind(driver);
    driver.handIn = (person, session, text) => {
      const before = driver.windows.ben.texts.get('room:r1');
      handIn(person, session, text);
      if (before !== undefined) driver.windows.ben.texts.set('room:r1', before);
    };
    assert.match(await findings(driver, SHARED), /^2: .* in r1 is not shown to ben/);
  });

  it('finds what is typed into a private document and is in a room', async () => {
    const driver = new PlainDriver();
    const type = driver.type.bind(driver);
    driver.type = async (person, document, text) => {
      if (document === 'private.txt') driver.rooms.set('r1', `${driver.rooms.get('r1') ?? ''}${text}`);
      return type(person, document, text);
    };
    const steps: Step[] = [...SHARED, { kind: 'open', person: 'anna', document: 'private.txt', as: 'tab' }];
    assert.match(await findings(driver, steps), /^3: .*typed by anna into private.txt, is in r1/);
  });

  it('finds a text that its room has lost, and one that it holds twice', async () => {
    for (const [spoil, expected] of [
      [(text: string) => text.replace(/\[a1\.\d+\]/, ''), /^3: .*r1 has lost: \[a1\.\d+\]/],
      [(text: string) => text.replace(/(\[a1\.\d+\])/, '$1$1'), /^3: .*r1 holds twice: \[a1\.\d+\]/],
      [(text: string) => `${text}[b0.99]`, /^3: .*r1 holds what was typed elsewhere: \[b0\.99\]/],
    ] as const) {
      const driver = new PlainDriver();
      const act = driver.act.bind(driver);
      driver.act = (step) => {
        if (step.kind === 'show') {
          const text = spoil(driver.rooms.get('r1') ?? '');
          driver.rooms.set('r1', text);
          driver.windows.anna.texts.set('a.txt', text);
          driver.windows.ben.texts.set('room:r1', text);
        }
        return act(step);
      };
      assert.match(await findings(driver, [...SHARED, SHOW]), expected);
    }
  });

  it('finds a room that was left by a step that has no business with it, even where that is told', async () => {
    const driver = new PlainDriver();
    const act = driver.act.bind(driver);
    driver.act = (step) => {
      if (step.kind === 'reload') {
        driver.leave(step.person, 'a.txt');
        driver.windows.anna.messages.push('You left "r1".');
      }
      return act(step);
    };
    const steps: Step[] = [...SHARED, { kind: 'reload', person: 'anna' }];
    assert.match(await findings(driver, steps), /^3: anna has left r1 \(a.txt\) by reload/);
  });

  it('finds a room that was left without a word by a step that may leave it', async () => {
    const driver = new PlainDriver();
    const act = driver.act.bind(driver);
    driver.act = (step) => {
      const report = act(step);
      driver.windows.ben.messages = ['Something else about "r12".'];
      return report;
    };
    const steps: Step[] = [
      ...SHARED,
      { kind: 'close', person: 'ben', document: 'room:r1', ifAsked: 'discard' },
    ];
    assert.match(
      await findings(driver, steps),
      /^3: ben is not in r1 \(room:r1\) any more, and was not told/,
    );
  });

  it('finds a window that says saved of what it could not send', async () => {
    const driver = new PlainDriver();
    const sessions = driver.sessions.bind(driver);
    driver.sessions = (person) => sessions(person).map((session) => ({ ...session, isSaved: true }));
    const steps: Step[] = [...SHARED, { kind: 'offline', person: 'ben' }];
    assert.match(await findings(driver, steps), /^3: ben's room:r1 says offline, saved, but .* is not in r1/);
  });

  it('finds what was typed offline and is not handed in', async () => {
    const driver = new PlainDriver();
    const steps: Step[] = [
      ...SHARED,
      { kind: 'offline', person: 'ben' },
      { kind: 'leave', person: 'ben', document: 'room:r1' },
      { kind: 'online', person: 'ben' },
      { kind: 'join', person: 'ben', room: 'r1', address: 'name' },
    ];
    assert.match(await findings(driver, steps), /^6: .*typed by ben while the relay was away, is not in r1/);
  });

  it('finds one document in two rooms, one room in two documents, and a room without a tab', async () => {
    for (const [session, expected] of [
      [{ room: 'r2', document: 'a.txt' }, /^3: anna: a.txt is in two rooms/],
      [{ room: 'r1', document: 'b.txt' }, /^3: anna: the window is in r1 twice/],
      [{ room: 'r2', document: 'b.txt' }, /^3: anna: no tab shows b.txt, but the window stays in r2/],
    ] as const) {
      const driver = new PlainDriver();
      const act = driver.act.bind(driver);
      driver.act = (step) => {
        if (step.kind === 'show') driver.windows.anna.sessions.push({ ...session, waiting: [] });
        return act(step);
      };
      assert.match(await findings(driver, [...SHARED, SHOW]), expected);
    }
  });

  it('finds a status bar that calls a document saved which is in no room', async () => {
    const driver = new PlainDriver();
    const look = driver.look.bind(driver);
    driver.look = async (person) => ({ ...(await look(person)), statusBar: 'r1, 2 here, saved' });
    assert.equal(
      await findings(driver, SHARED.slice(0, 2)),
      '0: anna: the status bar says "r1, 2 here, saved" beside a.txt, which is in no room',
    );
  });

  it('finds a room that goes on in a document it was not moved to', async () => {
    const driver = new PlainDriver();
    const act = driver.act.bind(driver);
    driver.act = (step) => {
      const [session] = driver.windows.anna.sessions;
      if (step.kind === 'show' && session !== undefined) session.document = 'private.txt';
      return act(step);
    };
    assert.match(
      await findings(driver, [...SHARED, SHOW]),
      /^3: anna's r1 is in private.txt and not in a.txt/,
    );
  });

  it('finds a tab that did not stay closed, a name that stays behind, and a question that need not be asked', async () => {
    const close: Step = { kind: 'close', person: 'ben', document: 'room:r1', ifAsked: 'discard' };
    const rename: Step = { kind: 'rename', person: 'anna', from: 'a.txt', to: 'b.txt', how: 'explorer' };
    const reopens = (person: PersonName, document: string) => (driver: PlainDriver) => {
      driver.windows[person].tabs.push(document);
      return {};
    };
    const returns = (driver: PlainDriver) => {
      const look = driver.look.bind(driver);
      driver.look = async (person) => ({ ...(await look(person)), files: ['a.txt', 'b.txt'] });
      return {};
    };
    for (const [step, after, expected] of [
      [close, reopens('ben', 'room:r1'), /^3: .*ben's tab of room:r1 did not stay closed/],
      [rename, reopens('anna', 'a.txt'), /^3: .*anna has a tab of a.txt still, which moved/],
      [rename, returns, /^3: a.txt, which moved, is on the disk again/],
      [close, () => ({ asked: 'Do you want to save?' }), /^3: closing room:r1 was asked about/],
    ] as const) {
      const driver = new PlainDriver();
      const act = driver.act.bind(driver);
      driver.act = (one) => {
        const report = act(one);
        return one === step && report.kind === 'done' ? { ...report, ...after(driver) } : report;
      };
      const shared = SHARED.map((one, at) => (at === 2 ? { ...one, atOnce: true } : one));
      assert.match(await findings(driver, [...shared, step]), expected);
    }
  });
});
