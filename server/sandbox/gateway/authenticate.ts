import type { KnownKey } from '../iam/types.ts';
import type { AwsError } from '../types.ts';
import { declaredPayload } from './body.ts';
import * as refuse from './refusals.ts';
import { isLinkSignatureRight, stringToSign } from './sigv2.ts';
import { canonicalRequest, isSignatureRight, sha256, timeOf, unsignedHeaders, type Claim } from './sigv4.ts';
import type { Arrival } from './wire.ts';

const SKEW_MS = 15 * 60_000;

/**
 * Verifies a request's signature, time, signed headers and session.
 *
 * @param body the whole body where the payload hash has to be computed (every service but S3); else null
 * @returns the refusal; null when all is right
 */
export function authenticate(
  arrival: Arrival,
  claim: Claim,
  key: KnownKey,
  dialect: refuse.Dialect,
  body: Buffer | null,
  now: Date,
): AwsError | null {
  if (claim.link !== null) {
    if (!isLinkSignatureRight(arrival, claim.link, key.secret)) {
      return refuse.wrongSignature(dialect, stringToSign(arrival, claim.link));
    }
    if (now.getTime() > claim.link.expires * 1_000)
      return refuse.expiredLink(dialect, null, new Date(claim.link.expires * 1_000), now);
    return expiredSession(key, dialect, now);
  }
  const payload = payloadHash(arrival, claim, body);
  if (payload === null) return refuse.missingContentHash();
  if (!isSignatureRight(arrival, claim, key.secret, payload)) {
    return refuse.wrongSignature(dialect, canonicalRequest(arrival, claim, payload));
  }
  // Times are judged after the signature, so that nobody learns from them what a forged request would meet.
  const signedAt = timeOf(claim.timestamp);
  const late = now.getTime() - signedAt;
  if (Number.isNaN(signedAt) || late < -SKEW_MS || (claim.expires === null && late > SKEW_MS)) {
    return refuse.skewed(dialect, claim.timestamp, now);
  }
  if (claim.expires !== null && late > claim.expires * 1_000) {
    return refuse.expiredLink(dialect, claim.expires, new Date(signedAt + claim.expires * 1_000), now);
  }
  const unsigned = unsignedHeaders(arrival, claim);
  if (unsigned.length > 0) {
    return refuse.headersNotSigned(dialect, unsigned, canonicalRequest(arrival, claim, payload));
  }
  return expiredSession(key, dialect, now);
}

function expiredSession({ session }: KnownKey, dialect: refuse.Dialect, now: Date): AwsError | null {
  return session !== null && now.getTime() >= session.expiresAt ? refuse.expiredToken(dialect) : null;
}

/** The last line of the canonical request; null when S3's header for it is missing. */
function payloadHash(arrival: Arrival, claim: Claim, body: Buffer | null): string | null {
  const declared = declaredPayload(arrival);
  if (claim.service === 's3') return declared ?? (claim.kind === 'presigned' ? 'UNSIGNED-PAYLOAD' : null);
  return declared ?? sha256(body ?? Buffer.alloc(0));
}
