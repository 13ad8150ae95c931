/** The sandbox: one front door that speaks AWS's wire protocols, in front of moto. See README.md. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Accounts } from './account/accounts.ts';
import { lockData } from './account/data-lock.ts';
import { openDatabase } from './account/database.ts';
import { Journal } from './account/journal.ts';
import { secretBox } from '../secret-box.ts';
import { startEngine, type EngineOptions } from './engine/index.ts';
import type { EventSink } from './events.ts';
import { Faults } from './faults.ts';
import { handleAdmin, isAdminPath } from './gateway/admin.ts';
import { openDoor, type Door } from './gateway/door.ts';
import { Exchange } from './gateway/exchange.ts';
import { Admission } from './gateway/admission.ts';
import { createGateway } from './gateway/gateway.ts';
import { Directories } from './iam/directories.ts';
import { shownCode } from './iam/mfa.ts';
import { SessionTokens } from './iam/session-tokens.ts';
import { pushTinyImage } from './images.ts';
import { anonymousMay, createOverlay } from './overlay/index.ts';
import type { Sandbox, SandboxHealth } from './sandbox.ts';
import { SandboxError, reasonOf } from './sandbox-error.ts';
import type { Overlay } from './types.ts';

export type { SandboxAccount, AccountSummary } from './account/accounts.ts';
export type { RootUser } from './account/root-user.ts';
export type { JournalEntry, JournalListener, JournalQuery } from './account/journal.ts';
export type { SandboxEvent, EventSink } from './events.ts';
export type { Fault, FaultKind } from './faults.ts';
export type { Door } from './gateway/door.ts';
export type { Sandbox, SandboxHealth, SandboxStats } from './sandbox.ts';
export { SandboxError } from './sandbox-error.ts';
export { venvBin } from './engine/paths.ts';

export interface SandboxOptions {
  /** Address to listen on; default 127.0.0.1. Anything but loopback opens learners' accounts to the network. */
  host?: string;
  /** Port; default 4566 (LocalStack's, so that existing scripts work), 0 = any free one. */
  port?: number;
  /** Folder for accounts, journal and engine record; null = nothing is kept and the engine dies with this process. */
  dataDir: string | null;
  engine?: EngineOptions;
  /** Default: a random one. */
  adminToken?: string;
  onEvent?: EventSink;
  /** Clock of signatures, journal and overlay; default the system's. */
  now?: () => Date;
  /** Default: all registered overlay operations. */
  overlay?: Overlay;
}

