import { pacer } from '../../graders/engine/pace.ts';
import { clientConfig } from '../../graders/engine/client-config.ts';
import type { CallRecord, Credentials, Target } from '../../graders/engine/index.ts';
import type { RoleSessions } from './index.ts';

/** Shortest session that STS gives; a run takes seconds. */
export const SESSION_SECONDS = 900;

/** The SDK asks for new keys this long before the old ones end; ours must not still be the old ones then. */
const RENEW_BEFORE_MS = 300_000;
/** Characters of a session's name. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MOST_NAME = 64;
/** Of a session that reads nothing: GetCallerIdentity is allowed to everybody. */
export const NOTHING = '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}';

type Keys = Awaited<ReturnType<Extract<Credentials, (...options: never[]) => unknown>>>;
type Provider = () => Promise<Keys>;

/**
 * The usual chain: environment, profile, SSO, login, container, instance. The environment is read here because the package
 * with the other links takes 24 ms to load; as in the SDK, a profile named in AWS_PROFILE goes before it.
 */
export function ownCredentials(region: string, env: NodeJS.ProcessEnv = process.env): Provider {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (accessKeyId && secretAccessKey && !env['AWS_PROFILE']) {
    const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
    return () => Promise.resolve(keys);
  }
  return lazy(async () => {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
    return fromNodeProviderChain({ clientConfig: { region } });
  });
}

interface Role {
  roleArn: string;
  externalId: string | undefined;
  region: string;
  /** Only for tests; AWS's own STS otherwise. */
  stsEndpoint?: string;
  /** Certificates in PEM of an authority between this machine and AWS. */
  ca?: string;
  /** Told of each AssumeRole: the owner's CloudTrail has it too. */
  onCall?: (call: CallRecord) => void;
}

/**
 * Keys of the sessions of a role, for each client those that hold its reads. A service of which no session speaks (STS, whose
 * GetCallerIdentity needs no permission) takes the first.
 */
export function roleCredentials(
  options: Role & { sessions: RoleSessions | undefined },
): Pick<Target, 'credentials' | 'credentialsOf'> {
  const { sessions, ...role } = options;
  const open = (policy: string | undefined): Provider =>
    assumedRole({ ...role, policy, sessionName: sessions?.name ?? 'groundschool' });
  const [first, ...others] = (sessions?.policies ?? []).map(({ services, document }) => ({
    services,
    keys: open(document),
  }));
  if (first === undefined) return { credentials: open(sessions === undefined ? undefined : NOTHING) };
  return {
    credentials: first.keys,
    credentialsOf: (service) => others.find(({ services }) => services.includes(service))?.keys ?? first.keys,
  };
}

/**
 * A name by which the owner of the account finds the run in CloudTrail: lab and attempt.
 *
 * @param attempt told apart from other attempts by its last 20 characters
 */
export function sessionName(lab: string, attempt: string): string {
  const plain = (text: string): string => text.replace(/[^\w+=,.@-]/g, '-');
  const end = plain(attempt).slice(-20);
  return `${`groundschool-${plain(lab)}`.slice(0, MOST_NAME - 1 - end.length)}-${end}`;
}

/**
 * A role of the learner's account, assumed with the external id that was registered for it.
 *
 * @param options.policy narrows the session to what it allows
 */
export function assumedRole(options: Role & { policy: string | undefined; sessionName: string }): Provider {
  const assume = lazy(async () => {
    const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
    return fromTemporaryCredentials({
      params: {
        RoleArn: options.roleArn,
        RoleSessionName: options.sessionName,
        DurationSeconds: SESSION_SECONDS,
        ...(options.externalId === undefined ? {} : { ExternalId: options.externalId }),
        ...(options.policy === undefined ? {} : { Policy: options.policy }),
      },
      masterCredentials: ownCredentials(options.region),
      // AWS_ENDPOINT_URL of this machine must not send the role's external id to an emulator.
      clientConfig: stsConfig(options),
    });
  });
  // All roles are assumed with our own keys: one account's limit for a whole cohort.
  const { region } = options;
  return renewing(async () => {
    await pacer.take({ account: 'our own', region, operation: 'sts:AssumeRole' });
    return await told(options, assume);
  });
}

function stsConfig({ region, stsEndpoint, ca }: Role): object {
  const place = { region, endpoint: stsEndpoint ?? null, ...(ca === undefined ? {} : { ca }) };
  // Whose keys open the session is the provider's own matter.
  const { credentials: _own, ...config } = clientConfig({ ...place, credentials: undefined });
  return config;
}

/** Tells `onCall` what became of an AssumeRole: one record, however often the SDK tried. */
async function told(
  { onCall, region, roleArn, sessionName }: Role & { sessionName: string },
  assume: Provider,
) {
  const startedAt = Date.now();
  const note = (answer: Pick<CallRecord, 'status' | 'error' | 'requestId'>): void =>
    onCall?.({
      at: new Date(startedAt).toISOString(),
      operation: 'sts:AssumeRole',
      region,
      input: { RoleArn: roleArn, RoleSessionName: sessionName },
      durationMs: Date.now() - startedAt,
      ...answer,
    });
  try {
    const keys = await assume();
    note({ status: 200, error: null, requestId: null });
    return keys;
  } catch (error) {
    const { name, $metadata: about } = error as {
      name?: string;
      $metadata?: { httpStatusCode?: number; requestId?: string };
    };
    const status = about?.httpStatusCode ?? 0;
    note({ status, error: name ?? 'NoAnswer', requestId: about?.requestId ?? null });
    throw error;
  }
}

/** One session for all clients that share a provider: each would otherwise open its own. */
function renewing(fetch: Provider): Provider {
  let current: Promise<Keys> | undefined;
  let endsAt = Infinity;
  return () => {
    if (current !== undefined && endsAt - Date.now() > RENEW_BEFORE_MS) return current;
    endsAt = Infinity;
    const next = fetch().then(
      (keys) => {
        endsAt = keys.expiration?.getTime() ?? Infinity;
        return keys;
      },
      (error: unknown) => {
        // The next call tries again: a role may be made a moment later.
        current = undefined;
        throw error;
      },
    );
    current = next;
    return next;
  };
}

/** Makes the provider at its first use; later calls go to the same one, which knows when to renew. */
function lazy(make: () => Promise<Provider>): Provider {
  let made: Promise<Provider> | undefined;
  return async () => (await (made ??= make()))();
}
