import { Value } from 'typebox/value';
import { Certificate, Receipt } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { evidenceDigest, merkleRoot } from './evidence.ts';
import { checkSeal } from './seal.ts';

export type SealedRecord = Receipt | Certificate;

/** The stored evidence of an attempt; undefined where it is not kept. */
export type EvidenceSource = (attempt: string) => Promise<unknown>;

/**
 * Reads a receipt or certificate and checks its seal.
 *
 * @param text the file as it was downloaded
 * @param trusted public key of the server that is to have signed it
 * @throws CodedError RECORD_UNREADABLE, and what `checkSeal` throws
 */
export function verifyRecord(text: string, trusted: string): SealedRecord {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new CodedError('RECORD_UNREADABLE', { problem: 'it is not JSON' }, { cause: error });
  }
  const format = (given as { format?: unknown } | null)?.format;
  const schema = format === 'groundschool-receipt/1' ? Receipt : Certificate;
  if (!Value.Check(schema, given)) {
    const details = Value.Errors(schema, given)
      .slice(0, 8)
      .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    throw new CodedError(
      'RECORD_UNREADABLE',
      { problem: 'a field is missing or of another kind' },
      { details },
    );
  }
  checkSeal(given, trusted);
  return given;
}

/**
 * Works the evidence digests out again from what is stored.
 *
 * @returns how many attempts were compared
 * @throws CodedError RECORD_EVIDENCE_DIFFERS naming the attempt, RECORD_EVIDENCE_MISSING when none is stored for it
 */
export async function verifyEvidence(record: SealedRecord, evidence: EvidenceSource): Promise<number> {
  const attempts =
    record.format === 'groundschool-receipt/1'
      ? record.attempt === null || record.evidenceDigest === null
        ? []
        : [{ id: record.attempt, evidenceDigest: record.evidenceDigest }]
      : record.parts.flatMap(({ labs }) => labs.flatMap((lab) => lab.attempts));
  for (const { id, evidenceDigest: said } of attempts) {
    const stored = await evidence(id);
    if (stored === undefined) throw new CodedError('RECORD_EVIDENCE_MISSING', { attempt: id });
    const found = evidenceDigest(stored);
    if (found !== said) throw new CodedError('RECORD_EVIDENCE_DIFFERS', { attempt: id, said, found });
  }
  if (record.format === 'groundschool-certificate/1') {
    const root = merkleRoot(attempts.map((attempt) => attempt.evidenceDigest));
    if (root !== record.evidenceRoot)
      throw new CodedError('RECORD_EVIDENCE_DIFFERS', {
        attempt: 'all of them together',
        said: record.evidenceRoot,
        found: root,
      });
  }
  return attempts.length;
}

/** A certificate is its owner's: shown under another name, it is refused. */
export function checkName(record: SealedRecord, name: string): void {
  if (record.format !== 'groundschool-certificate/1' || record.name === name.trim()) return;
  throw new CodedError('RECORD_NAME_DIFFERS', { said: record.name, given: name.trim() });
}
