import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** PEM, both. */
export interface Certificate {
  certificate: string;
  key: string;
}

export interface Authority extends Certificate {
  /** A certificate for a server with these names (an address is one, too), or for a client of this name. */
  issue(commonName: string, alternativeNames?: readonly string[]): Certificate;
}

/** A certificate authority of its own, with keys that nobody has seen before; X.509 v3, see RFC 5280. */
export function createAuthority(name = 'test authority'): Authority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issue = (subject: string, publicKey: KeyObject, extensions: Buffer[]) =>
    pem('CERTIFICATE', certificate({ issuer: name, subject, publicKey, extensions, signer: keys.privateKey }));
  // basicConstraints, critical: CA.
  const isAuthority = extension([0x55, 0x1d, 0x13], sequence(tlv(0x01, Buffer.of(0xff))), true);
  return {
    certificate: issue(name, keys.publicKey, [isAuthority]),
    key: keyPem(keys.privateKey),
    issue(commonName, alternativeNames = []) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = sequence(...alternativeNames.map(generalName));
      const extensions = alternativeNames.length === 0 ? [] : [extension([0x55, 0x1d, 0x11], names)];
      return { certificate: issue(commonName, own.publicKey, extensions), key: keyPem(own.privateKey) };
    },
  };
}

interface Fields {
  issuer: string;
  subject: string;
  publicKey: KeyObject;
  extensions: Buffer[];
  signer: KeyObject;
}

const ECDSA_WITH_SHA256 = sequence(tlv(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
let serial = 1;

function certificate({ issuer, subject, publicKey, extensions, signer }: Fields): Buffer {
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    tlv(0x02, Buffer.of(serial++)),
    ECDSA_WITH_SHA256,
    distinguishedName(issuer),
    sequence(tlv(0x17, Buffer.from('200101000000Z')), tlv(0x17, Buffer.from('490101000000Z'))),
    distinguishedName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [tlv(0xa3, sequence(...extensions))]),
  );
  const signature = sign('sha256', body, signer);
  return sequence(body, ECDSA_WITH_SHA256, tlv(0x03, Buffer.concat([Buffer.of(0), signature])));
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(tlv(0x06, Buffer.of(0x55, 0x04, 0x03)), tlv(0x0c, Buffer.from(commonName)))));
}

function generalName(name: string): Buffer {
  const address = name.split('.').map(Number);
  return address.some(Number.isNaN) ? tlv(0x82, Buffer.from(name)) : tlv(0x87, Buffer.from(address));
}

function extension(identifier: number[], value: Buffer, critical = false): Buffer {
  const flag = critical ? [tlv(0x01, Buffer.of(0xff))] : [];
  return sequence(tlv(0x06, Buffer.from(identifier)), ...flag, tlv(0x04, value));
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

/** Tag, length, value; DER. */
function tlv(tag: number, value: Buffer): Buffer {
  if (value.length < 0x80) return Buffer.concat([Buffer.of(tag, value.length), value]);
  const bytes = value.length < 0x100 ? [value.length] : [value.length >> 8, value.length & 0xff];
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length, ...bytes), value]);
}

function keyPem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pem(label: string, der: Buffer): string {
  return `-----BEGIN ${label}-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
}
