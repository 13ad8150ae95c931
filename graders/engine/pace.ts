import rates from './call-rates.json' with { type: 'json' };

export interface Rate {
  /** Calls at once. */
  burst: number;
  perSecond: number;
}
interface Bucket extends Rate {
  /** Less than `perSecond` after AWS throttled. */
  now: number;
  tokens: number;
  /** Milliseconds of the clock at which `tokens` was right. */
  at: number;
}

/** Where the time comes from; a test brings its own. */
export interface Clock {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}
const REAL: Clock = {
  now: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

export interface Call {
  /** 12 digits; empty while it is not known whose keys these are. */
  account: string;
  region: string;
  /** Operation as the SDK names it. */
  operation: string;
}

const RATES: Readonly<Record<string, Rate>> = rates.rates;
/** After a throttle the rate never falls below a call in this many seconds. */
const SLOWEST_PER_SECOND = 0.5;
const RECOVERY = 1.25;

/** What the dated file allows one account for an operation. */
export function rateOf(operation: string): Rate {
  const keys = Object.keys(RATES).filter((key) => operation.startsWith(key));
  const longest = keys.toSorted((a, b) => b.length - a.length)[0] ?? '';
  return RATES[longest] as Rate;
}

/**
 * Token buckets, one for each account, Region and operation, shared by all runs of a process: however many learners are graded at
 * once, no account gets more calls than call-rates.json allows. When AWS throttles all the same (the owner's own tools call too),
 * the bucket's rate is halved, and comes back with every answer.
 */
export class Pacer {
  readonly #buckets = new Map<string, Bucket>();
  readonly #clock: Clock;

  constructor(clock: Clock = REAL) {
    this.#clock = clock;
  }

  /** Resolves when the call may be sent. Turns are given in the order in which they are asked for. */
  async take(call: Call): Promise<void> {
    const bucket = this.#bucketOf(call);
    this.#refill(bucket);
    // Below zero: turns that are promised already.
    bucket.tokens -= 1;
    if (bucket.tokens < 0) await this.#clock.sleep((-bucket.tokens / bucket.now) * 1000);
  }

  /** What AWS answered to the call that was sent. */
  heard(call: Call, throttled: boolean): void {
    const bucket = this.#bucketOf(call);
    this.#refill(bucket);
    if (throttled) {
      bucket.now = Math.max(SLOWEST_PER_SECOND, bucket.now / 2);
      bucket.tokens = Math.min(bucket.tokens, 0);
    } else bucket.now = Math.min(bucket.perSecond, bucket.now * RECOVERY);
  }

  #bucketOf({ account, region, operation }: Call): Bucket {
    const key = `${account} ${region} ${operation}`;
    const known = this.#buckets.get(key);
    if (known) return known;
    const rate = rateOf(operation);
    const made = { ...rate, now: rate.perSecond, tokens: rate.burst, at: this.#clock.now() };
    this.#buckets.set(key, made);
    return made;
  }

  #refill(bucket: Bucket): void {
    const now = this.#clock.now();
    bucket.tokens = Math.min(bucket.burst, bucket.tokens + ((now - bucket.at) / 1000) * bucket.now);
    bucket.at = now;
  }
}

/** The buckets of this process. */
export const pacer = new Pacer();
