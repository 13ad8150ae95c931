import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Signs records. The private key never leaves it. */
export interface Signer {
  /** The 32 raw bytes of the Ed25519 public key, as base64url. */
  publicKey: string;
  /** @returns the signature, base64url */
  sign(text: string): string;
}

const FILE = 'records-key.pem';

/**
 * The key pair of a data folder, made at first use: PKCS #8 in a file that only its owner reads. Two processes that start
 * at once end up with the same one.
 *
 * @throws Error when the file cannot be read, written, or is no Ed25519 key
 */
export function openSigner(dataDir: string): Signer {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, FILE);
  const pem = read(file) ?? make(file);
  // A copied folder may have lost its mode.
  chmodSync(file, 0o600);
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} is no Ed25519 key.`);
  return {
    publicKey: rawPublicKey(createPublicKey(key)),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), key).toString('base64url'),
  };
}

/** The public key of a data folder; undefined when no key was made there yet. */
export function publicKeyOf(dataDir: string): string | undefined {
  const pem = read(join(dataDir, FILE));
  return pem === undefined ? undefined : rawPublicKey(createPublicKey(createPrivateKey(pem)));
}

/** The key object of 32 raw bytes in base64url; undefined when they are none. */
export function publicKeyFrom(raw: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw }, format: 'jwk' });
  } catch {
    // Whatever is wrong with it, it is not a key.
    return undefined;
  }
}

function rawPublicKey(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? '';
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written beside and linked into place: whoever is second finds the first one's key, never half of one. */
function make(file: string): string {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, pem, { mode: 0o600 });
  try {
    linkSync(beside, file);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(beside, { force: true });
  }
}
