import type { Sandbox, SandboxAccount } from '../sandbox/index.ts';
import type { ScriptTarget } from '../scripts/index.ts';

/** An account of the sandbox as account scripts change it, root user included. */
export function sandboxTarget(
  sandbox: Pick<Sandbox, 'endpoint' | 'setRootUser'>,
  account: SandboxAccount,
  region: string,
): ScriptTarget {
  return {
    endpoint: sandbox.endpoint,
    region,
    account: account.account,
    credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
    rootUser: ({ assignMfa, deleteKeys }) => {
      sandbox.setRootUser(account.account, {
        ...(assignMfa ? { mfaEnabled: true } : {}),
        ...(deleteKeys ? { accessKeysPresent: false } : {}),
      });
    },
  };
}
