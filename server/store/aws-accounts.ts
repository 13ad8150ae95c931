import type { Executor } from './database.ts';
import type { AwsAccount } from './schema-accounts.ts';

/** The learner's registration that holds, confirmed or not. */
export async function awsAccountOf(db: Executor, learner: string): Promise<AwsAccount | undefined> {
  return await db
    .selectFrom('aws_accounts')
    .selectAll()
    .where('learner', '=', learner)
    .where('holds', '=', 1)
    .executeTakeFirst();
}

/** False when the learner has one already: a second insert at the same moment changes nothing. */
export async function insertAwsAccount(
  tx: Executor,
  account: Pick<AwsAccount, 'id' | 'learner' | 'account' | 'region' | 'labs' | 'external_id'>,
  now: number,
): Promise<boolean> {
  const result = await tx
    .insertInto('aws_accounts')
    .values({
      ...account,
      role_arn: null,
      status: 'pending',
      last_test: null,
      tested_at: null,
      created_at: now,
      deleted_at: null,
      holds: 1,
      serves: null,
    })
    .onConflict((conflict) => conflict.columns(['learner', 'holds']).doNothing())
    .executeTakeFirstOrThrow();
  return Number(result.numInsertedOrUpdatedRows ?? 0) > 0;
}

/** Whether the account number serves somebody else. Ask it in the transaction that confirms. */
export async function isAccountTaken(
  tx: Executor,
  { account, learner }: Pick<AwsAccount, 'account' | 'learner'>,
): Promise<boolean> {
  const other = await tx
    .selectFrom('aws_accounts')
    .select('id')
    .where('account', '=', account)
    .where('serves', '=', 1)
    .where('learner', '!=', learner)
    .executeTakeFirst();
  return other !== undefined;
}

/** Writes what a test of the role found. False when the registration was deleted meanwhile. */
export async function saveAccountTest(
  tx: Executor,
  id: string,
  change: Partial<Pick<AwsAccount, 'role_arn' | 'status' | 'serves' | 'tested_at'>> & { last_test: string },
): Promise<boolean> {
  const result = await tx
    .updateTable('aws_accounts')
    .set(change)
    .where('id', '=', id)
    .where('holds', '=', 1)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}

/** Ends a registration once; its row stays for the record, and the account number is free. */
export async function endAwsAccount(tx: Executor, id: string, now: number): Promise<boolean> {
  const result = await tx
    .updateTable('aws_accounts')
    .set({ holds: null, serves: null, status: 'pending', deleted_at: now })
    .where('id', '=', id)
    .where('holds', '=', 1)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) > 0;
}
