import type { Variables } from '../../graders/contract/index.ts';
import { CodedError } from '../errors.ts';
import type { LabSession } from '../store/index.ts';
import type { GradeTarget, SandboxHost } from './ports.ts';

/** The session's account with the graders' read-only key. */
export function readerTarget(host: SandboxHost, session: LabSession): GradeTarget {
  const { readerAccessKeyId, readerSecretAccessKey } = keysOf(host, session);
  return targetOf(host, session, { accessKeyId: readerAccessKeyId, secretAccessKey: readerSecretAccessKey });
}

/** The session's account with the learner's own key. */
export function learnerTarget(host: SandboxHost, session: LabSession): GradeTarget {
  const { accessKeyId, secretAccessKey } = keysOf(host, session);
  return targetOf(host, session, { accessKeyId, secretAccessKey });
}

export function variablesOf(session: LabSession): Variables {
  return JSON.parse(session.variables) as Variables;
}

function keysOf(
  host: SandboxHost,
  session: LabSession,
): ReturnType<ReturnType<SandboxHost['sandbox']>['credentials']> {
  const sandbox = host.sandbox();
  const { account, status } = session;
  if (account === null || !sandbox.isAlive(account)) {
    const cure = 'Reset the lab session: it then gets a new account.';
    throw new CodedError('LAB_SESSION_NOT_READY', { status: account === null ? status : 'lost', cure });
  }
  return sandbox.credentials(account);
}

function targetOf(
  host: SandboxHost,
  session: LabSession,
  credentials: GradeTarget['credentials'],
): GradeTarget {
  return {
    kind: 'sandbox',
    endpoint: host.sandbox().endpoint,
    region: session.region,
    account: session.account ?? '',
    credentials,
  };
}
