import { randomBytes } from 'node:crypto';

const IDS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SECRETS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * An access key as AWS makes them: an id of 20 characters that tells its kind (AKIA: long-lived, ASIA: of a session), a secret of 40.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function newKeyPair(kind: 'AKIA' | 'ASIA'): { id: string; secret: string } {
  return { id: `${kind}${randomText(IDS, 16)}`, secret: randomText(SECRETS, 40) };
}

/** Unbiased: the alphabets have 32 and 64 characters, which divide 256. */
function randomText(alphabet: string, length: number): string {
  return Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('');
}
