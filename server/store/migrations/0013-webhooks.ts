import type { Kysely, Migration } from 'kysely';

/** Addresses that are told what happens in a cohort; what is to be told, and each try. */
export const webhooks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('webhooks')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('url', 'text', (c) => c.notNull())
      .addColumn('secret', 'text', (c) => c.notNull())
      .addColumn('events', 'text', (c) => c.notNull())
      .addColumn('with_names', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('problem', 'text')
      .addColumn('failing_since', 'bigint')
      .addColumn('last_delivered_at', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await schema.createIndex('webhooks_cohort').on('webhooks').column('cohort').execute();
    await schema
      .createTable('webhook_deliveries')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('webhook', 'text', (c) => c.notNull().references('webhooks.id'))
      .addColumn('event', 'text', (c) => c.notNull())
      .addColumn('learner', 'text', (c) => c.references('learners.id'))
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('tries', 'integer', (c) => c.notNull())
      .addColumn('next_at', 'bigint', (c) => c.notNull())
      .addColumn('leased_until', 'bigint')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .execute();
    const deliveries = 'webhook_deliveries';
    await schema
      .createIndex('webhook_deliveries_due')
      .on(deliveries)
      .columns(['status', 'next_at'])
      .execute();
    await schema
      .createIndex('webhook_deliveries_webhook')
      .on(deliveries)
      .columns(['webhook', 'created_at'])
      .execute();
    await schema.createIndex('webhook_deliveries_learner').on(deliveries).column('learner').execute();
    await schema
      .createTable('webhook_tries')
      .addColumn('delivery', 'text', (c) => c.notNull().references('webhook_deliveries.id'))
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('status', 'integer')
      .addColumn('duration_ms', 'integer', (c) => c.notNull())
      .addColumn('problem', 'text')
      .addPrimaryKeyConstraint('webhook_tries_key', ['delivery', 'number'])
      .execute();
  },
};
