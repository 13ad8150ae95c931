import pLimit from 'p-limit';
import type { BlockedReason } from '../contract/index.ts';
import {
  Blocked,
  type AnyRead,
  type ArtifactFile,
  type Box,
  type Observation,
  type ReadContext,
  type RunFacts,
} from '../kit/index.ts';
import { canonicalJson, digestOf, plainJson } from './canonical.ts';
import { Misses, type Doubt, type OpenMiss } from './misses.ts';
import { NOT_VISIBLE } from './not-visible.ts';
import { classify } from './classify.ts';
import { ofRead } from './calls.ts';
import { createClients } from './clients.ts';
import type { Ask } from './slots.ts';
import type { Limits, StoredRead, Target } from './types.ts';

export interface SessionInput {
  target: Target;
  limits: Limits;
  /** Ids of the reads of this run; the clients refuse every other operation. */
  allowed: ReadonlySet<string>;
  artifacts: Readonly<Record<string, readonly ArtifactFile[]>>;
  box: Box | undefined;
  /** The account is filled in once sts:GetCallerIdentity has answered. */
  run: RunFacts;
  /** `TargetGaps.reads`. */
  gaps?: Readonly<Record<string, string>>;
  /** `GradeInput.acceptedCost`. */
  acceptedCost?: number;
  signal: AbortSignal | undefined;
  onError: ((error: unknown, where: string) => void) | undefined;
  /** `GradeInput.standAside`. */
  standAside?: (() => Promise<void>) | undefined;
}

export interface Session {
  ask: Ask;
  requests(): number;
  /** What of these doubts AWS may still resolve. */
  misses(doubt: Doubt): OpenMiss[];
  /** Asks again for what was missed. @returns whether any answer is another one */
  lookAgain(misses: readonly OpenMiss[]): Promise<boolean>;
  /** Nobody knows whether what was missed is there: from now on it is blocked. */
  withhold(misses: readonly OpenMiss[]): void;
  /** @returns false when the time of the run is up first */
  pause(milliseconds: number): Promise<boolean>;
  /** Every read made, sorted. */
  stored(): Promise<StoredRead[]>;
  close(): void;
}

const THROTTLE_PAUSE_MS = 1_000;
const CRASHED = 'Groundschool could not make this read';

const NO_BOX: Box = {
  run: () =>
    Promise.reject(
      new Blocked({
        state: 'blocked',
        reason: 'no-runtime',
        operation: 'box',
        detail: 'no box for scripts is set up here',
        action: null,
      }),
    ),
};

/**
 * The reads of one attempt. No read is made twice: the promise is shared by read, canonical arguments, account and region
 * (the last two are fixed for a session). The same cache becomes the stored evidence.
 */
