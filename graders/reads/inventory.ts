import { createHash } from 'node:crypto';
import { defineLocalRead } from '../kit/index.ts';
import { artifactName, type ArtifactArgs } from './artifact.ts';
import { refuseUnsupported, runHarness, type ScriptError } from './script.ts';

/** What the learner's `inventory(client, bucket, prefix)` did with one bucket. */
export interface InventoryScenario {
  name: 'many' | 'one-full-page' | 'empty-bucket' | 'no-match' | 'odd-keys';
  about: string;
  /** The truth, computed outside the box; `pages` is the least number of calls. */
  expected: { count: number; bytes: number; pages: number };
  /** Null when the function returned none, or no number. */
  count: number | null;
  bytes: number | null;
  /** What it returned, as Python shows it. */
  returned: string | null;
  calls: number;
  error: ScriptError | null;
}

interface Bucket {
  name: InventoryScenario['name'];
  about: string;
  prefix: string;
  keys: string[];
}

interface Report {
  scenarios: {
    name: string;
    calls: number;
    count?: number | null;
    bytes?: number | null;
    returned?: string;
    error?: ScriptError;
  }[];
}

const numbered = (count: number, key: (number: string) => string): string[] =>
  Array.from({ length: count }, (_one, index) => key(String(index).padStart(5, '0')));

/** lab-catalogue §5, inventory-script: 2,350 keys, exactly 1,000, none, a prefix without match, keys with spaces and `+`. */
const BUCKETS: readonly Bucket[] = [
  {
    name: 'many',
    about: '2,350 objects below the prefix',
    prefix: 'recordings/',
    keys: [
      ...numbered(2350, (n) => `recordings/${n}.wav`),
      ...numbered(30, (n) => `recordings-old/${n}.wav`),
    ],
  },
  {
    name: 'one-full-page',
    about: 'exactly 1,000 objects',
    prefix: 'recordings/',
    keys: numbered(1000, (n) => `recordings/${n}.wav`),
  },
  { name: 'empty-bucket', about: 'an empty bucket', prefix: '', keys: [] },
  {
    name: 'no-match',
    about: 'a prefix that matches nothing',
    prefix: 'models/',
    keys: numbered(40, (n) => `recordings/${n}.wav`),
  },
  {
    name: 'odd-keys',
    about: 'keys with spaces and +',
    prefix: 'dawn chorus+/',
    keys: [
      ...numbered(37, (n) => `dawn chorus+/wren ${n}+song.wav`),
      ...numbered(5, (n) => `dawn chorus /${n}.wav`),
    ],
  },
];

/** Calls after which a script is stopped: far beyond what a correct one needs, so that the judge sees the number. */
const MOST_CALLS = 50;

/** Runs the submitted `inventory.py` against five buckets behind a stub of boto3's S3 client. Absent: NoSuchArtifact. */
export const inventoryRun = defineLocalRead<ArtifactArgs, { scenarios: InventoryScenario[] }>({
  id: 'box:inventory',
  source: 'box',
  evidenceName: artifactName,
  call: async (context, args) => {
    const cases = BUCKETS.map((bucket) => ({ ...bucket, objects: objectsOf(bucket, context.run.now) }));
    const outcome = await runHarness<Report>(context, args, 'inventory', {
      scenarios: cases.map(({ name, prefix, objects }) => ({
        name,
        bucket: 'bm-recordings',
        prefix,
        objects,
        mostCalls: MOST_CALLS,
      })),
    });
    const scenarios = cases.map(({ name, about, prefix, objects }): InventoryScenario => {
      const got = 'report' in outcome ? outcome.report.scenarios.find((one) => one.name === name) : undefined;
      const matching = objects.filter(([key]) => key.startsWith(prefix));
      return {
        name,
        about,
        expected: {
          count: matching.length,
          bytes: matching.reduce((sum, [, size]) => sum + size, 0),
          pages: Math.max(1, Math.ceil(matching.length / 1000)),
        },
        count: got?.count ?? null,
        bytes: got?.bytes ?? null,
        returned: got?.returned ?? null,
        calls: got?.calls ?? 0,
        error: 'error' in outcome ? outcome.error : (got?.error ?? null),
      };
    });
    refuseUnsupported(
      scenarios.map((one) => one.error),
      artifactName(args),
    );
    return { scenarios };
  },
});

/** Sizes differ from attempt to attempt, so that an answer cannot be learnt by heart. Up to 16 MiB each. */
function objectsOf({ name, keys }: Bucket, seed: string): [string, number][] {
  let state = createHash('sha256').update(`${seed} ${name}`).digest().readUInt32LE(0);
  return keys.map((key) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return [key, (state >>> 8) + 1];
  });
}
