import type { TSchema, Static } from 'typebox';

/** Facts of one run that a judge may use. The clock enters here and nowhere else. */
export interface RunFacts {
  /** 12-digit account of sts:GetCallerIdentity, which opens every run. */
  account: string;
  region: string;
  /** YYYY-MM-DD; injected with `--today`, else the day of the run. */
  today: string;
  /** ISO instant at which the attempt started. */
  now: string;
  /** What kind of target this is, and the endpoint's host names when it is not AWS (a presigned link may point there). */
  target: { kind: 'sandbox' | 'endpoint' | 'aws'; endpoint: string | null };
}

/** A submitted file, as its bytes arrived. */
export interface ArtifactFile {
  name: string;
  bytes: Uint8Array;
  /** Size of the whole file where only its beginning was read because it is too large anyway. */
  size?: number;
}

/** A script that ran in the locked box. `limit` names the limit that ended it, if one did. */
export interface BoxResult {
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  /** What the harness wrote on file descriptor 3, the channel that a learner's `print` does not reach. */
  report: string;
  limit: 'cpu' | 'wall' | 'output' | 'memory' | null;
}

export interface BoxJob {
  /** Files below `/box`, read-only, by relative path. */
  files: Record<string, Uint8Array | string>;
  /** Arguments of `python3`; the first is usually a harness such as `/box/harness.py`. */
  argv: readonly string[];
  stdin?: string;
  cpuSeconds?: number;
  wallSeconds?: number;
}

/**
 * Runs `python3` in a box without network, with an empty, small, writable home (lab-catalogue §2, script judge).
 * It throws Blocked with `no-runtime` where this machine has no box or no Python; everything else is a BoxResult.
 */
export interface Box {
  run(job: BoxJob, signal?: AbortSignal): Promise<BoxResult>;
}

/** What a read may use to make its call. */
export interface ReadContext {
  run: RunFacts;
  /**
   * The attempt's one client of this service, in the Region of the run unless the read is about another one: what a bill is
   * made of stands in us-east-1, and a topic where its ARN says.
   */
  client: <C>(spec: ClientSpec<C>, region?: string) => C;
  /** Files submitted for a task. */
  artifacts: (task: string) => readonly ArtifactFile[];
  box: Box;
  /** Certificates in PEM that the target's own may come from. SDK clients know them already. */
  ca?: string | undefined;
  /** Limit of one call with its retries, in milliseconds. SDK clients keep to it already. */
  callMs: number;
  /** Aborts when the lab's time is up. SDK clients know it already; hand it to everything else. */
  signal: AbortSignal;
}

/** How a service's client is made. `config` carries region, endpoint, credentials, retry and agent settings. */
export interface ClientSpec<C> {
  service: string;
  create: (config: Record<string, unknown>) => C;
}

export type ReadSource = 'aws' | 'artifact' | 'box' | 'link' | 'kubernetes';

/**
 * One thing that can be observed: the call, its IAM action and resources, and which answer means "there is none".
 * `A` are its arguments (JSON), `T` is plain JSON: dates as ISO strings, nothing the judges do not need.
 */
export interface Read<A = unknown, T = unknown> {
  /** Operation as the SDK names it, `s3:GetBucketPolicy`; for others `artifact:file`, `box:<harness>`, `link:get`, `eks:api`. */
  id: string;
  source: ReadSource;
  /** IAM actions the call needs, such as `s3:GetLifecycleConfiguration`. Empty for other sources. */
  actions: readonly string[];
  /**
   * Resource ARNs that `action` is needed on; `*` where AWS knows no resource level. Must be a plain template over args,
   * account and region: where arguments are known only after another read, the policy generator puts `*` for each of them
   * (`After.known` leaves out those that are known all the same).
   */
  resources(args: A, run: Pick<RunFacts, 'account' | 'region'>, action: string): readonly string[];
  /**
   * What AWS charges the owner of the account for one call of this read, all its pages and attempts included, in US dollars, and the
   * page that says so. Such a read is made only when the run may cost that much. Left out where it is free, or so little for a
   * thousand calls that no bill shows it (S3).
   */
  price?: { usd: number; source: string };
  /** Why `resources` says `*` although AWS could limit the action to resources; undefined where it cannot, or they are named. */
  everyResource?: string;
  /** Error codes beyond NoSuch… and …NotFound… that mean "there is none". */
  absent: readonly string[];
  /** Seconds during which AWS may still answer with the past (eventual consistency); 0 where reads are strong. */
  consistencySeconds: number;
  /** Name in evidence, when it depends on the arguments (an artifact is `artifact:<task id>/<file>`). */
  evidenceName?(args: A, value: T | undefined): string;
  /** @throws Absent when there is none, Blocked when it cannot be made here; the engine understands AWS's own errors. */
  call(context: ReadContext, args: A): Promise<T>;
}

