import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { Catalog } from './catalog/index.ts';
import type { Config } from './config.ts';
import type { Quizzes } from './grading/quizzes.ts';
import type { Db } from './store/index.ts';

/** The app with types derived from the routes' TypeBox schemas. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the routes may use. Made once per app; nothing is global. */
export interface Services {
  config: Config;
  version: string;
  catalog: Catalog;
  db: Db;
  /** Id and name of the one learner of self-study mode. */
  learner: { id: string; name: string };
  quizzes: Quizzes;
  now(): number;
  /** State of the sandbox's engine, with what is going on or missing. */
  engine(): { status: 'ready' | 'starting' | 'unavailable'; message: string };
}
