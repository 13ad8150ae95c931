import type { BlockedReason } from '../contract/index.ts';
import { Absent, Blocked, type AnyRead, type Observation } from '../kit/index.ts';
import { RefusedOperation, UnsupportedReply } from './replies.ts';

type BlockedObservation = Extract<Observation<unknown>, { state: 'blocked' }>;

/** The parts of an SDK error that decide what it means. All optional: anything may be thrown. */
interface SdkError {
  name?: unknown;
  Code?: unknown;
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  $fault?: unknown;
  $metadata?: { httpStatusCode?: number; attempts?: number };
  $response?: { statusCode?: number };
}

const ABSENT = /^NoSuch|NotFound(Exception|Fault|Error)?$|NotFound\./;
const ABSENT_NAMES = new Set(['ResourceNotFoundException', 'NotFound']);
const DENIED = /^AccessDenied|^AllAccessDisabled$|^Forbidden$|^UnauthorizedOperation$|^AuthorizationError/;
const THROTTLED =
  /^Throttl|^SlowDown$|^TooManyRequests|^RequestLimitExceeded$|^RequestThrottled|^BandwidthLimitExceeded$|^LimitExceededException$|^PriorRequestNotComplete$/;
const CREDENTIALS =
  /^ExpiredToken|^RequestExpired$|^InvalidClientTokenId$|^UnrecognizedClient|^InvalidAccessKeyId$|^SignatureDoesNotMatch$|^InvalidSignature|^AuthFailure$|^InvalidToken$|^TokenRefreshRequired$|^MissingAuthenticationToken|^IncompleteSignature|^CredentialsProviderError$|^RequestTimeTooSkewed$|^RequestInTheFuture$|^TokenProviderError$|^NotSignedUp$/;
const REGION = /^OptInRequired$|^RegionDisabled|^RegionNotEnabled|^InvalidRegion/;
const UNSUPPORTED =
  /^NotImplemented|^UnsupportedOperation|^UnknownOperation|^InvalidAction$|^MethodNotAllowed$/;
/** What the detail of an observation begins with when the certificate is the trouble: the cure is another one then. */
export const TLS_TROUBLE = 'the TLS certificate of';
/** Codes of Node.js and OpenSSL. https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_CA|HOSTNAME_MISMATCH)/;
const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at {where}',
  ECONNRESET: 'the connection to {where} broke',
  EPROTO: 'what {where} speaks is no TLS',
  EPIPE: 'the connection to {where} broke',
  ENOTFOUND: 'the host name of {where} cannot be resolved',
  EAI_AGAIN: 'the host name of {where} cannot be resolved just now',
  ETIMEDOUT: '{where} cannot be reached',
  EHOSTUNREACH: '{where} cannot be reached',
  ENETUNREACH: '{where} cannot be reached',
  ERR_SOCKET_CONNECTION_TIMEOUT: '{where} cannot be reached',
};

export interface ClassifyContext {
  read: AnyRead;
  args: unknown;
  account: string;
  region: string;
  /** Endpoint URL, or null for AWS; names the place in messages. */
  endpoint: string | null;
  callMs: number;
  /** Set once the time of the whole lab is up. */
  labTimeUp: boolean;
  labMs: number;
}

/**
 * What an error of a read means (lab-catalogue §1): codes for "there is none" are observations, everything else says why it
 * could not be checked. Throws what is none of these: our own bug.
 */
