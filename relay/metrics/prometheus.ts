import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Mismatch } from '../../shared/protocol/control.ts';
import { processRegistry } from './processRegistry.ts';
import type { ConnectionRefusal, FrameRefusal, RelayMetrics } from './relayMetrics.ts';
import type { ServiceMetrics } from './serviceMetrics.ts';

/** What is looked up when somebody reads the metrics, rather than counted all the time. */
export interface Gauges {
  rooms(): number;
  participants(): Readonly<Record<'yjs' | 'json', number>>;
  connections(): number;
  unstoredBytes(): number;
  traffic(): { readonly received: number; readonly sent: number };
}

/** One relay's metrics for Prometheus: no label names a room or a person, and none comes from outside. */
export interface PrometheusMetrics {
  /** For the edit path. */
  readonly relay: RelayMetrics;
  /** For REST. */
  readonly service: ServiceMetrics;
  readonly contentType: string;
  /** The text that Prometheus reads. */
  expose(gauges: Gauges): Promise<string>;
}

/** `now` gives milliseconds that only grow. */
export function createPrometheusMetrics(now: () => number): PrometheusMetrics {
  const registry = new Registry();
  const of = (name: string, help: string) => ({ name: `tandem_${name}`, help, registers: [registry] });
  const secondsSince = (since: number) => (now() - since) / 1_000;

  const rooms = new Gauge(of('rooms_open', 'Rooms that somebody is in'));
  const connections = new Gauge(of('connections', 'Open WebSockets'));
  const participants = new Gauge({
    ...of('participants', 'Participants of all rooms'),
    labelNames: ['protocol'],
  });
  const unstored = new Gauge(of('unstored_bytes', 'Updates that are not on disk yet'));
  const received = new Counter(of('received_bytes_total', 'Bytes from clients, HTTP and WebSockets'));
  const sent = new Counter(of('sent_bytes_total', 'Bytes to clients, HTTP and WebSockets'));
  const stored = new Counter(of('updates_stored_total', 'Updates that were committed'));
  const failures = new Counter(
    of('commits_failed_total', 'Commits that failed; what they held is tried again'),
  );
  const refused = new Counter({
    ...of('frames_refused_total', 'Frames of clients that were not taken'),
    labelNames: ['reason'],
  });
  for (const reason of REASONS) refused.inc({ reason }, 0);
  const slowed = new Counter({
    ...of('clients_slowed_total', 'Pauses in reading a client that has caused too much of something'),
    labelNames: ['cost'],
  });
  const turnedAway = new Counter({
    ...of('connections_refused_total', 'WebSockets that were not let in, or not kept'),
    labelNames: ['reason'],
  });
  for (const reason of CONNECTION_REFUSALS) turnedAway.inc({ reason }, 0);
  const mismatches = new Counter({
    ...of('text_mismatches_total', 'Texts of which a client found that they differed; should stay 0'),
    labelNames: ['of'],
  });
  for (const kind of MISMATCHES) mismatches.inc({ of: kind }, 0);
  const commits = new Histogram({
    ...of('commit_seconds', 'From handing a commit to the database to its return'),
    buckets: LATENCY_SECONDS,
  });
  const broadcasts = new Histogram({
    ...of(
      'broadcast_seconds',
      'From receiving an update to handing its turn to the sockets; the oldest of each turn',
    ),
    buckets: LATENCY_SECONDS,
  });
  const requests = new Histogram({
    ...of('http_request_seconds', 'HTTP requests'),
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
  });
  const completions = new Counter({
    ...of('completions_total', 'Requests for completions'),
    labelNames: ['outcome'],
  });
  const modelRequests = new Histogram({
    ...of('model_seconds', 'Requests to the model, until its answer was enough'),
    labelNames: ['outcome'],
    buckets: MODEL_SECONDS,
  });
  const modelTokens = new Counter(of('model_tokens_total', 'Tokens of the model, both ways'));
  const suggestionEvents = new Counter({
    ...of('suggestion_events_total', 'What became of suggestions'),
    labelNames: ['source', 'event'],
  });
  const acceptedChars = new Counter({
    ...of(
      'suggestion_accepted_units_total',
      'UTF-16 units of suggestions that were accepted, in whole or in part',
    ),
    labelNames: ['source'],
  });

  return {
    relay: {
      now,
      committed: (updates, since) => {
        stored.inc(updates);
        commits.observe(secondsSince(since));
      },
      commitFailed: () => failures.inc(),
      broadcast: (since) => broadcasts.observe(secondsSince(since)),
      frameRefused: (reason) => refused.inc({ reason }),
      slowed: (cost) => slowed.inc({ cost }),
      connectionRefused: (reason) => turnedAway.inc({ reason }),
      mismatched: (kind) => mismatches.inc({ of: kind }),
    },
    service: {
      now,
      answered: ({ method, route, status, since }) =>
        requests.observe({ method, route, status: String(status) }, secondsSince(since)),
      completed: (outcome) => completions.inc({ outcome }),
      modelAnswered: (outcome, since) => modelRequests.observe({ outcome }, secondsSince(since)),
      modelUsed: (tokens) => modelTokens.inc(tokens),
      suggestionEvent: ({ source, event, chars }) => {
        suggestionEvents.inc({ source, event });
        if (event === 'accepted' || event === 'partial') acceptedChars.inc({ source }, chars);
      },
    },
    contentType: registry.contentType,
    async expose(gauges) {
      rooms.set(gauges.rooms());
      connections.set(gauges.connections());
      for (const [protocol, count] of Object.entries(gauges.participants()))
        participants.set({ protocol }, count);
      unstored.set(gauges.unstoredBytes());
      const traffic = gauges.traffic();
      received.reset();
      received.inc(traffic.received);
      sent.reset();
      sent.inc(traffic.sent);
      return (await registry.metrics()) + (await processRegistry().metrics());
    },
  };
}

const MISMATCHES: readonly Mismatch[] = ['replica', 'document'];

const REASONS: readonly FrameRefusal[] = ['malformed', 'gap', 'too large', 'overloaded', 'gone'];

const CONNECTION_REFUSALS: readonly ConnectionRefusal[] = ['address', 'full room', 'silent'];

/** From a commit on a fast disk to a database that has to be looked after. */
const LATENCY_SECONDS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MODEL_SECONDS = [0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5, 10];
const REQUEST_SECONDS = [0.005, 0.025, 0.1, 0.5, 2.5, 10];
