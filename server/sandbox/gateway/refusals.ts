/** The codes and words with which AWS refuses a request, which differ by protocol. */
import { AwsError, type WireRequest } from '../types.ts';

/** How a service speaks about errors; finer than the wire protocol, because EC2 has codes of its own. */
export type Dialect = 's3' | 'ec2' | 'query' | 'json' | 'rest-json';

export function dialectOf(request: WireRequest, service: string | null): Dialect {
  if (request.headers['x-amz-target'] !== undefined || request.headers['smithy-protocol'] !== undefined)
    return 'json';
  if (service === 's3') return 's3';
  if (service === 'ec2') return 'ec2';
  const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  if (form || /(?:^|&)Action=/.test(request.query)) return 'query';
  return service === null ? 's3' : 'rest-json';
}

function choose(dialect: Dialect, table: Record<Dialect, [string, number]>, message: string): AwsError {
  const [code, status] = table[dialect];
  return new AwsError(code, message, status);
}

export function missingSignature(dialect: Dialect): AwsError {
  return choose(
    dialect,
    {
      s3: ['AccessDenied', 403],
      ec2: ['MissingAuthenticationToken', 403],
      query: ['MissingAuthenticationToken', 403],
      json: ['MissingAuthenticationTokenException', 400],
      'rest-json': ['MissingAuthenticationTokenException', 403],
    },
    dialect === 's3' ? 'Access Denied' : 'Request is missing Authentication Token',
  );
}

export function malformedSignature(dialect: Dialect, why: string, presigned: boolean): AwsError {
  return choose(
    dialect,
    {
      s3: [presigned ? 'AuthorizationQueryParametersError' : 'AuthorizationHeaderMalformed', 400],
      ec2: ['IncompleteSignature', 400],
      query: ['IncompleteSignature', 400],
      json: ['IncompleteSignatureException', 400],
      'rest-json': ['IncompleteSignatureException', 403],
    },
    dialect === 's3'
      ? `The authorization ${presigned ? 'parameters are' : 'header is'} malformed; ${why}.`
      : `Authorization is malformed: ${why}.`,
  );
}

export function unknownKey(dialect: Dialect): AwsError {
  const messages: Record<Dialect, string> = {
    s3: 'The AWS Access Key Id you provided does not exist in our records.',
    ec2: 'AWS was not able to validate the provided access credentials',
    query: 'The security token included in the request is invalid.',
    json: 'The security token included in the request is invalid.',
    'rest-json': 'The security token included in the request is invalid.',
  };
  return choose(
    dialect,
    {
      s3: ['InvalidAccessKeyId', 403],
      ec2: ['AuthFailure', 401],
      query: ['InvalidClientTokenId', 403],
      json: ['UnrecognizedClientException', 400],
      'rest-json': ['UnrecognizedClientException', 403],
    },
    messages[dialect],
  );
}

const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

export function wrongSignature(dialect: Dialect, canonical: string): AwsError {
  const message = dialect === 's3' ? MISMATCH.replace('AWS Secret Access Key', 'key') : MISMATCH;
  const table = signatureCodes(403);
  const [code, status] = table[dialect];
  // S3 shows what it signed, which is how people find out what their client did differently.
  return new AwsError(code, message, status, dialect === 's3' ? { CanonicalRequest: canonical } : {});
}

function signatureCodes(status: number): Record<Dialect, [string, number]> {
  return {
    s3: ['SignatureDoesNotMatch', status],
    ec2: ['SignatureDoesNotMatch', status],
    query: ['SignatureDoesNotMatch', status],
    json: ['InvalidSignatureException', 400],
    'rest-json': ['InvalidSignatureException', status],
  };
}

/** @param timestamp of the request, as sent */
export function skewed(dialect: Dialect, timestamp: string, now: Date): AwsError {
  const server = now.toISOString();
  if (dialect === 's3') {
    const message = 'The difference between the request time and the current time is too large.';
    const details = { RequestTime: timestamp, ServerTime: server, MaxAllowedSkewMilliseconds: '900000' };
    return new AwsError('RequestTimeTooSkewed', message, 403, details);
  }
  const compact = server.replace(/[-:]|\.\d{3}/g, '');
  const message =
    timestamp > compact
      ? `Signature not yet current: ${timestamp} is still later than ${compact} (15 min. allowed).`
      : `Signature expired: ${timestamp} is now earlier than ${compact} (15 min. allowed).`;
  return choose(dialect, { ...signatureCodes(403), ec2: ['RequestExpired', 400] }, message);
}

