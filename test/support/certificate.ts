import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

export interface CertificateOptions {
  /** The DNS names that it is made out to. */
  readonly names: readonly string[];
  /** Who signs it; itself where it is left out. */
  readonly authority?: TestCertificate;
  /** May sign others. */
  readonly isAuthority?: boolean;
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

/** A certificate with its key, in PEM. */
export interface TestCertificate {
  readonly commonName: string;
  readonly certificate: string;
  readonly key: string;
  readonly privateKey: KeyObject;
}

const DAY_MS = 86_400_000;

/** Makes an X.509 certificate (RFC 5280) over a new P-256 key: Node can read such, but not write them. */
export function makeCertificate(options: CertificateOptions): TestCertificate {
  const { names, authority, isAuthority = false } = options;
  const { validFrom = new Date(Date.now() - DAY_MS), validTo = new Date(Date.now() + 30 * DAY_MS) } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const commonName = names[0] ?? 'nobody';
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([0x01]), randomBytes(8)])),
    SIGNED_BY_ECDSA,
    nameOf(authority?.commonName ?? commonName),
    sequence(time(validFrom), time(validTo)),
    nameOf(commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(subjectAltNames(names), basicConstraints(isAuthority))),
  );
  const signature = sign('sha256', body, authority?.privateKey ?? privateKey);
  const der = sequence(body, SIGNED_BY_ECDSA, bits(signature));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    commonName,
    certificate: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
  };
}

function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts);
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes);
const bits = (bytes: Buffer): Buffer => tagged(0x03, Buffer.from([0]), bytes);
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'));
const text = (value: string): Buffer => tagged(0x0c, Buffer.from(value));
const time = (date: Date): Buffer =>
  tagged(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));

/** ecdsa-with-SHA256 */
const SIGNED_BY_ECDSA = sequence(identifier('2a8648ce3d040302'));

/** One common name. */
function nameOf(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier('550403'), text(commonName))));
}

function subjectAltNames(names: readonly string[]): Buffer {
  const list = sequence(...names.map((name) => tagged(0x82, Buffer.from(name))));
  return sequence(identifier('551d11'), tagged(0x04, list));
}

function basicConstraints(isAuthority: boolean): Buffer {
  const value = isAuthority ? sequence(tagged(0x01, Buffer.from([0xff]))) : sequence();
  return sequence(identifier('551d13'), tagged(0x01, Buffer.from([0xff])), tagged(0x04, value));
}
