import { randomBytes } from 'node:crypto';

/** An id that nobody can guess or count: 16 characters of base64url. */
export function newId(): string {
  return randomBytes(12).toString('base64url');
}

/** A seed for what is drawn per learner or per quiz attempt. */
export function newSeed(): string {
  return randomBytes(16).toString('hex');
}
