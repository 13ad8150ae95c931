import { randomBytes } from 'node:crypto';
import type { EventSink } from '../events.ts';
import { SandboxError, reasonOf } from '../sandbox-error.ts';
import { discoverEngine, type Discovered } from './discover.ts';
import { foreignEngine } from './foreign.ts';
import { EngineProcess } from './process.ts';
import { readRecord, type EngineRecord } from './record.ts';

export interface EngineOptions {
  /** What GROUNDSCHOOL_MOTO says: the path of a moto_server, or the URL of one that runs. Default: that variable. */
  moto?: string | undefined;
  /** Where the project's own Python environment is or will be; default `.venv` of the repository. */
  venv?: string;
  /** Where to look for Python and moto_server; default PATH. */
  searchPath?: string;
}

export interface EngineContext {
  /** Where a detached engine is remembered; null = the engine dies with us. */
  dataDir: string | null;
  onEvent: EventSink;
  /** Called after the engine was found dead: everything it held is gone. */
  onLost: () => void;
}

/** The engine behind the gateway. */
export interface Engine {
  /** Base URL without trailing slash; changes when a crashed engine is restarted. */
  readonly url: string;
  /** Identifies this run of the engine: accounts made in another run are lost. */
  readonly nonce: string;
  readonly state: 'running' | 'restarting' | 'stopped';
  readonly pid: number | null;
  /** moto's version, when the engine told it. */
  readonly version: string | null;
  /** How it was found, in words for a status page. */
  readonly origin: string;
  /** Frees what an account holds; the account id is not used again. */
  forget(account: string): Promise<void>;
  /** Accounts that have a bucket of this name; the newest bucket first. */
  ownersOf(bucket: string): Promise<string[]>;
  /** Called by the gateway when the engine refused a connection. */
  suspect(): void;
  /** Stops it (an engine that was only given as a URL keeps running). */
  stop(): Promise<void>;
  /** Lets a detached engine live on without us, for the next start to adopt. */
  release(): void;
}

/**
 * Finds or starts the engine: a living one of ours from the data folder, GROUNDSCHOOL_MOTO, the project's own
 * environment (made when absent), or a moto_server on PATH.
 *
 * @throws SandboxError ENGINE_UNAVAILABLE naming what is missing and how to get it
 */
export async function startEngine(options: EngineOptions, context: EngineContext): Promise<Engine> {
  const record = context.dataDir === null ? null : await readRecord(context.dataDir);
  try {
    if (record) {
      const adopted = await adopt(record, options, context);
      if (adopted) return adopted;
    }
    const found = await discoverEngine(options, context.onEvent);
    if (found.kind === 'url') return await foreignEngine(found, context, record);
    const engine = new EngineProcess(found, context, randomBytes(16).toString('hex'));
    await engine.start();
    return engine;
  } catch (error) {
    if (error instanceof SandboxError) throw error;
    throw new SandboxError('ENGINE_UNAVAILABLE', `The sandbox's engine did not start: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

async function adopt(
  record: EngineRecord,
  options: EngineOptions,
  context: EngineContext,
): Promise<Engine | null> {
  if (record.kind !== 'process') return null;
  const later = (): Promise<Discovered> => discoverEngine(options, context.onEvent);
  return EngineProcess.adopt(record, later, context);
}
