/**
 * The matrix of 1,000 learners × 80 columns in a real browser: from the beginning of the navigation until the first row is
 * painted, and from the arrival of a changed score until that is painted; beside it, in the same run, the floor: the same page
 * of a cohort without assignments. The replies come from memory; what the server needs is measured by nothing here.
 *
 *   node bench/run.js matrix [rounds]
 */
import type { Browser } from 'playwright-core';
import * as contract from '../server/contract/index.ts';
import { built, launch } from '../test/helpers/web/browser.ts';
import type { FakeApi } from '../test/helpers/web/fake-api.ts';
import { visit } from '../test/helpers/web/visit.ts';
import { cohort } from '../web/gallery/classroom-samples.ts';

const ROUNDS = Number(process.argv[2] ?? 7);
const LEARNERS = 1_000;
const LABS = 8;
const TASKS = 9;
const PAINT_MS = 1_000;
const UPDATE_MS = 100;
const PATH = '/cohorts/spring-class/matrix';

const learners = Array.from({ length: LEARNERS }, (_, index) => index);
const numbers = (salt: number): (number | null)[] =>
  learners.map((index) => ((index + salt) % 5 === 0 ? null : (index * salt) % 11));

/** Every lab has a column for its sum and one for each task: 8 × (1 + 9). */
function matrixOf(labs: number): contract.MatrixReply {
  return {
    version: `1-${labs}`,
    matrix: {
      statuses: ['none', 'started', 'submitted', 'late', 'missing', 'excused'],
      learners: {
        id: learners.map((index) => `learner-${index}`),
        name: learners.map((index) => `Learner ${String(index).padStart(4, '0')}`),
        studentNumber: learners.map((index) => `00${index}`),
        group: learners.map(() => null),
      },
      assignments: Array.from({ length: labs }, (_, lab) => ({
        id: `assignment-${lab}`,
        kind: 'lab',
        item: `lab-${lab}`,
        title: `Lab ${lab}`,
        maxPoints: 100,
        score: numbers(lab + 1),
        status: learners.map((index) => index % 6),
        tasks: Array.from({ length: TASKS }, (_unused, task) => ({
          id: `task-${task}`,
          title: `Task ${task} of lab ${lab}`,
          maxPoints: 10,
          points: numbers(lab + task + 1),
        })),
      })),
    },
  };
}

function prepare(reply: contract.MatrixReply): (api: FakeApi) => void {
  return (api) => {
    const user = { id: 'user-ada-0001', name: 'Ada Lovelace', admin: true, viewing: false };
    Object.assign(api.session, { mode: 'classroom', learner: { id: user.id, name: user.name }, user });
    api.answer('GET', /^\/api\/cohorts\/spring-class$/, contract.CohortReply, cohort);
    api.answer('GET', /\/matrix/, contract.MatrixReply, reply);
  };
}

/** Runs in the page: looks at every frame whether the words are in it, through shadow roots, and tells when that was painted. */
function painted(words: string): Promise<number> {
  const shows = (root: ParentNode): boolean => {
    for (const element of root.querySelectorAll('th, td, p'))
      if (element.textContent.includes(words)) return true;
    for (const element of root.querySelectorAll('*'))
      if (element.shadowRoot && shows(element.shadowRoot)) return true;
    return false;
  };
  return new Promise((resolve) => {
    const look = (): void => {
      if (!shows(document)) requestAnimationFrame(look);
      // The frame after the one in which it is there: by then it has been painted.
      else requestAnimationFrame(() => resolve(performance.now()));
    };
    look();
  });
}

async function firstPaint(browser: Browser, root: string, labs: number, words: string): Promise<number> {
  const { page, leave } = await visit(browser, root, PATH, prepare(matrixOf(labs)));
  const ms = await page.evaluate(painted, words);
  await leave();
  return ms;
}

/** The page asks again every two seconds; what it is told then has one other score. */
async function update(browser: Browser, root: string): Promise<number> {
  const { page, api, leave } = await visit(browser, root, PATH, prepare(matrixOf(LABS)));
  await page.evaluate(painted, 'Learner 0000');
  const changed = matrixOf(LABS);
  const [first] = changed.matrix?.assignments ?? [];
  if (first) first.score[0] = 77;
  api.answer('GET', /\/matrix/, contract.MatrixReply, { ...changed, version: '2' });
  const at = await page.evaluate(painted, '77/100');
  const arrived = await page.evaluate(
    () =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/matrix'))
        .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
        .at(-1) ?? Number.NaN,
  );
  await leave();
  return at - arrived;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const [root, browser] = await Promise.all([built('app'), launch()]);
try {
  const floor: number[] = [];
  const whole: number[] = [];
  const updates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    floor.push(await firstPaint(browser, root, 0, 'Nothing is assigned yet'));
    whole.push(await firstPaint(browser, root, LABS, 'Learner 0000'));
    updates.push(await update(browser, root));
  }
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  console.log(
    `first paint ${ms(median(whole))} (longest ${ms(Math.max(...whole))}), floor ${ms(median(floor))}, ratio ${(median(whole) / median(floor)).toFixed(2)}; ` +
      `update painted ${ms(median(updates))} after it arrived (longest ${ms(Math.max(...updates))})`,
  );
  if (median(whole) >= PAINT_MS || median(updates) >= UPDATE_MS) process.exitCode = 1;
} finally {
  await browser.close();
}
