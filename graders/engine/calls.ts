import type { AnyRead, Observation } from '../kit/index.ts';

/** One request that was sent, retries included, as the owner of the account is shown it. */
export interface CallRecord {
  /** ISO instant at which it left. */
  at: string;
  /** Operation as the SDK names it, `s3:GetBucketPolicy`; for a cluster's own API and for links as the read is named. */
  operation: string;
  /** Null where the call is of no Region. */
  region: string | null;
  /** Arguments of the operation. Reads have no secrets in them. */
  input: unknown;
  /** HTTP status; 0 where no answer came. */
  status: number;
  /** AWS's error code, `AccessDenied` or `HTTP 403` where it gave none; null where it answered. */
  error: string | null;
  /** Under which CloudTrail has it; null where the answer named none. */
  requestId: string | null;
  durationMs: number;
}

interface Reply {
  statusCode: number;
  headers?: Record<string, string>;
}

/** @param body text of the answer, empty where it was not read */
export function answered(
  sent: Pick<CallRecord, 'operation' | 'region' | 'input'> & { startedAt: number },
  { statusCode: status, headers = {} }: Reply,
  body: string,
): CallRecord {
  const { startedAt, ...call } = sent;
  const requestId =
    headers['x-amzn-requestid'] ??
    headers['x-amz-request-id'] ??
    headers['x-amzn-request-id'] ??
    /<(?:RequestId|RequestID|requestId)>([\w-]{1,100})</.exec(body.slice(-2_000))?.[1] ??
    null;
  return {
    at: new Date(startedAt).toISOString(),
    ...call,
    status,
    error: status < 400 ? null : (codeOf(headers, body) ?? `HTTP ${status}`),
    requestId,
    durationMs: Date.now() - startedAt,
  };
}

/** A call that got no answer: refused, reset, or its time was up. */
export function unanswered(
  sent: Pick<CallRecord, 'operation' | 'region' | 'input'> & { startedAt: number },
  error: unknown,
): CallRecord {
  const { startedAt, ...call } = sent;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return {
    at: new Date(startedAt).toISOString(),
    ...call,
    status: 0,
    error: typeof code === 'string' ? code : typeof name === 'string' ? name : 'NoAnswer',
    requestId: null,
    durationMs: Date.now() - startedAt,
  };
}

/** AWS's protocols name an error in a header, in `__type` or `code` of JSON, or in a `Code` element of XML. */
function codeOf(headers: Record<string, string>, body: string): string | undefined {
  const start = body.slice(0, 4_000);
  const found =
    headers['x-amzn-errortype'] ??
    /"(?:__type|code|Code)"\s*:\s*"([^"]+)"/.exec(start)?.[1] ??
    /<Code>([^<]+)<\/Code>/.exec(start)?.[1];
  // `com.amazonaws.kms#NotFoundException`, `NotFoundException:http://…`
  return found === undefined ? undefined : /(?:^|#)([\w.-]{1,100})(?::|$)/.exec(found)?.[1];
}

/**
 * A read that is no call of an SDK but leaves the machine all the same: a list of a cluster's own API, a link that was followed. One
 * record for each, whatever it took. Its name is all that is said: a link holds a signature.
 */
export function ofRead(
  read: AnyRead,
  args: unknown,
  { seen, startedAt }: { seen: Observation<unknown>; startedAt: number },
): CallRecord {
  const { state } = seen;
  return {
    at: new Date(startedAt).toISOString(),
    operation: read.id,
    region: null,
    input: { name: read.evidenceName?.(args as never, undefined) ?? read.id },
    status: state === 'present' ? 200 : state === 'absent' ? 404 : 0,
    error: state === 'present' ? null : state === 'absent' ? seen.code : seen.reason,
    requestId: null,
    durationMs: Date.now() - startedAt,
  };
}
