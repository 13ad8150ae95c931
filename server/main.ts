import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks as allChecks } from '../graders/checks/index.ts';
import { buildApp } from './app.ts';
import { loadCatalog, loadUsedChecks } from './catalog/index.ts';
import { readConfig } from './config.ts';
import { Quizzes } from './grading/quizzes.ts';
import { repositoryRoot } from './root.ts';
import { localLearner, openDatabase } from './store/index.ts';

export interface StartOptions {
  /** Environment variables; default those of the process. */
  env?: Readonly<Record<string, string | undefined>>;
}

export interface RunningServer {
  url: string;
  close(): Promise<void>;
}

/** Starts Groundschool: loads the course, opens the database, listens. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const config = readConfig(options.env ?? process.env);
  const version = (
    JSON.parse(readFileSync(join(repositoryRoot(), 'package.json'), 'utf8')) as { version: string }
  ).version;
  const checks = await loadUsedChecks(config.contentDir, allChecks);
  const catalog = loadCatalog({ root: config.contentDir, checks });
  const db = await openDatabase(join(config.dataDir, 'groundschool.sqlite'));
  const now = (): number => Date.now();
  const { id, name } = await localLearner(db, now());
  const token = randomBytes(24).toString('base64url');
  const app = await buildApp({
    token,
    logger: { level: config.logLevel },
    services: {
      config,
      version,
      catalog,
      db,
      learner: { id, name },
      quizzes: new Quizzes(catalog, db, now),
      now,
      engine: () => ({ status: 'starting' as const, message: 'The sandbox is being prepared.' }),
    },
  });
  const url = await app.listen({ host: config.host, port: config.port });
  return {
    url,
    close: async () => {
      await app.close();
      await db.destroy();
    },
  };
}
