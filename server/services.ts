import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Accounts } from './accounts/index.ts';
import type { Assignments, Extensions } from './assignments/index.ts';
import type { Catalog } from './catalog/index.ts';
import type { Cohorts, People, Roster, Tokens } from './classroom/index.ts';
import type { Config } from './config.ts';
import type { Grading } from './grading/index.ts';
import type { Insight } from './insight/index.ts';
import type { Runs } from './runs/index.ts';
import type { Corrections } from './corrections/index.ts';
import type { Db } from './store/index.ts';
import type { Privacy } from './privacy/index.ts';
import type { Webhooks } from './webhooks/index.ts';
import type { Terminals } from './terminal/index.ts';

/** The app with types derived from the routes' TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the routes may use. Made once per app; nothing is global. */
export interface Services extends Omit<Grading, 'start' | 'close'> {
  config: Config;
  version: string;
  catalog: Catalog;
  db: Db;
  /** The one learner of self-study mode, and of programs with the local token. The seed never leaves the server. */
  localLearner: { id: string; name: string; seed: string };
  terminals: Terminals;
  accounts: Accounts;
  people: People;
  cohorts: Cohorts;
  roster: Roster;
  tokens: Tokens;
  webhooks: Webhooks;
  privacy: Privacy;
  runs: Runs;
  assignments: Assignments;
  extensions: Extensions;
  corrections: Corrections;
  insight: Insight;
  now(): number;
  /** State of the sandbox's engine, with what is going on or missing. */
  engine(): { status: 'ready' | 'starting' | 'unavailable'; message: string };
}