/** Declares an AWS read. Refuses an operation whose name can change something. */
export function defineRead<A, T>(spec: {
  id: `${string}:${string}`;
  /** Defaults to the id, which is right for most services. */
  actions?: readonly string[];
  resources: Read<A, T>['resources'];
  everyResource?: string;
  price?: NonNullable<Read['price']>;
  absent?: readonly string[];
  consistencySeconds?: number;
  call: Read<A, T>['call'];
}): Read<A, T> {
  const operation = spec.id.slice(spec.id.indexOf(':') + 1);
  if (!/^(Get|List|Describe|Head|BatchGet)[A-Z]/.test(operation)) {
    throw new Error(`Read ${spec.id} is not a Get, List, Describe or Head operation; graders only read.`);
  }
  if (spec.price !== undefined && spec.consistencySeconds)
    throw new Error(`Read ${spec.id} costs money: it is not asked again and again until AWS shows a change.`);
  return {
    id: spec.id,
    source: 'aws',
    actions: spec.actions ?? [spec.id],
    resources: spec.resources,
    ...(spec.everyResource === undefined ? {} : { everyResource: spec.everyResource }),
    ...(spec.price === undefined ? {} : { price: spec.price }),
    absent: spec.absent ?? [],
    consistencySeconds: spec.consistencySeconds ?? 0,
    call: spec.call,
  };
}

/** Declares a read that calls no AWS API: a submitted file, a script run in the box, a link followed, objects of a cluster. */
export function defineLocalRead<A, T>(spec: {
  id: string;
  source: Exclude<ReadSource, 'aws'>;
  evidenceName?: Read<A, T>['evidenceName'];
  call: Read<A, T>['call'];
}): Read<A, T> {
  return {
    id: spec.id,
    source: spec.source,
    actions: [],
    resources: () => [],
    absent: [],
    consistencySeconds: 0,
    ...(spec.evidenceName ? { evidenceName: spec.evidenceName } : {}),
    call: spec.call,
  };
}

/** Thrown by a read for "there is none" when the service says so without an error. */
export class Absent extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.name = 'Absent';
    this.code = code;
  }
}

/** Marks a read of a check that is made once per element of a list of arguments. */
export interface EachRead<A, T> {
  each: Read<A, T>;
}
export function each<A, T>(read: Read<A, T>): EachRead<A, T> {
  return { each: read };
}

export type AnyRead = Read<never>;
export type ReadSlot = AnyRead | EachRead<never, unknown>;
export type ArgsOf<S> = S extends EachRead<infer A, unknown> ? A : S extends Read<infer A> ? A : never;
export type ValueOf<S> = S extends EachRead<never, infer T> ? T : S extends Read<never, infer T> ? T : never;

/**
 * Arguments that are known only after another read: `after('encryption', (value) => …)`. `value` is what that slot's view
 * gives in the judge: undefined when there is none, a list of `{ args, value }` for an `each` slot. The function returns
 * null (or an empty list) when there is nothing to ask. If the other read is blocked, this one is blocked for the same reason.
 */
export interface After<A> {
  after: string;
  args(value: unknown): A | null;
  /** What of the arguments is the same whatever the other read says; the policy generator puts `*` for the rest. */
  known: object;
}
type One<A> = A extends readonly (infer E)[] ? E : A;
export function after<A>(
  slot: string,
  args: (value: never) => A | null,
  known: Partial<One<NoInfer<A>>> = {},
): After<A> {
  return { after: slot, args, known };
}

export type { TSchema, Static };
