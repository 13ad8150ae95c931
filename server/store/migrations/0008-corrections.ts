import type { Kysely, Migration } from 'kysely';

/** Graders that were wrong: regrades from evidence with what they would change, points set by hand, and requests. */
export const corrections: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('regrades')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('problem', 'text')
      // Attempts in the order of their ids up to this one have been looked at: a restart goes on there.
      .addColumn('cursor', 'text', (c) => c.notNull())
      .addColumn('total', 'integer', (c) => c.notNull())
      .addColumn('done', 'integer', (c) => c.notNull())
      .addColumn('without_evidence', 'integer', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('decided_by', 'text')
      .addColumn('decided_at', 'bigint')
      .execute();
    await schema
      .createTable('regrade_changes')
      .addColumn('regrade', 'text', (c) => c.notNull().references('regrades.id'))
      .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('before', 'text', (c) => c.notNull())
      .addColumn('after', 'text', (c) => c.notNull())
      .addColumn('points_before', 'real', (c) => c.notNull())
      .addColumn('points_after', 'real', (c) => c.notNull())
      .addColumn('applied', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('regrade_changes_key', ['regrade', 'attempt', 'task'])
      .execute();
    await schema
      .createTable('overrides')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('assignment', 'text', (c) => c.notNull().references('assignments.id'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('points', 'real', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('given_by', 'text', (c) => c.notNull())
      .addColumn('given_at', 'bigint', (c) => c.notNull())
      // What the grader gave at that time: when that changes, somebody should look again.
      .addColumn('automatic_points', 'real')
      .addColumn('removed_at', 'bigint')
      // NULL is distinct from NULL: one that holds, any number of removed ones.
      .addColumn('holds', 'integer')
      .addUniqueConstraint('overrides_one', ['assignment', 'learner', 'task', 'holds'])
      .execute();
    await schema
      .createTable('regrade_requests')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('regrade_requests_one', ['attempt', 'task'])
      .execute();
    await schema
      .createTable('request_messages')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('request', 'text', (c) => c.notNull().references('regrade_requests.id'))
      .addColumn('author', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('sent_at', 'bigint', (c) => c.notNull())
      .execute();
    await schema
      .createIndex('request_messages_request')
      .on('request_messages')
      .columns(['request', 'sent_at'])
      .execute();
  },
};