/** @param seconds of validity, where the link says them */
export function expiredLink(dialect: Dialect, seconds: number | null, expiredAt: Date, now: Date): AwsError {
  const details = {
    ...(seconds === null ? {} : { 'X-Amz-Expires': String(seconds) }),
    Expires: expiredAt.toISOString(),
    ServerTime: now.toISOString(),
  };
  if (dialect === 's3') return new AwsError('AccessDenied', 'Request has expired', 403, details);
  const message = `Signature expired: valid until ${details.Expires}.`;
  return choose(dialect, { ...signatureCodes(403), ec2: ['RequestExpired', 400] }, message);
}

export function headersNotSigned(dialect: Dialect, names: string[], canonical: string): AwsError {
  const message = 'There were headers present in the request which were not signed';
  if (dialect !== 's3') return wrongSignature(dialect, canonical);
  return new AwsError('AccessDenied', message, 403, { HeadersNotSigned: names.join(', ') });
}

export function missingContentHash(): AwsError {
  return new AwsError(
    'InvalidRequest',
    'Missing required header for this request: x-amz-content-sha256',
    400,
  );
}

/** A session token that is none, was changed, or belongs to another key. */
export function wrongToken(dialect: Dialect): AwsError {
  const said = 'The security token included in the request is invalid.';
  if (dialect === 's3')
    return new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.', 400);
  return new AwsError(unknownKey(dialect).code, said, unknownKey(dialect).status);
}

/** A session that has ended. */
export function expiredToken(dialect: Dialect): AwsError {
  return choose(
    dialect,
    {
      s3: ['ExpiredToken', 400],
      ec2: ['RequestExpired', 400],
      query: ['ExpiredToken', 403],
      json: ['ExpiredTokenException', 400],
      'rest-json': ['ExpiredTokenException', 403],
    },
    dialect === 's3'
      ? 'The provided token has expired.'
      : dialect === 'ec2'
        ? 'Request has expired.'
        : 'The security token included in the request is expired',
  );
}

/**
 * The message of a denial names who, what and where, so that it can be acted upon.
 *
 * @param because the end of the sentence, such as "because no identity-based policy allows the s3:GetObject action"
 */
export function denied(
  dialect: Dialect,
  arn: string,
  action: string,
  resource: string,
  because: string,
): AwsError {
  const quote = dialect === 's3' ? '"' : '';
  const where = resource === '*' ? '' : ` on resource: ${quote}${resource}${quote}`;
  const said = `User: ${arn} is not authorized to perform: ${action}${where} ${because}`.trimEnd();
  return choose(
    dialect,
    {
      s3: ['AccessDenied', 403],
      ec2: ['UnauthorizedOperation', 403],
      query: ['AccessDenied', 403],
      json: ['AccessDeniedException', 400],
      'rest-json': ['AccessDeniedException', 403],
    },
    dialect === 'ec2' ? `You are not authorized to perform this operation. ${said}` : said,
  );
}

export function throttled(dialect: Dialect): AwsError {
  return choose(
    dialect,
    {
      s3: ['SlowDown', 503],
      ec2: ['RequestLimitExceeded', 503],
      query: ['Throttling', 400],
      json: ['ThrottlingException', 400],
      'rest-json': ['ThrottlingException', 429],
    },
    dialect === 's3'
      ? 'Please reduce your request rate.'
      : dialect === 'ec2'
        ? 'Request limit exceeded.'
        : 'Rate exceeded',
  );
}

export function notImplemented(what: string): AwsError {
  return new AwsError('NotImplemented', what, 501);
}

export function internalError(): AwsError {
  return new AwsError('InternalError', 'We encountered an internal error. Please try again.', 500);
}

/** The engine is not there; by the time of a retry it may be. */
export function unavailable(): AwsError {
  return new AwsError(
    'ServiceUnavailable',
    "The sandbox's engine is being restarted. What the account held is gone; reset the account, then try again.",
    503,
  );
}

/** The account's engine is gone for good. AccountProblem is S3's own code for an account that cannot be used. */
export function lostAccount(account: string): AwsError {
  return new AwsError(
    'AccountProblem',
    `There is a problem with your AWS account that prevents the operation from completing: sandbox account ${account} was lost when the sandbox's engine stopped. Reset it.`,
    403,
  );
}
