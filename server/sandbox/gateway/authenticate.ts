import type { Accounts, KnownKey } from '../account/accounts.ts';
import type { AwsError } from '../types.ts';
import { declaredPayload } from './body.ts';
import * as refuse from './refusals.ts';
import { isLinkSignatureRight, stringToSign } from './sigv2.ts';
import { canonicalRequest, isSignatureRight, sha256, timeOf, unsignedHeaders, type Claim } from './sigv4.ts';
import type { Arrival } from './wire.ts';

const SKEW_MS = 15 * 60_000;

/** Who signed the request, or why it is refused. `key` is also known when the signature is wrong: the journal names it. */
export type Verdict = { ok: true; key: KnownKey } | { ok: false; error: AwsError; key: KnownKey | null };

/** Checks a key's existence before anything of the body is read. */
export function knownKey(accounts: Accounts, claim: Claim, dialect: refuse.Dialect): Verdict {
  const key = accounts.key(claim.accessKeyId);
  return key ? { ok: true, key } : { ok: false, error: refuse.unknownKey(dialect), key: null };
}

/**
 * Verifies a request's signature, time and signed headers.
 *
 * @param body the whole body where the payload hash has to be computed (every service but S3); else null
 */
export function authenticate(
  arrival: Arrival,
  claim: Claim,
  key: KnownKey,
  dialect: refuse.Dialect,
  body: Buffer | null,
  now: Date,
): Verdict {
  const no = (error: AwsError): Verdict => ({ ok: false, error, key });
  if (claim.link !== null) {
    if (!isLinkSignatureRight(arrival, claim.link, key.secret)) {
      return no(refuse.wrongSignature(dialect, stringToSign(arrival, claim.link)));
    }
    const late = now.getTime() > claim.link.expires * 1_000;
    return late
      ? no(refuse.expiredLink(dialect, null, new Date(claim.link.expires * 1_000), now))
      : { ok: true, key };
  }
  const payload = payloadHash(arrival, claim, body);
  if (payload === null) return no(refuse.missingContentHash());
  if (!isSignatureRight(arrival, claim, key.secret, payload)) {
    return no(refuse.wrongSignature(dialect, canonicalRequest(arrival, claim, payload)));
  }
  // Times are judged after the signature, so that nobody learns from them what a forged request would meet.
  const signedAt = timeOf(claim.timestamp);
  const late = now.getTime() - signedAt;
  if (Number.isNaN(signedAt) || late < -SKEW_MS || (claim.expires === null && late > SKEW_MS)) {
    return no(refuse.skewed(dialect, claim.timestamp, now));
  }
  if (claim.expires !== null && late > claim.expires * 1_000) {
    return no(refuse.expiredLink(dialect, claim.expires, new Date(signedAt + claim.expires * 1_000), now));
  }
  const unsigned = unsignedHeaders(arrival, claim);
  if (unsigned.length > 0) {
    return no(refuse.headersNotSigned(dialect, unsigned, canonicalRequest(arrival, claim, payload)));
  }
  return { ok: true, key };
}

/** The last line of the canonical request; null when S3's header for it is missing. */
function payloadHash(arrival: Arrival, claim: Claim, body: Buffer | null): string | null {
  const declared = declaredPayload(arrival);
  if (claim.service === 's3') return declared ?? (claim.kind === 'presigned' ? 'UNSIGNED-PAYLOAD' : null);
  return declared ?? sha256(body ?? Buffer.alloc(0));
}