/**
 * Starts the sandbox: finds, adopts or starts the engine and opens the front door.
 *
 * @throws SandboxError ENGINE_UNAVAILABLE (no Python, no packages), SANDBOX_PORT_IN_USE, SANDBOX_DATA_IN_USE,
 *   SANDBOX_KEY_MISMATCH; nothing is left running then
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, host = '127.0.0.1', port = 4566 } = options;
  const onEvent = options.onEvent ?? ((): void => undefined);
  const now = options.now ?? ((): Date => new Date());
  const adminToken = options.adminToken ?? randomBytes(24).toString('base64url');
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const unlock = dataDir === null ? (): void => undefined : lockData(dataDir);

  const undo: (() => unknown)[] = [unlock];
  try {
    const db = openDatabase(dataDir);
    undo.push(() => db.close());
    const box = secretBox(dataDir === null ? null : join(dataDir, 'sandbox.key'));
    const accounts = new Accounts(db, box, now);
    const markLost = (engineNonce: string | null): void => {
      const lost = accounts.markLost(engineNonce);
      if (lost.length === 0) return;
      const message = `${lost.length} sandbox ${lost.length === 1 ? 'account is' : 'accounts are'} lost with the engine that held them; reset them to go on.`;
      onEvent({ type: 'accounts-lost', message, data: { accounts: lost } });
    };
    // Opening the port first keeps a second start from building an environment for nothing.
    let serve: http.RequestListener = (_incoming, outgoing) => {
      outgoing.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '5' });
      outgoing.end('The sandbox is starting; try again in a few seconds.');
    };
    const server = http.createServer((incoming, outgoing) => serve(incoming, outgoing));
    await listen(server, host, port);
    undo.push(() => closeServer(server));
    const engine = await startEngine(options.engine ?? {}, {
      dataDir,
      onEvent,
      onLost: () => markLost(null),
    });
    markLost(engine.nonce);

    const journal = new Journal(db);
    const directories = new Directories(engine, (account) => accounts.overlayState(account, 'iam'));
    const faults = new Faults();
    const refused = new Map<string, number>();
    const doors = new Set<Door>();
    const address = server.address() as AddressInfo;
    const reachable =
      host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
    const authority = `${reachable}:${address.port}`;
    const ready = (): void => {
      if (engine.state === 'running') return;
      const message = "The sandbox's engine is being restarted; try again in a few seconds.";
      throw new SandboxError('ENGINE_UNAVAILABLE', message);
    };
    const forget = async (account: string): Promise<void> => {
      directories.forget(account);
      try {
        await engine.forget(account);
      } catch (error) {
        // The learner has a fresh account all the same; the old one only costs memory until the engine ends.
        const message = `The engine could not free account ${account}: ${reasonOf(error)}`;
        onEvent({ type: 'internal-error', message });
      }
    };
    const health = (): SandboxHealth => {
      const { state, version, origin, pid } = engine;
      return { status: state === 'running' ? 'ok' : 'degraded', engine: { state, version, origin, pid } };
    };

    const sandbox: Sandbox = {
      endpoint: `http://${authority}`,
      adminToken,
      createAccount: async (label) => {
        ready();
        return accounts.create(label ?? null, engine.nonce);
      },
      resetAccount: async (account, { freshKeys = false } = {}) => {
        ready();
        const wasAlive = accounts.isAlive(account);
        const fresh = accounts.reset(account, engine.nonce, freshKeys);
        faults.clear(account);
        if (wasAlive) await forget(account);
        return fresh;
      },
      revokeAccount: async (account) => {
        const wasAlive = accounts.isAlive(account);
        accounts.revoke(account);
        faults.clear(account);
        if (wasAlive) await forget(account);
      },
      credentials: (account) => accounts.credentials(account),
      isAlive: (account) => accounts.isAlive(account),
      knows: (account) => accounts.has(account),
      accounts: () => accounts.list(),
      journal: (account, query) => {
        accounts.require(account);
        return journal.read(account, query);
      },
      onJournal: (listener) => journal.onEntry(listener),
      openDoor: async (account, path) => {
        accounts.require(account);
        const door = await openDoor(account, path, now, handle);
        doors.add(door);
        const close = async (): Promise<void> => {
          doors.delete(door);
          await door.close();
        };
        return { close };
      },
      faults: {
        add: (account, fault) => {
          accounts.require(account);
          return faults.add(account, fault);
        },
        list: (account) => faults.list(account),
        clear: (account) => faults.clear(account),
      },
      isEnforced: (account) => accounts.isEnforced(account),
      setEnforced: (account, enforced) => accounts.setEnforced(account, enforced),
      pace: (account) => accounts.pace(account),
      setPace: (account, pace) => accounts.setPace(account, pace),
      mfaCode: async (account, serial) => {
        accounts.require(account);
        ready();
        return shownCode(await directories.of(account), now(), serial);
      },
      rootUser: (account) => accounts.rootUser(account),
      setRootUser: (account, change) => accounts.setRootUser(account, change),
      pushImage: async (account, { region = 'us-east-1', ...image }) => {
        accounts.require(account);
        const state = accounts.overlayState(account, 'ecr');
        return pushTinyImage({ account, region, state, now }, image);
      },
      stats: () => {
        const list = accounts.list();
        const inState = (state: string): number => list.filter((account) => account.state === state).length;
        return {
          refused: Object.fromEntries(refused),
          accounts: { alive: inState('alive'), lost: inState('lost') },
          engine: health().engine,
        };
      },
      health,
      close: async () => {
        journal.close();
        await Promise.all([...doors].map((door) => door.close()));
        await closeServer(server);
        await engine.stop();
        db.close();
        unlock();
      },
    };

    const overlay = options.overlay ?? createOverlay();
    const tokens = new SessionTokens(box);
    const { isReadOnly } = overlay;
    const handle = createGateway({
      accounts,
      journal,
      faults,
      overlay,
      engine,
      admission: new Admission({ accounts, engine, tokens, directories, isReadOnly, now }),
      host: () => authority,
      now,
      onEvent,
      refused,
      anonymousMay,
    });
    serve = (incoming, outgoing) => {
      const exchange = new Exchange(incoming, outgoing, now());
      void (isAdminPath(exchange) ? handleAdmin(exchange, sandbox, host) : handle(exchange));
    };
    return sandbox;
  } catch (error) {
    for (const step of undo.reverse()) await step();
    throw error;
  }
}

function listen(server: http.Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const taken = 'code' in error && error.code === 'EADDRINUSE';
      if (!taken) return reject(error);
      const message = `Port ${port} on ${host} is in use, perhaps by another Groundschool or by LocalStack. Stop it, or choose another port.`;
      reject(new SandboxError('SANDBOX_PORT_IN_USE', message, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function closeServer(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
