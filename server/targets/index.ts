import type { Credentials, SessionPolicy, Target } from '../../graders/engine/index.ts';
import { ownCredentials, roleCredentials } from './credentials.ts';

/** How an account is reached (design §5). */
export type TargetOptions =
  | {
      kind: 'sandbox';
      endpoint: string;
      region: string;
      /** The account's read-only key. The sandbox issued it; it is worth nothing at AWS. */
      credentials: { accessKeyId: string; secretAccessKey: string };
    }
  | {
      kind: 'endpoint';
      /** Base URL of an AWS-compatible service: LocalStack, moto, a sandbox of somebody else. */
      endpoint: string;
      region: string;
      credentials?: Credentials;
      /** Certificates in PEM of its own authority. */
      ca?: string;
      /** `Target.onCall`. */
      onCall?: NonNullable<Target['onCall']>;
    }
  | {
      kind: 'aws';
      region: string;
      /** Role to assume; without one the account of the own credentials is graded. */
      roleArn?: string;
      externalId?: string;
      /** What narrows the role to one lab; without it a session may do all that the role may. */
      sessions?: RoleSessions;
      /** Certificates in PEM of an authority between this machine and AWS, such as a proxy's. */
      ca?: string;
      /** `Target.onCall`; told of AssumeRole too. */
      onCall?: NonNullable<Target['onCall']>;
    };

export interface RoleSessions {
  /** From `labSessions`: each client gets the session that holds its reads. */
  policies: readonly SessionPolicy[];
  /** From `sessionName`. */
  name: string;
}

/**
 * Makes the engine's target. No key of a learner is ever kept: real accounts are reached with credentials that this machine
 * has anyway, or by a role with an external id for 900 seconds. Nothing is fetched before the first call.
 */
export function resolveTarget(options: TargetOptions): Target {
  const { kind, region } = options;
  const trust = 'ca' in options && options.ca !== undefined ? { ca: options.ca } : {};
  if (kind === 'sandbox')
    return { kind, endpoint: options.endpoint, region, credentials: options.credentials };
  if (kind === 'endpoint') {
    return {
      kind,
      endpoint: options.endpoint,
      region,
      credentials: options.credentials ?? ownCredentials(region),
      ...trust,
      ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
    };
  }
  const { roleArn, externalId, sessions, onCall } = options;
  const notes = onCall === undefined ? {} : { onCall };
  const keys =
    roleArn === undefined
      ? { credentials: ownCredentials(region) }
      : roleCredentials({ roleArn, externalId, sessions, region, ...trust, ...notes });
  return { kind, endpoint: null, region, ...keys, ...trust, ...notes };
}
