/** Tries every read that labs declare at a target, with arguments of which nobody has anything, and says what became of it. */
import pLimit from 'p-limit';
import { classify } from '../../graders/engine/classify.ts';
import { createClients } from '../../graders/engine/clients.ts';
import { DEFAULT_LIMITS, type Target } from '../../graders/engine/index.ts';
import { Absent, type AnyRead, type ReadContext, type RunFacts } from '../../graders/kit/index.ts';
import { UnsupportedReply } from '../../graders/engine/replies.ts';
import { listBuckets } from '../../graders/reads/s3-bucket.ts';
import { callerIdentity, type CallerIdentity } from '../../graders/reads/sts.ts';
import type { ReadStatus } from './manifests.ts';
import { probeArguments } from './probe-arguments.ts';

export interface ProbedRead {
  operation: string;
  status: ReadStatus;
  /** What came back, in words; empty for what is supported. */
  why: string;
}
export interface Probe {
  /** 12 digits, or null where the target does not say whose keys these are; then nothing else was tried. */
  account: string | null;
  reads: readonly ProbedRead[];
}

const AT_ONCE = 4;
/** An emulator loads what it knows of a service at the first call. */
const LIMITS = { ...DEFAULT_LIMITS, callMs: 20_000 };

/**
 * @param reads at least one read object of every operation that is wanted; each operation is tried once
 * @param signal gives the probe up
 */
export async function probeReads(
  target: Target,
  reads: readonly AnyRead[],
  signal: AbortSignal,
): Promise<Probe> {
  const wanted = new Map(reads.filter(({ source }) => source === 'aws').map((read) => [read.id, read]));
  const allowed = new Set([callerIdentity.id, listBuckets.id, ...wanted.keys()]);
  const clients = createClients(target, LIMITS, allowed, signal);
  const run: RunFacts = {
    account: '',
    region: target.region,
    today: new Date().toISOString().slice(0, 10),
    now: new Date().toISOString(),
    target: { kind: target.kind, endpoint: target.endpoint },
  };
  const context: ReadContext = {
    run,
    client: (spec, region) => clients.get(spec, region),
    artifacts: () => [],
    box: { run: () => Promise.reject(new Error('A probe runs no script.')) },
    callMs: LIMITS.callMs,
    signal,
  };
  const limit = pLimit(AT_ONCE);
  try {
    const identity = await attempt(context, callerIdentity, {});
    const account = identity.ok ? (identity.value as CallerIdentity).account : null;
    const all = [...wanted.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (account === null) {
      const why = identity.ok
        ? 'it names no account'
        : meaningOf(identity.error, callerIdentity, context).why;
      return { account, reads: all.map(({ id }) => ({ operation: id, status: 'unknown', why })) };
    }
    run.account = account;
    const buckets = await attempt(context, listBuckets, {});
    const bucket = buckets.ok ? (buckets.value as { Name: string }[])[0]?.Name : undefined;
    const tried = all.map((read) => limit(() => probeOne(context, read, bucket)));
    return { account, reads: await Promise.all(tried) };
  } finally {
    clients.close();
  }
}

async function probeOne(
  context: ReadContext,
  read: AnyRead,
  bucket: string | undefined,
): Promise<ProbedRead> {
  const args = probeArguments(read.id, context.run);
  const ofBucket = 'bucket' in args;
  // Emulators look for the bucket before they look at what is asked about it: without one an answer means nothing.
  if (ofBucket && bucket === undefined)
    return {
      operation: read.id,
      status: 'unknown',
      why: 'there is no bucket to ask about; make one, then probe again',
    };
  const tried = await attempt(context, read, ofBucket ? { ...args, bucket } : args);
  if (tried.ok) return { operation: read.id, status: 'supported', why: '' };
  return { operation: read.id, ...meaningOf(tried.error, read, context) };
}

type Attempt = { ok: true; value: unknown } | { ok: false; error: unknown };

async function attempt(context: ReadContext, read: AnyRead, args: object): Promise<Attempt> {
  try {
    return { ok: true, value: await read.call(context, args as never) };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Codes with which a service refuses arguments that it has read: so it has the operation. */
const LACKS = /^(NotImplemented|UnsupportedOperation|UnknownOperation|InvalidAction$|MethodNotAllowed)/;

function meaningOf(error: unknown, read: AnyRead, { run }: ReadContext): Omit<ProbedRead, 'operation'> {
  if (error instanceof Absent) return { status: 'supported', why: '' };
  if (error instanceof UnsupportedReply) {
    // A 500 page is a crash: over an operation that it lacks, or over the name of nothing that it was asked about.
    if (/answered 5\d\d with an HTML page/.test(error.message))
      return { status: 'unknown', why: error.message };
    const isAbsent = /4\d\d (with an HTML page|without an AWS error code)/.test(error.message);
    return { status: isAbsent ? 'absent' : 'misrouted', why: error.message };
  }
  const seen = classify(error, {
    read,
    args: probeArguments(read.id, run),
    account: run.account,
    region: run.region,
    endpoint: run.target.endpoint,
    callMs: LIMITS.callMs,
    labTimeUp: false,
    labMs: LIMITS.labMs,
  });
  if (seen.state !== 'blocked') return { status: 'supported', why: '' };
  if (seen.reason !== 'unsupported-by-target')
    return { status: 'unknown', why: `${seen.reason}: ${seen.detail}` };
  const { name, $metadata } = error as { name?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  const code = typeof name === 'string' ? name : '';
  if (status === 501 || LACKS.test(code)) return { status: 'absent', why: seen.detail };
  // An AWS error of another kind: the service has read the arguments and refused them.
  const isAwsError =
    status >= 400 && status < 500 && /^[A-Z][A-Za-z.]+$/.test(code) && !/^Unknown|^SyntaxError/.test(code);
  return isAwsError ? { status: 'supported', why: '' } : { status: 'misrouted', why: seen.detail };
}
