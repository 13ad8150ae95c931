import type { LabManifest, Variables } from '../../graders/contract/index.ts';
import { CodedError } from '../errors.ts';
import type { LabSession } from '../store/index.ts';
import type { GradeTarget, RealAccounts, SandboxHost, SandboxTarget } from './ports.ts';

/**
 * The session's account as graders may use it: the sandbox by its read-only key, the learner's own by sessions of its role.
 *
 * @param run names the sessions of the role, for CloudTrail
 */
export async function readerTarget(
  { host, accounts }: { host: SandboxHost; accounts: RealAccounts },
  session: LabSession,
  lab: LabManifest,
  run: string,
): Promise<GradeTarget> {
  if (isReal(session)) {
    const { learner, account } = session;
    return await accounts.target({
      learner,
      account: account ?? '',
      lab,
      variables: variablesOf(session),
      run,
    });
  }
  const { readerAccessKeyId, readerSecretAccessKey } = keysOf(host, session);
  return targetOf(host, session, { accessKeyId: readerAccessKeyId, secretAccessKey: readerSecretAccessKey });
}

/** The session's account with the learner's own key. */
export function learnerTarget(host: SandboxHost, session: LabSession): SandboxTarget {
  const { accessKeyId, secretAccessKey } = keysOf(host, session);
  return targetOf(host, session, { accessKeyId, secretAccessKey });
}

/** Is it in an account of the learner's own at AWS? */
export function isReal({ target_kind }: Pick<LabSession, 'target_kind'>): boolean {
  return target_kind === 'aws';
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
  credentials: SandboxTarget['credentials'],
): SandboxTarget {
  return {
    kind: 'sandbox',
    endpoint: host.sandbox().endpoint,
    region: session.region,
    account: session.account ?? '',
    credentials,
  };
}
