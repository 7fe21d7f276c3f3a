import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { parseHost } from './hostName.ts';
import { type Addressed, type NamesConfig, RelayNames } from './relayNames.ts';

const OWN = ['192.168.1.5', '2001:db8::5'];
const PUBLIC = 'https://relay.example/team';

type Options = Partial<Omit<NamesConfig, 'allowedHosts'>> & { allowedHosts?: string[] };

function names({ allowedHosts = [], ...options }: Options = {}): RelayNames {
  const config = { host: '127.0.0.1', publicUrl: undefined, allowedOrigins: [], trustProxy: 0, ...options };
  return new RelayNames({ ...config, allowedHosts: allowedHosts.map((text) => parseHost(text)!) }, () => OWN);
}

function request(headers: Record<string, string>, socket: Addressed['socket'] = {}): Addressed {
  const ends = { localAddress: '127.0.0.1', localPort: 8_000, remoteAddress: '127.0.0.1' };
  return { headers, socket: { ...ends, ...socket } };
}

/** What each kind of host is to a relay. */
const HOSTS = {
  loopback: [
    'localhost:8000',
    'LOCALHOST.',
    'x.localhost',
    '127.0.0.1',
    '127.0.0.1:9000',
    '[::1]:8000',
    '[::ffff:127.0.0.1]',
  ],
  ownAddress: ['192.168.1.5:8000', '[2001:db8::5]', '[::ffff:192.168.1.5]'],
  public: ['relay.example', 'Relay.Example.:443', 'relay.example:8000'],
  allowed: ['relay:8000', 'relay', 'other.example'],
  strange: [
    'evil.example',
    'evil.example:8000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'relay.example.evil.example',
    'xrelay.example',
    '192.168.1.6:8000',
    '[2001:db8::6]',
    '',
    'relay.example:port',
    'evil.example@relay.example',
  ],
} as const;

describe('[H4] the names of a relay', () => {
  const PROXIED: Options[] = [
    { publicUrl: PUBLIC },
    { publicUrl: PUBLIC, trustProxy: 1 },
    { trustProxy: 1 },
    {},
  ];
  for (const host of ['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', '192.168.1.5']) {
    for (const proxied of PROXIED) {
      for (const allowedHosts of [[], ['relay:8000', 'other.example']]) {
        const options = { host, ...proxied, allowedHosts };
        const isLocal = ['127.0.0.1', 'localhost', '::1'].includes(host) && Object.keys(proxied).length === 0;
        const known: Record<keyof typeof HOSTS, boolean> = {
          loopback: true,
          ownAddress: !isLocal,
          public: proxied.publicUrl !== undefined,
          allowed: allowedHosts.length > 0,
          strange: false,
        };
        it(`are the same by whatever way one comes: ${inspect(options, { breakLength: Infinity })}`, () => {
          for (const [kind, hosts] of Object.entries(HOSTS)) {
            for (const name of hosts)
              assert.equal(
                names(options).isKnownHost(request({ host: name })),
                known[kind as keyof typeof HOSTS],
                name,
              );
          }
          assert.ok(names(options).isKnownHost(request({})), 'HTTP/1.0 without a Host');
        });
      }
    }
  }

  it('are the address that one listens on, and the one that a connection came to', () => {
    for (const [host, name] of [
      ['0.0.0.0', '0.0.0.0:8000'],
      ['::', '[::]:8000'],
      ['relay.lan', 'RELAY.lan:8000'],
    ] as const)
      assert.ok(names({ host }).isKnownHost(request({ host: name })), name);
    const there = request({ host: '10.1.2.3' }, { localAddress: '::ffff:10.1.2.3' });
    assert.ok(names({ host: '0.0.0.0' }).isKnownHost(there));
    assert.ok(!names({ host: '0.0.0.0' }).isKnownHost(request({ host: '10.1.2.3' })));
  });

  it('are asked of each name that a trusted proxy tells, and of none that anybody else tells', () => {
    const told = (hosts: string) => request({ host: '127.0.0.1', 'x-forwarded-host': hosts });
    const trusting = names({ publicUrl: PUBLIC, trustProxy: 1 });
    assert.ok(trusting.isKnownHost(told('relay.example')));
    for (const hosts of ['evil.example', 'localhost, evil.example', 'evil.example, localhost'])
      assert.ok(!trusting.isKnownHost(told(hosts)), hosts);
    assert.ok(names({ publicUrl: PUBLIC }).isKnownHost(told('evil.example')));
  });

  it('[H16] are none while somebody forwards the port of a relay for this computer alone', () => {
    const sentence = 'This port is being forwarded. Set PUBLIC_URL and TRUST_PROXY.';
    for (const header of [
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-anything',
    ]) {
      const forwarded = request({ host: 'localhost', [header]: 'x' });
      for (const host of ['127.0.0.1', '::1', 'localhost', '127.0.0.2']) {
        assert.equal(names({ host }).refusalOf(forwarded)?.sentence, sentence, header);
        assert.equal(
          names({ host, allowedHosts: ['localhost'] }).refusalOf(forwarded)?.sentence,
          sentence,
          header,
        );
        assert.equal(names({ host, publicUrl: PUBLIC }).refusalOf(forwarded), undefined, header);
      }
      assert.equal(names({ host: '0.0.0.0' }).refusalOf(forwarded), undefined, header);
      assert.equal(names().refusalOf(request({ host: 'localhost', 'x-forwarder': 'x' })), undefined);
    }
  });

  it('are told to whoever used another one, with the setting that helps', () => {
    assert.match(names().refusalOf(request({ host: 'evil.example' }))?.sentence ?? '', /ALLOWED_HOSTS/);
  });
});

