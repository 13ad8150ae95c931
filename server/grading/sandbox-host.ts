import type { FastifyBaseLogger } from 'fastify';
import { CodedError } from '../errors.ts';
import { SandboxError, startSandbox, type Sandbox, type SandboxEvent } from '../sandbox/index.ts';
import type { EngineState, SandboxHost, SandboxPort } from './ports.ts';

export interface BackgroundSandboxOptions {
  dataDir: string;
  host: string;
  port: number;
  log: FastifyBaseLogger;
  /** Called with the running sandbox, once. */
  onReady?(sandbox: Sandbox): void;
}

/** Starts the sandbox beside the server, so that pages are there at once; lessons and quizzes never wait for it. */
export class BackgroundSandbox implements SandboxHost {
  readonly #listeners = new Set<() => void>();
  readonly #log: FastifyBaseLogger;
  readonly #starting: Promise<void>;
  #sandbox: Sandbox | undefined;
  #state: EngineState = { status: 'starting', message: 'The sandbox is starting.' };
  #closed = false;

  constructor({ dataDir, host, port, log, onReady }: BackgroundSandboxOptions) {
    this.#log = log;
    this.#starting = startSandbox({ dataDir, host, port, onEvent: (event) => this.#heard(event) }).then(
      (sandbox) => {
        this.#sandbox = sandbox;
        onReady?.(sandbox);
        this.#change({ status: 'ready', message: '' });
      },
      (error: unknown) => {
        log.error({ err: error }, 'The sandbox could not be started.');
        const known = error instanceof SandboxError;
        const message = known
          ? error.message
          : `The sandbox could not be started: ${(error as Error).message}`;
        this.#change({ status: 'unavailable', message });
      },
    );
  }

  state(): EngineState {
    // A crashed engine is restarted by the sandbox itself; calls wait or fail meanwhile.
    if (this.#state.status === 'ready' && this.#sandbox?.health().status !== 'ok') {
      return { status: 'starting', message: "The sandbox's engine is being restarted." };
    }
    return this.#state;
  }

  sandbox(): SandboxPort {
    const { status, message } = this.state();
    if (this.#sandbox && status === 'ready') return this.#sandbox;
    throw new CodedError('ENGINE_UNAVAILABLE', { problem: message });
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#starting;
    await this.#sandbox?.close();
  }

  #heard(event: SandboxEvent): void {
    const { type, message, data } = event;
    const level = type === 'internal-error' || type === 'engine-crashed' ? 'error' : 'info';
    this.#log[level]({ ...data, event: type }, message);
    if (type === 'engine-progress' && this.#state.status === 'starting') {
      this.#change({ status: 'starting', message });
    } else if (type === 'engine-unavailable') this.#change({ status: 'unavailable', message });
    else if (type === 'engine-restarted') this.#change({ status: 'ready', message: '' });
    else if (type === 'accounts-lost' || type === 'engine-crashed') this.#change(this.#state);
  }

  #change(state: EngineState): void {
    if (this.#closed) return;
    // Before the sandbox is there, nothing that its engine says makes it ready.
    this.#state = state.status === 'ready' && !this.#sandbox ? this.#state : state;
    for (const listener of this.#listeners) listener();
  }
}
