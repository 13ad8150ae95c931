import { createHash } from 'node:crypto';
import { canonicalJson, digestOf } from '../../graders/engine/canonical.ts';

interface StoredReads {
  reads?: readonly { read: string; args: unknown; observation: unknown }[];
}

/**
 * The root of the Merkle tree over what an attempt read, in 64 hex digits. Every read counts by its name, its arguments
 * and what was observed, in an order that does not depend on which read answered first; so a changed, missing or added
 * read gives another root, and it can be worked out again from the stored evidence alone.
 */
export function evidenceDigest(evidence: unknown): string {
  const { reads = [] } = (evidence ?? {}) as StoredReads;
  return merkleRoot(
    reads
      .map(({ read, args, observation }) => canonicalJson({ read, args, observed: digestOf(observation) }))
      .toSorted(),
  );
}

/**
 * Merkle tree hash of RFC 6962 section 2.1: SHA-256, leaves behind a byte 0, nodes behind a byte 1, so that a node can
 * never pass for a leaf. The root of no leaves is the hash of nothing.
 */
export function merkleRoot(leaves: readonly string[]): string {
  return treeHash(leaves).toString('hex');
}

function treeHash(leaves: readonly string[]): Buffer {
  const hash = (...parts: (Buffer | string)[]): Buffer => {
    const made = createHash('sha256');
    for (const part of parts) made.update(part);
    return made.digest();
  };
  if (leaves.length === 0) return hash();
  if (leaves.length === 1) return hash(Buffer.of(0), leaves[0] ?? '');
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return hash(Buffer.of(1), treeHash(leaves.slice(0, half)), treeHash(leaves.slice(half)));
}
