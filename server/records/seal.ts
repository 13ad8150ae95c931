import { createHash, verify } from 'node:crypto';
import { canonicalJson } from '../../graders/engine/canonical.ts';
import type { Seal } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { publicKeyFrom, type Signer } from './keys.ts';

/**
 * Seals a record: every leaf gets a digest of its own, so that a verifier can name the field that was changed, and the
 * list of digests is signed. Ed25519 as in RFC 8032, by node:crypto.
 */
export function seal<T extends { format: string }>(record: T, signer: Signer): T & { seal: Seal } {
  const digests = leafDigests(record);
  const { publicKey } = signer;
  return { ...record, seal: { publicKey, digests, signature: signer.sign(signed(record.format, digests)) } };
}

/**
 * Checks a sealed record.
 *
 * @param trusted public key that it has to be signed with
 * @throws CodedError RECORD_KEY_FOREIGN for another key, RECORD_FORGED when the signature does not hold, RECORD_ALTERED
 *   naming every field that is not what was signed
 */
export function checkSeal(record: { format: string; seal: Seal }, trusted: string): void {
  const { seal: given, ...fields } = record;
  if (given.publicKey !== trusted)
    throw new CodedError('RECORD_KEY_FOREIGN', { given: given.publicKey, trusted });
  const key = publicKeyFrom(given.publicKey);
  const text = Buffer.from(signed(fields.format, given.digests), 'utf8');
  const holds = key !== undefined && verify(null, text, key, Buffer.from(given.signature, 'base64url'));
  const actual = leafDigests(fields);
  const differing = [...new Set([...Object.keys(given.digests), ...Object.keys(actual)])]
    .filter((path) => given.digests[path] !== actual[path])
    .toSorted();
  // Whoever changes a field and its digest breaks the signature; whoever changes the field alone is told which.
  if (!holds)
    throw new CodedError('RECORD_FORGED', { fields: differing.join(', ') || 'seal' }, { details: differing });
  if (differing.length > 0)
    throw new CodedError('RECORD_ALTERED', { fields: differing.join(', ') }, { details: differing });
}

function signed(format: string, digests: Readonly<Record<string, string>>): string {
  return canonicalJson({ format, digests });
}

/** JSON pointer → first 128 bits of the SHA-256 of the leaf; empty lists and objects are leaves too. */
function leafDigests(record: object): Record<string, string> {
  const digests: Record<string, string> = {};
  const walk = (value: unknown, path: string): void => {
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    if (entries.length > 0) for (const [name, inner] of entries) walk(inner, `${path}/${name}`);
    else
      digests[path] = createHash('sha256')
        .update(JSON.stringify(value ?? null))
        .digest('hex')
        .slice(0, 32);
  };
  walk(record, '');
  return digests;
}
