import type { LabManifest, Variables } from '../../graders/contract/index.ts';
import {
  atticExpectations,
  tieringExpectations,
  type AtticParams,
  type TieringParams,
} from '../../graders/checks/shared/s3-expectations.ts';
import type { Expectation } from '../../graders/checks/shared/lifecycle.ts';
import { fillTemplate, type Observation } from '../../graders/kit/index.ts';
import { bucketLifecycle, bucketVersioning, headBucket } from '../../graders/reads/s3.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { LifecycleReply } from '../contract/index.ts';
import { blockedMessage, withPictureSession } from './picture-session.ts';
import type { PictureJob } from './ports.ts';

type Bucket = LifecycleReply['buckets'][number];

/** Checks that judge where objects are on a day, and what they expect, from the checks' own parameters. */
const EXPECTATIONS: Readonly<Record<string, (params: never) => Expectation[]>> = {
  's3/tiering': (params: TieringParams) => tieringExpectations(params),
  's3/attic-fix': (params: AtticParams) => atticExpectations(params),
};

const READS = [callerIdentity, headBucket, bucketLifecycle, bucketVersioning];
/** The page's words for what is not one storage class. */
const PAGE_WORDS: Readonly<Partial<Record<Expectation['want'], string>>> = {
  present: 'kept',
  gone: 'expired',
};
const DEFAULT_SIZE = 5 * 1024 * 1024;

/**
 * The learner's lifecycle rules, read with the graders' reads, and the objects to watch. The page runs the graders' model
 * over them, so that the picture and the verdict cannot disagree.
 *
 * @returns null when no check of the lab judges lifecycle rules
 */
export async function lifecyclePicture(job: PictureJob): Promise<LifecycleReply | null> {
  const wanted = bucketsOf(job.lab, job.variables);
  if (wanted.size === 0) return null;
  return await withPictureSession(job, READS, async ({ day, ask }) => {
    const buckets = await Promise.all(
      [...wanted].map(async ([name, expectations]): Promise<Bucket> => {
        const [head, rules, versioning] = await Promise.all([
          ask<{ owned: boolean }>(headBucket, { bucket: name }),
          ask(bucketLifecycle, { bucket: name }),
          ask<{ Status: string | null }>(bucketVersioning, { bucket: name }),
        ]);
        return {
          name,
          ...stateOf(name, head, rules),
          versioning: versioning.state === 'present' ? versioning.value.Status : null,
          configuration: rules.state === 'present' ? rules.value : null,
          probes: probesOf(expectations),
        };
      }),
    );
    return { today: day, buckets };
  });
}

function bucketsOf(lab: LabManifest, variables: Variables): Map<string, Expectation[]> {
  const buckets = new Map<string, Expectation[]>();
  for (const { use, params } of lab.tasks.flatMap(({ checks }) => checks)) {
    const expectationsOf = Object.hasOwn(EXPECTATIONS, use) ? EXPECTATIONS[use] : undefined;
    if (!expectationsOf) continue;
    const filled = fillTemplate(params, variables) as { bucket: string };
    buckets.set(filled.bucket, [
      ...(buckets.get(filled.bucket) ?? []),
      ...expectationsOf(filled as unknown as never),
    ]);
  }
  return buckets;
}

function stateOf(
  name: string,
  head: Observation<{ owned: boolean }>,
  rules: Observation<unknown>,
): Pick<Bucket, 'state' | 'message'> {
  const blocked = [head, rules].find((observation) => observation.state === 'blocked');
  if (blocked) return { state: 'blocked', message: blockedMessage(blocked) };
  if (head.state === 'absent' || (head.state === 'present' && !head.value.owned)) {
    return { state: 'no-bucket', message: `There is no bucket ${name} in your account yet.` };
  }
  const configuration = rules.state === 'present' ? (rules.value as { Rules?: unknown[] | null }) : null;
  if (!configuration?.Rules?.length) {
    return {
      state: 'no-rules',
      message: `Bucket ${name} has no lifecycle rules: everything stays where it is.`,
    };
  }
  return { state: 'read', message: '' };
}

/** Objects as they are uploaded, each with all days that the tasks ask for. */
function probesOf(expectations: readonly Expectation[]): Bucket['probes'] {
  const probes = new Map<string, Bucket['probes'][number]>();
  for (const { probe, age, want } of expectations) {
    if (probe.kind !== 'current') continue;
    const { key, size = DEFAULT_SIZE, tags = {} } = probe;
    const id = JSON.stringify([key, size, tags]);
    const known = probes.get(id) ?? {
      label: labelOf(size, tags),
      key,
      sizeBytes: size,
      tags: { ...tags },
      expected: [],
    };
    known.expected.push({ day: age, state: PAGE_WORDS[want] ?? want });
    probes.set(id, known);
  }
  for (const probe of probes.values()) probe.expected.sort((a, b) => a.day - b.day);
  return [...probes.values()];
}

function labelOf(size: number, tags: Readonly<Record<string, string>>): string {
  const weight = size >= 1024 * 1024 ? `${size / 1024 / 1024} MiB` : `${size / 1024} KiB`;
  const tagged = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
  return [weight, ...tagged].join(', ');
}