describe('[H4] the pages of a relay', () => {
  const here = { host: 'localhost:8000' };
  const own: [string, Options, Record<string, string>][] = [
    ['http://localhost:8000', {}, here],
    ['http://127.0.0.1:9000', {}, { host: '127.0.0.1:9000' }],
    ['http://[::1]:8000', {}, { host: '[::1]:8000' }],
    ['http://localhost', {}, { host: 'localhost:80' }],
    ['https://relay.example', { publicUrl: PUBLIC }, here],
    ['https://relay.example', { publicUrl: PUBLIC }, { host: 'relay.example' }],
    ['https://relay.example:8443', { publicUrl: 'https://relay.example:8443' }, { host: 'relay.example' }],
    [
      'https://other.example',
      { trustProxy: 1, allowedHosts: ['other.example'] },
      { host: 'other.example', 'x-forwarded-proto': 'https' },
    ],
    [
      'https://other.example',
      { trustProxy: 1, allowedHosts: ['other.example'] },
      { host: '127.0.0.1', 'x-forwarded-host': 'other.example', 'x-forwarded-proto': 'https' },
    ],
  ];
  for (const [origin, options, headers] of own) {
    it(`are those of ${origin}, reached by ${inspect(headers)} with ${inspect(options)}`, () => {
      assert.ok(names(options).isOwnOrigin(origin, request(headers)));
    });
  }

  const foreign: [string, Options, Record<string, string>][] = [
    ['http://localhost:3000', {}, here],
    ['http://127.0.0.1:8000', {}, here],
    ['https://localhost:8000', {}, here],
    ['null', {}, here],
    ['', {}, here],
    ['http://LOCALHOST:8000', {}, here],
    ['http://evil.example:8000', {}, { host: 'evil.example:8000' }],
    ['http://evil.example', { trustProxy: 1 }, { host: 'localhost', 'x-forwarded-host': 'evil.example' }],
    ['http://relay.example', { publicUrl: PUBLIC }, here],
    ['https://relay.example/team', { publicUrl: PUBLIC }, here],
    ['https://relay.example:8443', { publicUrl: PUBLIC }, here],
    ['https://relay.example.evil.example', { publicUrl: PUBLIC }, here],
    [
      'https://other.example',
      { allowedHosts: ['other.example'] },
      { host: 'other.example', 'x-forwarded-proto': 'https' },
    ],
  ];
  for (const [origin, options, headers] of foreign) {
    it(`are not those of ${JSON.stringify(origin)}, reached by ${inspect(headers)} with ${inspect(options)}`, () => {
      assert.ok(!names(options).isOwnOrigin(origin, request(headers)));
    });
  }

  it('stand under the address of PUBLIC_URL, or of where they were asked for', () => {
    assert.equal(names({ publicUrl: `${PUBLIC}/` }).addressFor(request(here)), PUBLIC);
    assert.equal(names().addressFor(request(here)), 'http://localhost:8000');
    assert.equal(names().addressFor(request({})), 'http://127.0.0.1:8000');
    assert.equal(
      names({ host: '::1' }).addressFor(request({}, { localAddress: '::1' })),
      'http://[::1]:8000',
    );
    assert.equal(names({ publicUrl: `${PUBLIC}/` }).pathTo('/docs'), '/team/docs');
    for (const publicUrl of [undefined, 'https://relay.example', 'https://relay.example/'])
      assert.equal(names({ publicUrl }).pathTo('/docs'), '/docs');
  });
});
