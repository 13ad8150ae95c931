/**
 * Decisions a second of the IAM model on one core, over generated policies of realistic size, beside a floor that the
 * same machine sets in the same run: JSON.parse of the same policies. The ratio is comparable between machines.
 *
 *   npx esbuild bench/iam.ts --bundle --platform=node --format=esm --log-level=warning | node --input-type=module
 */
import {
  evaluate,
  explain,
  parsePolicy,
  principalFrom,
  type AccessRequest,
  type NamedPolicy,
  type PolicySet,
} from '../graders/semantics/iam/index.ts';
import { dice, identityCase } from '../test/graders/semantics/iam-generator.ts';

const TARGET = 5_000;
const CASES = 2_000;
const SECONDS = 2;

const d = dice(20261125);
const texts: string[] = [];
const cases: { request: AccessRequest; policies: PolicySet }[] = [];
for (let i = 0; i < CASES; i += 1) {
  const c = identityCase(d);
  const load = (document: unknown, name: string): NamedPolicy[] => {
    const text = JSON.stringify(document);
    texts.push(text);
    const parsed = parsePolicy(text);
    return parsed.ok ? [{ name, policy: parsed.policy }] : [];
  };
  const identity = [...c.identity, ...identityCase(d).identity].flatMap((document, n) =>
    load(document, `p${n}`),
  );
  cases.push({
    request: {
      principal: principalFrom('arn:aws:iam::111122223333:user/alice'),
      action: c.action,
      resource: c.resource,
      context: c.context,
    },
    policies: { identity, ...(c.boundary ? { boundary: load(c.boundary, 'boundary') } : {}) },
  });
}
const statements = cases.reduce(
  (sum, { policies }) =>
    sum +
    [...(policies.identity ?? []), ...(policies.boundary ?? [])].reduce(
      (n, { policy }) => n + policy.statements.length,
      0,
    ),
  0,
);

/** Runs whole rounds over the cases for about SECONDS of CPU time; returns operations a CPU second, so a busy machine does not lie. */
function rate(perRound: number, round: () => void): number {
  round();
  const start = process.cpuUsage();
  let rounds = 0;
  let spent = 0;
  while (spent < SECONDS * 1e6) {
    round();
    rounds += 1;
    const { user, system } = process.cpuUsage(start);
    spent = user + system;
  }
  return (rounds * perRound * 1e6) / spent;
}

let allowed = 0;
const decisions = rate(CASES, () => {
  for (const { request, policies } of cases) if (evaluate(request, policies).allowed) allowed += 1;
});
const explained = rate(CASES, () => {
  for (const { request, policies } of cases) explain(evaluate(request, policies));
});
const parses = rate(texts.length, () => {
  for (const text of texts) parsePolicy(text);
});
const floor = rate(texts.length, () => {
  for (const text of texts) JSON.parse(text);
});
if (allowed === 0) throw new Error('bench/iam: nothing was allowed, so the cases measure nothing.');

const show = (value: number): string => Math.round(value).toLocaleString('en-US');
console.log(`cases                 ${CASES} requests, ${(statements / CASES).toFixed(1)} statements each`);
console.log(
  `decisions/s           ${show(decisions)}  (target ${show(TARGET)}; ${(decisions / floor).toFixed(3)} of the floor)`,
);
console.log(`with explanation/s    ${show(explained)}`);
console.log(`policies parsed/s     ${show(parses)}  (${(parses / floor).toFixed(3)} of the floor)`);
console.log(`floor: JSON.parse/s   ${show(floor)}`);
if (decisions < TARGET) process.exitCode = 1;
