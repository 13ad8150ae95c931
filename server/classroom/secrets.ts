import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { CodedError } from '../errors.ts';

/** A token of 256 bits that is shown once; only its digest is stored. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A token has so much chance in it that a fast digest protects it as well as a slow one would. */
export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** argon2id (2), memory in KiB and passes: the first choice of the OWASP Password Storage Cheat Sheet for argon2id. */
const ARGON = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export async function hashPassword(password: string): Promise<string> {
  return await hash(password.normalize('NFKC'), ARGON);
}

/** A hash of nothing that anybody knows: verifying against it takes as long as against a real one. */
let nobody: Promise<string> | undefined;

/**
 * Is this the password? Without a hash (no such user, no password yet) the answer is no, after the same time.
 *
 * @param stored argon2id in PHC form
 */
export async function isPassword(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword(newToken());
  const right = await verify(stored ?? (await nobody), password.normalize('NFKC'));
  return stored !== null && right;
}

/**
 * Length and a look at the obvious: NIST SP 800-63B 3.1.1.2 asks for length and against composition rules.
 *
 * @throws CodedError PASSWORD_REFUSED
 */
export function checkPassword(password: string, { login, name }: { login: string; name: string }): void {
  const refuse = (problem: string): never => {
    throw new CodedError('PASSWORD_REFUSED', { problem });
  };
  const length = Array.from(password).length;
  if (length < 10) return refuse(`it has ${length} characters`);
  if (length > 200) return refuse('it has more than 200 characters');
  const plain = password.toLowerCase();
  if (new Set(plain).size < 4) return refuse('it repeats the same few characters');
  for (const known of [login, login.split('@')[0] ?? '', name, 'groundschool'].map((one) =>
    one.toLowerCase(),
  )) {
    if (known.length >= 4 && plain.replaceAll(known, '').length < 4)
      return refuse('it is little more than your name');
  }
}
