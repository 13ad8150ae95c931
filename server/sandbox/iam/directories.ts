import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { engineClientConfig } from '../engine/client.ts';
import type { Engine } from '../engine/index.ts';
import { userBoundary } from '../overlay/iam/user-boundary.ts';
import type { OverlayState } from '../types.ts';
import { Directory, type ReadPolicy } from './directory.ts';

/** A write whose client left is finished by the engine some time later. */
const ABANDONED_MS = 60_000;

interface Known {
  engine: string;
  change: number;
  directory: Promise<Directory>;
}

/**
 * The directory of every account. One is read once for each state of its account: every call that can change anything
 * counts as a change when the engine has answered it and before its client hears so. A learner who has the answer to
 * delete-role-policy is judged by what is left.
 */
export class Directories {
  readonly #engine: Engine;
  readonly #known = new Map<string, Known>();
  readonly #changes = new Map<string, number>();
  readonly #unsettledUntil = new Map<string, number>();
  readonly #awsPolicies = new Map<string, Map<string, ReadPolicy>>();
  readonly #stateOf: (account: string) => OverlayState;
  readonly #client: (account: string) => IAMClient;

  /** @param stateOf what the overlay of IAM keeps for an account */
  constructor(engine: Engine, stateOf: (account: string) => OverlayState) {
    this.#engine = engine;
    this.#stateOf = stateOf;
    this.#client = (account) =>
      new IAMClient(engineClientConfig(engine.url, account, 'us-east-1', engine.nonce) as IAMClientConfig);
  }

  /** The account's directory as it is now. Rejects when the engine does not answer. */
  async of(account: string): Promise<Directory> {
    const change = this.#changes.get(account) ?? 0;
    const engine = `${this.#engine.url} ${this.#engine.nonce}`;
    const known = this.#known.get(account);
    if (known?.change === change && known.engine === engine && this.#isSettled(account))
      return known.directory;
    const directory = this.#load(account);
    this.#known.set(account, { engine, change, directory });
    try {
      return await directory;
    } catch (error) {
      this.#known.delete(account);
      throw error;
    }
  }

  /** A call that can change things was answered. @param abandoned its client left before */
  changed(account: string, abandoned: boolean): void {
    this.#changes.set(account, (this.#changes.get(account) ?? 0) + 1);
    if (abandoned) this.#unsettledUntil.set(account, performance.now() + ABANDONED_MS);
  }

  /** Forgets an account that has ended. */
  forget(account: string): void {
    for (const map of [this.#known, this.#changes, this.#unsettledUntil, this.#awsPolicies])
      map.delete(account);
  }

  #isSettled(account: string): boolean {
    // Somebody else's engine can be changed past this gateway.
    return this.#engine.pid !== null && performance.now() > (this.#unsettledUntil.get(account) ?? 0);
  }

  async #load(account: string): Promise<Directory> {
    const awsPolicies = this.#awsPolicies.get(account) ?? new Map<string, ReadPolicy>();
    this.#awsPolicies.set(account, awsPolicies);
    const state = this.#stateOf(account);
    return Directory.load(this.#client(account), awsPolicies, (userId) => userBoundary(state, userId));
  }
}
