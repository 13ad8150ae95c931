import type { ArtifactFile } from '../../../graders/kit/index.ts';
import type { Variables } from '../../../graders/contract/index.ts';
import type { LabForGrading } from '../../../server/catalog/lab-manifest.ts';
import type { PictureJob } from '../../../server/grading/ports.ts';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const REGION = 'us-east-1';

export interface PictureAccount {
  account: SandboxAccount;
  /** What a picture of it is drawn from, read with the graders' key; handed-in files included. */
  job: PictureJob;
}

/** A fresh account in the state that a lab's scripts leave behind, one after the other. */
export async function pictureAccount(
  sandbox: Sandbox,
  lab: LabForGrading,
  variables: Variables,
  name: string,
  scripts: readonly string[],
): Promise<PictureAccount> {
  const account = await sandbox.createAccount(name);
  const as = (accessKeyId: string, secretAccessKey: string) =>
    ({
      kind: 'sandbox',
      endpoint: sandbox.endpoint,
      region: REGION,
      account: account.account,
      credentials: { accessKeyId, secretAccessKey },
    }) as const;
  const known = loadScripts(root, lab.manifest.id);
  let artifacts: Record<string, readonly ArtifactFile[]> = {};
  for (const script of scripts) {
    const found = known.get(script);
    if (!found) throw new Error(script);
    const target = as(account.accessKeyId, account.secretAccessKey);
    const ran = await runScript(found, { scripts: known, labFolder: lab.folder, variables, target });
    artifacts = { ...artifacts, ...Object.fromEntries(ran.artifacts) };
  }
  const target = as(account.readerAccessKeyId, account.readerSecretAccessKey);
  const job = { lab: lab.manifest, folder: lab.folder, variables, target, artifacts, today: '2026-11-26' };
  return { account, job };
}
