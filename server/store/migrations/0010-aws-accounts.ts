import type { Kysely, Migration } from 'kysely';

/** Learners' own AWS accounts: by which role they are reached. No key is ever stored. */
export const awsAccounts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('aws_accounts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('account', 'text', (c) => c.notNull())
      .addColumn('region', 'text', (c) => c.notNull())
      .addColumn('labs', 'text', (c) => c.notNull())
      .addColumn('external_id', 'text', (c) => c.notNull().unique())
      .addColumn('role_arn', 'text')
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('last_test', 'text')
      .addColumn('tested_at', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('deleted_at', 'bigint')
      // NULL is distinct from NULL: one that holds for each learner, any number of deleted ones.
      .addColumn('holds', 'integer')
      // 1 while it is confirmed: one account serves one learner.
      .addColumn('serves', 'integer')
      .addUniqueConstraint('aws_accounts_one', ['learner', 'holds'])
      .addUniqueConstraint('aws_accounts_account', ['account', 'serves'])
      .execute();
  },
};