export function classify(error: unknown, context: ClassifyContext): Observation<never> {
  if (error instanceof Absent) return { state: 'absent', code: error.code };
  if (error instanceof Blocked) return error.observation;
  if (error instanceof RefusedOperation) throw error;
  const { read } = context;
  const blocked = (
    reason: BlockedReason,
    detail: string,
    action: string | null = null,
  ): BlockedObservation => ({ state: 'blocked', reason, operation: read.id, detail, action });
  if (error instanceof UnsupportedReply) return blocked('unsupported-by-target', error.message);

  const sdk = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const status = sdk.$metadata?.httpStatusCode ?? sdk.$response?.statusCode;
  const name = errorCode(sdk);
  const where = context.endpoint ?? 'AWS';

  if (context.labTimeUp) {
    return blocked('timeout', `the ${seconds(context.labMs)} for the whole lab were up`);
  }
  // Node's HTTP parser refuses what is no HTTP at all.
  if (typeof sdk.code === 'string' && sdk.code.startsWith('HPE_')) {
    return blocked('unsupported-by-target', `the answer of ${where} is no HTTP: ${sdk.code}`);
  }
  // Before the names: the SDK calls a broken connection a TimeoutError.
  const network = networkCode(sdk);
  if (network) return blocked('timeout', network.replace('{where}', where));
  if (name === 'AbortError' || name === 'TimeoutError') {
    return blocked('timeout', `no answer from ${where} within ${seconds(context.callMs)}`);
  }
  if (status === 501 || UNSUPPORTED.test(name)) {
    return blocked('unsupported-by-target', `${where} answered ${label(name, status)}`);
  }
  // S3 throttles with 503, and an answer to HEAD has no body that could say SlowDown.
  const unnamed503 = status === 503 && !isNamed(name) && /:Head[A-Z]/.test(read.id);
  if (THROTTLED.test(name) || status === 429 || unnamed503) return blocked('throttled', label(name, status));
  if (REGION.test(name)) return blocked('region-disabled', `${name} in ${context.region}`);
  if (CREDENTIALS.test(name)) return blocked('credentials-expired', credentialDetail(name, sdk));
  if (DENIED.test(name) || status === 403) {
    return blocked('denied', deniedDetail(name, status, context), deniedAction(sdk, read));
  }
  if (status === 401) return blocked('credentials-expired', label(name, status));
  if (status !== undefined && status >= 500) {
    const attempts = sdk.$metadata?.attempts ?? 1;
    const times = attempts > 1 ? ` ${attempts} times` : '';
    return blocked('timeout', `${where} answered ${label(name, status)}${times}`);
  }
  // Only an AWS error says that there is none; a page of an emulator or a proxy was sorted out before (replies.ts).
  if (status !== undefined && isAbsence(name, read)) return { state: 'absent', code: name };
  if (status !== undefined && status < 300) {
    return blocked('unsupported-by-target', `the answer of ${where} cannot be parsed`);
  }
  if (status !== undefined) {
    return blocked('unsupported-by-target', `${where} answered ${label(name, status)}`);
  }
  if (error instanceof SyntaxError) {
    return blocked('unsupported-by-target', `the answer of ${where} cannot be parsed`);
  }
  throw error;
}

function isAbsence(name: string, read: AnyRead): boolean {
  return ABSENT.test(name) || ABSENT_NAMES.has(name) || read.absent.includes(name);
}

function errorCode(error: SdkError): string {
  for (const candidate of [error.name, error.Code, error.code]) {
    if (typeof candidate === 'string' && candidate !== '' && candidate !== 'Error') return candidate;
  }
  return 'UnknownError';
}

/** Node's network errors arrive wrapped (AggregateError for several addresses, `cause` from fetch). */
function networkCode(error: SdkError): string | undefined {
  for (const one of [error, error.cause as SdkError | undefined]) {
    if (typeof one?.code !== 'string') continue;
    const known = NETWORK[one.code];
    if (known) return known;
    if (TLS.test(one.code)) {
      return `${TLS_TROUBLE} {where} cannot be verified: ${one.code}`;
    }
  }
  return undefined;
}

function deniedDetail(name: string, status: number | undefined, context: ClassifyContext): string {
  const { read, args, account, region } = context;
  const resources = read.actions.flatMap((action) =>
    read.resources(args as never, { account, region }, action),
  );
  const on = resources.length > 0 ? ` on ${[...new Set(resources)].join(', ')}` : '';
  return `${label(name, status)}${on}`;
}

function deniedAction(error: SdkError, read: AnyRead): string | null {
  // AssumeRole is the only other call that can be denied here: the credentials provider makes it.
  if (typeof error.message === 'string' && error.message.includes('sts:AssumeRole')) return 'sts:AssumeRole';
  return read.actions.length > 0 ? read.actions.join(' and ') : null;
}

function credentialDetail(name: string, error: SdkError): string {
  const message = typeof error.message === 'string' ? error.message : '';
  if (name === 'CredentialsProviderError' && message !== '') return message;
  return CLOCK_WORDS.test(message) ? `${name}: the clock of this machine is off` : name;
}

/** Some services refuse a signature that is of another time by the code of a wrong one; their words tell. */
const CLOCK_WORDS = /^Signature (expired|not yet current)/;

/** The SDK makes up a name (Unknown, UnknownError, the status) where the answer has none. */
function isNamed(name: string): boolean {
  return name !== 'UnknownError' && name !== 'Unknown' && !/^\d+$/.test(name);
}

function label(name: string, status: number | undefined): string {
  return (
    [isNamed(name) ? name : '', status === undefined ? '' : `HTTP ${status}`].filter(Boolean).join(', ') ||
    name
  );
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}
