import { freePort } from '../../support/freePort.ts';
import { startRelayProcess } from '../../support/relayProcess.ts';
import { startTcpProxy, type TcpProxy } from '../../support/tcpProxy.ts';
import { PEOPLE, type PersonName, type RoomName } from '../../walk/step.ts';

/** A relay that each person reaches by a wire of their own, at an address that changes when the relay moves. */
export interface WalkRelay {
  /** Where the relay is for this person now: by number or by name. */
  url(person: PersonName, address: 'number' | 'name'): string;
  /** True while the relay answers this person at `relayUrl`. */
  isReachable(person: PersonName, relayUrl: string): boolean;
  cut(person: PersonName): void;
  mend(person: PersonName): void;
  restart(end: 'stop' | 'kill'): Promise<void>;
  /** The same database at other addresses. Who was cut off stays so. */
  move(end: 'stop' | 'kill'): Promise<void>;
  /** The texts of the rooms with these ids; of those that it knows. */
  texts(rooms: ReadonlyMap<RoomName, string>): Promise<Map<RoomName, string>>;
  output(): string;
  dispose(): Promise<void>;
}

export async function startWalkRelay(): Promise<WalkRelay> {
  const port = await freePort();
  const openWires = async (): Promise<Record<PersonName, TcpProxy>> => {
    const [anna, ben] = await Promise.all([
      startTcpProxy({ targetPort: port }),
      startTcpProxy({ targetPort: port }),
    ]);
    return { anna, ben };
  };
  let wires = await openWires();
  /** The relay says that it is itself only at addresses that it knows. */
  const itsAddresses = () => ({
    ALLOWED_HOSTS: Object.values(wires)
      .flatMap((wire) => [`127.0.0.1:${wire.port}`, `localhost:${wire.port}`])
      .join(','),
  });
  const relay = await startRelayProcess({ port, environment: itsAddresses() });
  const isCut: Record<PersonName, boolean> = { anna: false, ben: false };
  const cut = (person: PersonName): void => {
    isCut[person] = true;
    wires[person].refuse();
    wires[person].cut();
  };
  const end = (how: 'stop' | 'kill'): Promise<unknown> => (how === 'kill' ? relay.kill() : relay.stop());
  return {
    url: (person, address) =>
      `http://${address === 'name' ? 'localhost' : '127.0.0.1'}:${wires[person].port}`,
    isReachable: (person, relayUrl) =>
      !isCut[person] && Number(new URL(relayUrl).port) === wires[person].port,
    cut,
    mend(person) {
      isCut[person] = false;
      wires[person].accept();
    },
    async restart(how) {
      await end(how);
      await relay.restart();
    },
    async move(how) {
      const old = Object.values(wires);
      await end(how);
      await Promise.all(old.map((wire) => wire.close()));
      wires = await openWires();
      await relay.restart(itsAddresses());
      for (const person of PEOPLE) if (isCut[person]) cut(person);
    },
    texts: (rooms) => readTexts(relay.url, rooms),
    output: () => relay.output(),
    async dispose() {
      await Promise.all(Object.values(wires).map((wire) => wire.close()));
      await relay.dispose();
    },
  };
}

async function readTexts(url: string, rooms: ReadonlyMap<RoomName, string>): Promise<Map<RoomName, string>> {
  const read = async ([name, id]: readonly [RoomName, string]): Promise<[RoomName, string][]> => {
    const response = await fetch(`${url}/rooms/${id}`);
    if (response.status === 404) return [];
    if (!response.ok) throw new Error(`GET /rooms/${id}: ${response.status}`);
    return [[name, ((await response.json()) as { code: string }).code]];
  };
  return new Map((await Promise.all([...rooms].map(read))).flat());
}
