/** GetAccountSummary through the whole sandbox: what the SDK sees before and after the console's work on the root user. */
import { CreateUserCommand, GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox, SandboxAccount } from '../../../server/sandbox/index.ts';
import { clientOf, sharedSandbox } from '../../helpers/sandbox.ts';

describe('GetAccountSummary', () => {
  let sandbox: Sandbox;
  let account: SandboxAccount;
  let iam: IAMClient;
  beforeAll(async () => {
    sandbox = await sharedSandbox();
    account = await sandbox.createAccount('root');
    iam = new IAMClient(clientOf(sandbox, account));
  });
  afterAll(() => iam.destroy());
  const summary = async () => (await iam.send(new GetAccountSummaryCommand({}))).SummaryMap;

  it('shows the root user as the contractor left it', async () => {
    expect(await summary()).toMatchObject({
      AccountMFAEnabled: 0,
      AccountAccessKeysPresent: 1,
      AccountPasswordPresent: 1,
    });
  });

  it('keeps the counts of the engine', async () => {
    const before = await summary();
    await iam.send(new CreateUserCommand({ UserName: 'amelia' }));
    const after = await summary();
    expect(after?.Users).toBe((before?.Users ?? 0) + 1);
    expect(after?.UsersQuota).toBe(5000);
  });

  it('follows the root user, one flag at a time', async () => {
    sandbox.setRootUser(account.account, { mfaEnabled: true });
    expect(await summary()).toMatchObject({ AccountMFAEnabled: 1, AccountAccessKeysPresent: 1 });
    sandbox.setRootUser(account.account, { accessKeysPresent: false });
    expect(await summary()).toMatchObject({ AccountMFAEnabled: 1, AccountAccessKeysPresent: 0 });
  });

  it('is read by the grader too', async () => {
    const reader = new IAMClient(clientOf(sandbox, account, 'reader'));
    const { SummaryMap } = await reader.send(new GetAccountSummaryCommand({}));
    reader.destroy();
    expect(SummaryMap).toMatchObject({ AccountMFAEnabled: 1 });
  });

  it('is the account’s own', async () => {
    const other = await sandbox.createAccount('other');
    const client = new IAMClient(clientOf(sandbox, other));
    const { SummaryMap } = await client.send(new GetAccountSummaryCommand({}));
    client.destroy();
    expect(SummaryMap).toMatchObject({ AccountMFAEnabled: 0, AccountAccessKeysPresent: 1 });
  });
});
