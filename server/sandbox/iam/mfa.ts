/** Codes of virtual MFA devices: time-based one-time passwords. https://www.rfc-editor.org/rfc/rfc6238 */
import { createHmac } from 'node:crypto';
import type { VirtualMFADevice } from '@aws-sdk/client-iam';
import { sameText } from '../gateway/same-text.ts';
import { SandboxError } from '../sandbox-error.ts';
import type { Directory } from './directory.ts';
import type { Caller } from './types.ts';

const STEP_SECONDS = 30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * Is this the present code (or a neighbour's, as AWS allows for clocks) of a device that is the caller's? A user's device
 * is the one that was enabled for it. The account's first key has no user in the engine; its devices are those that are
 * nobody else's.
 */
export async function isRightCode(
  directory: Directory,
  caller: Caller,
  { serial, code, now }: { serial: string; code: string; now: Date },
): Promise<boolean> {
  const { holder } = caller.key;
  if (holder.type !== 'user' && holder.type !== 'administrator') return false;
  const device = (await directory.mfaDevices()).find(({ SerialNumber }) => SerialNumber === serial);
  if (device?.Base32StringSeed === undefined) return false;
  const ownerId = device.User?.UserId;
  if (holder.type === 'user' ? ownerId !== holder.userId : ownerId !== undefined) return false;
  return [-1, 0, 1].some((steps) => sameText(codeOf(device, now, steps) ?? '', code));
}

/** What a device shows now, or some steps of 30 seconds later; null when the engine does not tell its seed. */
export function codeOf({ Base32StringSeed }: VirtualMFADevice, now: Date, steps = 0): string | null {
  if (Base32StringSeed === undefined) return null;
  const seed = fromBase32(Buffer.from(Base32StringSeed).toString('latin1'));
  return totp(seed, Math.floor(now.getTime() / 1_000 / STEP_SECONDS) + steps);
}

/** The code of one device. @throws SandboxError SANDBOX_BAD_REQUEST when there is no such device, or no telling which */
export async function shownCode(
  directory: Directory,
  now: Date,
  serial?: string,
): Promise<{ serial: string; code: string }> {
  const devices = await directory.mfaDevices();
  const fitting = devices.filter(({ SerialNumber }) => serial === undefined || SerialNumber === serial);
  const [device] = fitting;
  const code = device === undefined ? null : codeOf(device, now);
  if (fitting.length === 1 && device?.SerialNumber !== undefined && code !== null)
    return { serial: device.SerialNumber, code };
  const known = devices.map(({ SerialNumber }) => SerialNumber).join(', ');
  throw new SandboxError(
    'SANDBOX_BAD_REQUEST',
    known === ''
      ? 'The account has no virtual MFA device. Make one with aws iam create-virtual-mfa-device.'
      : `Name one virtual MFA device of the account by its serial number: ${known}.`,
  );
}

function totp(seed: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', seed).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let held = 0;
  for (const character of text) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) continue;
    held = ((held << 5) | value) & 0xffff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
