import type { Migration } from 'kysely';
import { first } from './0001-first.ts';
import { drafts } from './0002-drafts.ts';
import { attemptCalls } from './0003-attempt-calls.ts';
import { progress } from './0004-progress.ts';
import { classroom } from './0005-classroom.ts';
import { assignments } from './0006-assignments.ts';
import { runs } from './0007-runs.ts';
import { corrections } from './0008-corrections.ts';
import { apiTokens } from './0009-api-tokens.ts';
import { awsAccounts } from './0010-aws-accounts.ts';
import { histories } from './0011-histories.ts';
import { comments } from './0012-comments.ts';
import { webhooks } from './0013-webhooks.ts';
import { watchMarks } from './0014-watch-marks.ts';
import { accountCalls } from './0015-account-calls.ts';
import { answers } from './0016-answers.ts';
import { similarities } from './0017-similarities.ts';
import { retentions } from './0018-retentions.ts';

/** All migrations in order, forward only. A new one is the next file and the next line. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-first': first,
  '0002-drafts': drafts,
  '0003-attempt-calls': attemptCalls,
  '0004-progress': progress,
  '0005-classroom': classroom,
  '0006-assignments': assignments,
  '0007-runs': runs,
  '0008-corrections': corrections,
  '0009-api-tokens': apiTokens,
  '0010-aws-accounts': awsAccounts,
  '0011-histories': histories,
  '0012-comments': comments,
  '0013-webhooks': webhooks,
  '0014-watch-marks': watchMarks,
  '0015-account-calls': accountCalls,
  '0016-answers': answers,
  '0017-similarities': similarities,
  '0018-retentions': retentions,
};
