import type { Kysely, Migration } from 'kysely';

/** People who log in, cohorts, who is in them as what, and the record of what was changed by whom. */
export const classroom: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const { schema } = db;
    await schema
      .createTable('users')
      .addColumn('id', 'text', (c) => c.primaryKey().references('learners.id'))
      .addColumn('login', 'text', (c) => c.notNull().unique())
      .addColumn('password_hash', 'text')
      .addColumn('admin', 'integer', (c) => c.notNull())
      .addColumn('disabled', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();

    // By what was typed and not by user: whether a login exists must not show in how wrong ones are treated.
    await schema
      .createTable('login_failures')
      .addColumn('login', 'text', (c) => c.primaryKey())
      .addColumn('failures', 'integer', (c) => c.notNull())
      .addColumn('last_at', 'bigint', (c) => c.notNull())
      .addColumn('locked_until', 'bigint')
      .execute();

    await schema
      .createTable('logins')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('user', 'text', (c) => c.notNull().references('users.id'))
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('seen_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('view_as', 'text', (c) => c.references('learners.id'))
      .execute();
    await schema.createIndex('logins_user').on('logins').column('user').execute();

    await schema
      .createTable('one_time_links')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('user', 'text', (c) => c.references('users.id'))
      .addColumn('purpose', 'text', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.references('learners.id'))
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('used_at', 'bigint')
      .execute();
    await schema.createIndex('one_time_links_user').on('one_time_links').column('user').execute();

    await schema
      .createTable('cohorts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('time_zone', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('archived_at', 'bigint')
      .execute();

    await schema
      .createTable('enrolments')
      .addColumn('cohort', 'text', (c) => c.notNull().references('cohorts.id'))
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('student_number', 'text')
      .addColumn('group_name', 'text')
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('enrolments_key', ['cohort', 'learner'])
      .execute();
    await schema.createIndex('enrolments_learner').on('enrolments').column('learner').execute();

    // No foreign keys: what was done stays on record when the person or the cohort is gone.
    await schema
      .createTable('audit')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('at', 'bigint', (c) => c.notNull())
      .addColumn('actor', 'text')
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('cohort', 'text')
      .addColumn('subject', 'text')
      .addColumn('detail', 'text', (c) => c.notNull())
      .execute();
    await schema.createIndex('audit_cohort').on('audit').columns(['cohort', 'at']).execute();
  },
};