export function openSession(input: SessionInput): Session {
  const { target, limits, run, signal } = input;
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), limits.labMs);
  timer.unref();
  const stop = signal ? AbortSignal.any([signal, time.signal]) : time.signal;
  const stopped = new Promise<never>((_resolve, reject) => {
    const give = (): void => reject(new DOMException('Time is up', 'AbortError'));
    if (stop.aborted) give();
    else stop.addEventListener('abort', give, { once: true });
  });
  stopped.catch(() => undefined);

  const clients = createClients(target, limits, input.allowed, stop, () => run.account);
  const limit = pLimit(limits.concurrency);
  const context: ReadContext = {
    run,
    client: (spec, region) => clients.get(spec, region),
    artifacts: (task) => input.artifacts[task] ?? [],
    box: input.box ?? NO_BOX,
    ca: target.ca,
    callMs: limits.callMs,
    signal: stop,
  };
  const cache = new Map<string, { read: AnyRead; args: unknown; made: Promise<Observation<unknown>> }>();
  const misses = new Misses();
  const noteMiss = (key: string, read: AnyRead, observation: Observation<unknown>): boolean =>
    target.kind === 'aws' && misses.note(key, read, observation);

  const look = async (read: AnyRead, args: unknown): Promise<Observation<unknown>> => {
    try {
      const call = limit(async () => {
        await input.standAside?.();
        return await (stop.aborted ? stopped : read.call(context, args as never));
      });
      return { state: 'present', value: plainJson(await Promise.race([call, stopped])) };
    } catch (error) {
      try {
        return classify(error, {
          read,
          args,
          account: run.account,
          region: run.region,
          endpoint: target.endpoint,
          callMs: limits.callMs,
          labTimeUp: time.signal.aborted,
          labMs: limits.labMs,
        });
      } catch (bug) {
        input.onError?.(bug, `read ${read.id}`);
        return blockedAs('check-crashed', read.id, CRASHED);
      }
    }
  };

  const once = async (read: AnyRead, args: unknown): Promise<Observation<unknown>> => {
    const startedAt = Date.now();
    const seen = await look(read, args);
    // What an SDK sends its client reports itself.
    if (read.source === 'link' || read.source === 'kubernetes')
      target.onCall?.(ofRead(read, args, { seen, startedAt }));
    return seen;
  };

  /** At AWS a throttle is no answer: as long as the run has time, the call is made again, after growing pauses. */
  const patiently = async (read: AnyRead, args: unknown): Promise<Observation<unknown>> => {
    for (let pauseMs = THROTTLE_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, limits.callMs)) {
      const seen = await once(read, args);
      if (target.kind !== 'aws' || seen.state !== 'blocked' || seen.reason !== 'throttled') return seen;
      await pause(pauseMs, stop);
      if (stop.aborted) return seen;
    }
  };

  let spent = 0;
  /** Books what AWS charges for a read. @returns what it is instead, when that is more than was agreed to */
  const pay = ({ id, price }: AnyRead): Observation<never> | undefined => {
    // An emulator charges nothing.
    if (price === undefined || target.kind !== 'aws') return undefined;
    const { acceptedCost = 0 } = input;
    if (spent + price.usd > acceptedCost) {
      const detail = `one call costs USD ${price.usd} (${price.source}), and USD ${acceptedCost} is what this run may cost`;
      return blockedAs('costs-money', id, detail);
    }
    spent += price.usd;
    return undefined;
  };

  const make = async (read: AnyRead, args: unknown): Promise<Observation<unknown>> => {
    const untrue = input.gaps?.[read.id];
    if (untrue !== undefined) return blockedAs('unsupported-by-target', read.id, untrue);
    const tooDear = pay(read);
    if (tooDear !== undefined) return tooDear;
    const first = await patiently(read, args);
    // AWS may still answer with the past (lab-catalogue §1); an emulator's states are instantaneous.
    if (first.state !== 'absent' || target.kind !== 'aws' || read.source !== 'aws' || read.price)
      return first;
    await pause(limits.absenceMs, stop);
    return once(read, args);
  };

  return {
    ask: (read, args) => {
      const key = `${read.id} ${canonicalJson(args)}`;
      const known = cache.get(key);
      if (known) return known.made;
      const entry = {
        read,
        args: plainJson(args),
        made: make(read, args).then((seen) => {
          noteMiss(key, read, seen);
          return seen;
        }),
      };
      cache.set(key, entry);
      return entry.made;
    },
    requests: () => clients.requests(),
    misses: (doubt) => misses.open(doubt),
    lookAgain: async (open) => {
      const changes = await Promise.all(
        open.map(async ({ key, read }) => {
          const entry = cache.get(key) as NonNullable<ReturnType<typeof cache.get>>;
          const seen = await once(read, entry.args);
          // A second look that could not be made says nothing against the first.
          if (seen.state === 'blocked') return false;
          entry.made = Promise.resolve(seen);
          return noteMiss(key, read, seen);
        }),
      );
      return changes.includes(true);
    },
    withhold: (open) => {
      for (const { key, read, leftMs } of open) {
        const detail = `${NOT_VISIBLE}: AWS had ${Math.ceil(leftMs / 1000)} s more to show a change when the time was up`;
        const entry = cache.get(key);
        if (entry) entry.made = Promise.resolve(blockedAs('timeout', read.id, detail));
      }
    },
    pause: async (milliseconds) => {
      await pause(milliseconds, stop);
      return !stop.aborted;
    },
    stored: async () => {
      const keys = [...cache.keys()].sort();
      return Promise.all(
        keys.map(async (key) => {
          const { read, args, made } = cache.get(key) as NonNullable<ReturnType<typeof cache.get>>;
          const observation = await made;
          return { read: read.id, args, observation, digest: digestOf(observation) };
        }),
      );
    },
    close: () => {
      clearTimeout(timer);
      clients.close();
    },
  };
}

function blockedAs(reason: BlockedReason, operation: string, detail: string): Observation<never> {
  return { state: 'blocked', reason, operation, detail, action: null };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done, { once: true });
  });
}
