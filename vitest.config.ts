import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Test files that get a process of their own: their browser, their bundle of the program or their killed servers end with it. */
const APART = ['test/{cli,e2e,web}/**/*.test.ts', 'test/server/kill*.test.ts'];

/** The files that take longest, in this order; the others follow by size. A long one that starts late would end alone. */
const LONGEST = [
  'web/pages',
  'labs/faults',
  'labs/proof/capstone-ml-system',
  'server/kill',
  'labs/vpc-two-az-states',
  'graders/reads/checkpoint',
  'lessons/commands',
  'labs/proof',
  'graders/reads/sagemaker-scripts',
  'graders/reads/wire',
  'web/journeys',
  'labs/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
      return place === -1 ? LONGEST.length : place;
    };
    const group = ({ project }: TestSpecification): number => (project.name === 'apart' ? 0 : 1);
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // One more than the two cores that CI has: a test that runs an engine, a browser or a server often waits for it.
    maxWorkers: 3,
    // A machine that stalls for seconds is no finding about the product. A test that only passes again is shown as retried.
    retry: process.env['CI'] ? 2 : 0,
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'apart', include: APART } },
      {
        extends: true,
        // Nothing of these outlives its test: in one process they load the SDK, the catalog and the engine once.
        test: {
          name: 'together',
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...APART],
        },
      },
    ],
  },
});
