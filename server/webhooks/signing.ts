import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A secret as Standard Webhooks writes it: 256 random bits, base64. */
export function newSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

/**
 * The headers with which a receiver knows who sent a body and when: HMAC-SHA-256 over `id.timestamp.body`, as in
 * Standard Webhooks 1.0 (https://www.standardwebhooks.com).
 *
 * @param secret `whsec_` and the key as base64
 * @param at in milliseconds; of this try, so that a receiver can refuse what somebody else sends again later
 */
export function signatureHeaders(
  secret: string,
  { id, body }: { id: string; body: string },
  at: number,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const timestamp = String(Math.floor(at / 1_000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
