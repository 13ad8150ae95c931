import { sql, type Kysely, type Migration } from 'kysely';

/** The first version. A migration is never edited once released: the next change is the next file. */
export const first: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = db.schema;
    await schema
      .createTable('learners')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('seed', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();

    await schema
      .createTable('lab_sessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('lab', 'text', (c) => c.notNull())
      .addColumn('seed', 'text', (c) => c.notNull())
      .addColumn('variables', 'text', (c) => c.notNull())
      .addColumn('target_kind', 'text', (c) => c.notNull())
      .addColumn('endpoint', 'text')
      .addColumn('region', 'text', (c) => c.notNull())
      .addColumn('account', 'text')
      .addColumn('generation', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('problem', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addUniqueConstraint('lab_sessions_one_per_lab', ['learner', 'lab'])
      .execute();

    await schema
      .createTable('attempts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('idempotency_key', 'text', (c) => c.notNull())
      .addColumn('tasks', 'text')
      .addColumn('generation', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('score', 'real')
      .addColumn('checkable', 'real')
      .addColumn('report', 'text')
      .addColumn('problem', 'text')
      .addUniqueConstraint('attempts_number', ['session', 'number'])
      .addUniqueConstraint('attempts_key', ['session', 'idempotency_key'])
      .execute();

    await schema
      .createTable('task_results')
      .addColumn('attempt', 'text', (c) => c.notNull().references('attempts.id'))
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('position', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('points', 'real', (c) => c.notNull())
      .addColumn('max_points', 'real', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('result', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('task_results_key', ['attempt', 'task'])
      .execute();
    await schema
      .createIndex('task_results_by_session')
      .on('task_results')
      .columns(['session', 'task'])
      .execute();

    await schema
      .createTable('evidence')
      .addColumn('attempt', 'text', (c) => c.primaryKey().references('attempts.id'))
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('encoding', 'text', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();

    await schema
      .createTable('artifacts')
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('submitted_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('artifacts_key', ['session', 'task', 'name'])
      .execute();

    await schema
      .createTable('hint_openings')
      .addColumn('session', 'text', (c) => c.notNull().references('lab_sessions.id'))
      .addColumn('task', 'text', (c) => c.notNull())
      .addColumn('level', 'integer', (c) => c.notNull())
      .addColumn('cost_percent', 'real', (c) => c.notNull())
      .addColumn('opened_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('hint_openings_key', ['session', 'task', 'level'])
      .execute();

    await schema
      .createTable('lesson_progress')
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('part', 'text', (c) => c.notNull())
      .addColumn('done', 'integer', (c) => c.notNull())
      .addColumn('position', 'text')
      .addColumn('updated_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('lesson_progress_key', ['learner', 'part'])
      .execute();

    await schema
      .createTable('quiz_attempts')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('learner', 'text', (c) => c.notNull().references('learners.id'))
      .addColumn('part', 'text', (c) => c.notNull())
      .addColumn('seed', 'text', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('open', 'integer')
      .addColumn('started_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('score', 'real')
      // NULL is distinct from NULL in both dialects: any number of closed attempts, one open one.
      .addUniqueConstraint('quiz_attempts_one_open', ['learner', 'part', 'open'])
      .execute();

    await schema
      .createTable('quiz_answers')
      .addColumn('attempt', 'text', (c) => c.notNull().references('quiz_attempts.id'))
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('answer', 'text', (c) => c.notNull())
      .addColumn('correct', 'integer', (c) => c.notNull())
      .addColumn('credit', 'real', (c) => c.notNull())
      .addColumn('answered_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('quiz_answers_key', ['attempt', 'item'])
      .execute();

    await schema
      .createTable('jobs')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('lane', 'integer', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('tries', 'integer', (c) => c.notNull())
      .addColumn('run_after', 'bigint', (c) => c.notNull())
      .addColumn('leased_until', 'bigint')
      .addColumn('worker', 'text')
      .addColumn('error', 'text')
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('finished_at', 'bigint')
      .execute();
    await schema.createIndex('jobs_waiting').on('jobs').columns(['status', 'lane', 'run_after']).execute();
    await schema
      .createIndex('jobs_one_per_subject')
      .unique()
      .on('jobs')
      .columns(['kind', 'subject'])
      .where(sql.ref('status'), 'in', sql`('waiting', 'running')`)
      .execute();
  },
};
