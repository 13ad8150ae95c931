import type { SessionEvent } from '../contract/index.ts';

type Listener = (event: SessionEvent) => void;

/**
 * Live events of lab sessions, inside this process. Whoever joins late gets the tasks of the attempts that are running,
 * so that a page that reconnects misses nothing.
 */
export class SessionEvents {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #ends = new Set<() => void>();
  readonly #running = new Map<string, Map<string, SessionEvent[]>>();

  publish(session: string, event: SessionEvent): void {
    this.#remember(session, event);
    for (const listener of this.#listeners.get(session) ?? []) listener(event);
    if (event.type === 'attempt' && ['done', 'failed'].includes(event.attempt.status)) {
      for (const listener of this.#ends) listener();
    }
  }

  /** Told of every attempt that ended, of whatever session. @returns ends the subscription */
  onAttemptEnd(listener: () => void): () => void {
    this.#ends.add(listener);
    return () => this.#ends.delete(listener);
  }

  /** @returns ends the subscription */
  subscribe(session: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(session) ?? new Set();
    this.#listeners.set(session, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(session) === listeners) this.#listeners.delete(session);
    };
  }

  /** What the running attempts of a session have told so far. */
  sofar(session: string): SessionEvent[] {
    return [...(this.#running.get(session)?.values() ?? [])].flat();
  }

  /** Sessions that somebody watches. */
  watched(): string[] {
    return [...this.#listeners.keys()];
  }

  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  #remember(session: string, event: SessionEvent): void {
    const running = this.#running.get(session) ?? new Map<string, SessionEvent[]>();
    if (event.type === 'attempt') {
      // A new run of an attempt (after a crash, or a retry) tells its tasks again from the start.
      if (event.attempt.status === 'running') running.set(event.attempt.id, []);
      else running.delete(event.attempt.id);
    } else if (event.type === 'task-started' || event.type === 'task-result') {
      running.get(event.attempt)?.push(event);
    } else return;
    if (running.size === 0) this.#running.delete(session);
    else this.#running.set(session, running);
  }
}
