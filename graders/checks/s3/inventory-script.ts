import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { inventoryRun, type InventoryScenario } from '../../reads/inventory.ts';

const NAME = 'inventory.py';
/** Calls beyond one per page that a script may make (lab-catalogue §5). */
const SPARE_CALLS = 2;

export default defineCheck({
  id: 's3/inventory-script',
  title: 'The script counts any prefix right',
  params: Type.Object({}),
  reads: { file: artifact, ran: inventoryRun },
  bind: (_params, _run, task) => ({
    file: { task, name: NAME, anyName: true },
    ran: { task, name: NAME, anyName: true },
  }),
  reasons: {
    counts: pass('Count and bytes are right for every bucket tried, in no more calls than needed.'),
    ...artifactReasons,
    'script-error': fail('With {about} the script stops: {exception}.', 'Run it yourself on such a prefix.'),
    'first-page-only': fail(
      'With {about} the script counts {count} objects, the first page.',
      'Ask for the next page while there is one.',
    ),
    'fails-on-empty': fail(
      'With {about} the script gives {exception}.',
      'An answer without matches has no Contents at all.',
    ),
    'wrong-total': fail(
      'With {about} the script gives {count} objects and {bytes} bytes in {calls} calls; right are {expectedCount} and {expectedBytes} in at most {mostCalls}.',
      'Add up every object of every page, once.',
    ),
  },
  judge(saw) {
    const scenarios = () => saw.ran()?.scenarios ?? [];
    const empty = ({ expected }: InventoryScenario) => expected.count === 0;
    const right = ({ count, bytes, expected, error }: InventoryScenario) =>
      error === null && count === expected.count && bytes === expected.bytes;
    const finding = <K extends string>(reason: K, one: InventoryScenario) => {
      const { expected, error } = one;
      const where = error?.line ? ` (line ${error.line})` : '';
      const exception = error
        ? `${error.type}: ${error.message}${where}`
        : `${one.returned ?? 'nothing'} instead of a count of 0`;
      const mostCalls = expected.pages + SPARE_CALLS;
      return {
        reason,
        data: {
          about: one.about,
          exception,
          count: one.count ?? 'no number of',
          bytes: one.bytes ?? 'no number of',
          calls: one.calls,
          expectedCount: expected.count,
          expectedBytes: expected.bytes,
          mostCalls,
        },
        evidence: [
          saw.ran.at(
            one.name,
            { count: expected.count, bytes: expected.bytes, calls: `≤ ${mostCalls}` },
            error ? exception : { count: one.count, bytes: one.bytes, calls: one.calls },
          ),
        ],
      };
    };
    return decide(
      [
        () =>
          saw.file()
            ? undefined
            : {
                reason: 'artifact-missing',
                data: { name: NAME },
                evidence: [saw.file.at('', NAME, 'nothing handed in')],
              },
        () => {
          const problem = saw.file()?.problem ?? null;
          if (problem === null) return undefined;
          return {
            reason: 'artifact-unreadable',
            data: { name: NAME, problem },
            evidence: [saw.file.at('', 'UTF-8 text', problem)],
          };
        },
        () => {
          const broken = scenarios().find((one) => one.error !== null && (!empty(one) || isBroken(one)));
          return broken && finding('script-error', broken);
        },
        () => {
          const cut = scenarios().find((one) => one.expected.pages > 1 && one.count === 1000);
          return cut && finding('first-page-only', cut);
        },
        () => {
          // Numbers that are wrong where there is nothing are wrong totals, and so is an answer that is none anywhere.
          const answersElsewhere = scenarios().some((one) => !empty(one) && isAnswer(one));
          const unready = scenarios().find(
            (one) => empty(one) && (one.error !== null || (answersElsewhere && !isAnswer(one))),
          );
          return unready && finding('fails-on-empty', unready);
        },
        () => {
          const wrong = scenarios().find(
            (one) => !right(one) || one.calls > one.expected.pages + SPARE_CALLS,
          );
          return wrong && finding('wrong-total', wrong);
        },
      ],
      () => ({
        reason: 'counts',
        data: {},
        evidence: scenarios().map((one) => saw.ran.at(one.name, one.expected.count, one.count)),
      }),
    );
  },
});

/** Limits and files that cannot be run say nothing about empty prefixes. */
function isBroken({ error }: InventoryScenario): boolean {
  return (
    error !== null &&
    ['SyntaxError', 'ImportError', 'ModuleNotFoundError', 'Limit', 'Exit', 'Protocol'].includes(error.type)
  );
}

/** Two numbers, whether right or wrong. */
function isAnswer({ error, count, bytes }: InventoryScenario): boolean {
  return error === null && count !== null && bytes !== null;
}
