// The graders' IAM model over what the account holds: the answer to each request, and why.
import type { DecisionsReply } from '../../../server/contract/index.ts';
import {
  counterExample,
  evaluate,
  explain,
  mismatchInWords,
  parsePolicy,
  reasonInWords,
  requestInWords,
  statementName,
  trustAdmits,
  type AccessRequest,
  type Decision,
  type NamedPolicy,
  type Policy,
  type PolicySet,
  type Principal,
  type RequestContext,
} from '../../../graders/semantics/iam/index.ts';
import type { GridGroup, GridRow } from '../../elements/decision-grid.ts';
import type { DecisionFacts } from '../../elements/decision-detail.ts';

export type Subject = DecisionsReply['subjects'][number];
export type Group = Subject['groups'][number];
export type Request = Group['requests'][number];

/** A subject's policies, parsed. What could not be read or understood may allow or deny anything. */
export interface Reading {
  subject: Subject;
  account: string;
  policies: PolicySet & { identity: readonly NamedPolicy[] };
  trust: Policy | null;
  unknown: readonly { layer: 'identity' | 'boundary' | 'trust'; message: string }[];
  documents: ReadonlyMap<string, unknown>;
}

export function readingOf(subject: Subject, account: string): Reading {
  const unknown: Reading['unknown'][number][] = [...subject.unread];
  const documents = new Map<string, unknown>();
  const parse = (
    layer: 'identity' | 'boundary' | 'trust',
    name: string,
    document: unknown,
  ): NamedPolicy[] => {
    documents.set(name, document);
    const parsed = parsePolicy(document);
    if (parsed.ok) return [{ name, policy: parsed.policy }];
    const [problem] = parsed.problems;
    unknown.push({
      layer,
      message: `${name} holds what the model does not know: ${problem?.construct ?? 'its form'}.`,
    });
    return [];
  };
  const identity = subject.identity.flatMap(({ name, document }) => parse('identity', name, document));
  const boundary =
    subject.boundary === null ? null : parse('boundary', subject.boundary.name, subject.boundary.document);
  const trust = subject.trust === null ? [] : parse('trust', 'trust policy', subject.trust);
  return {
    subject,
    account,
    policies: { identity, ...(boundary === null ? {} : { boundary }) },
    trust: trust[0]?.policy ?? null,
    unknown,
    documents,
  };
}

/** The answer to one request; null when it depends on what could not be read. */
export interface Answer {
  allowed: boolean | null;
  decision: Decision;
  set: PolicySet;
  trust: Policy | null;
}

/** What stands behind a boundary that is asked alone. */
const everything = parsePolicy({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});
const EVERYTHING: readonly NamedPolicy[] = everything.ok
  ? [{ name: 'everything', policy: everything.policy }]
  : [];

export function answer(reading: Reading, layer: Group['layer'], request: Request): Answer {
  const answers = request.tries.map((one) =>
    ask(reading, layer, {
      principal: one.principal as Principal,
      action: request.action,
      resource: request.resource,
      resourceAccount: reading.account,
      context: one.context as RequestContext,
    }),
  );
  const [first] = answers;
  if (first === undefined) throw new Error('a request without a try');
  return answers.find(({ allowed }) => allowed) ?? answers.find(({ allowed }) => allowed === null) ?? first;
}

function ask(reading: Reading, layer: Group['layer'], request: AccessRequest): Answer {
  const { policies, trust, unknown } = reading;
  if (layer === 'trust') {
    const policy = trust ?? { version: '2012-10-17' as const, statements: [] };
    const { principal, resource: roleArn, context, action } = request;
    const decision = trustAdmits(policy, { principal, roleArn, context, action });
    const doubted = unknown.some((one) => one.layer === 'trust');
    return { allowed: doubted ? null : decision.allowed, decision, set: {}, trust: policy };
  }
  const { identity, boundary } = policies;
  const limit = boundary === undefined ? {} : { boundary };
  const set: PolicySet =
    layer === 'identity'
      ? { identity }
      : layer === 'boundary'
        ? { identity: EVERYTHING, ...limit }
        : { identity, ...limit };
  const decision = evaluate(request, set);
  const counts = unknown.some((one) => layer === 'all' || one.layer === layer);
  // A Deny holds whatever else there is.
  const settled = !counts || decision.effect === 'explicit-deny';
  return { allowed: settled ? decision.allowed : null, decision, set, trust: null };
}

export function gridOf(reading: Reading, onlyDifferences: boolean): GridGroup[] {
  return reading.subject.groups.flatMap((group, at) => {
    const rows = group.requests.map((request, index): GridRow => {
      const { allowed } = answer(reading, group.layer, request);
      return {
        id: `${at}.${index}`,
        who: request.who ?? '',
        action: request.action,
        resource: request.resource === '*' || group.layer === 'trust' ? '' : request.resource,
        given: factsOf(request.given),
        wanted: request.wanted,
        actual: allowed === null ? 'unknown' : allowed ? 'allow' : 'deny',
      };
    });
    const shown = onlyDifferences ? rows.filter(({ wanted, actual }) => wanted !== actual) : rows;
    return shown.length === 0 ? [] : [{ title: group.title, rows: shown }];
  });
}

/** How many answers are as asked, are not, and cannot be told. */
export function countsOf(groups: readonly GridGroup[]): { right: number; wrong: number; unknown: number } {
  const rows = groups.flatMap((group) => group.rows);
  const unknown = rows.filter(({ actual }) => actual === 'unknown').length;
  const right = rows.filter(({ wanted, actual }) => wanted === actual).length;
  return { right, wrong: rows.length - right - unknown, unknown };
}

export function requestAt(reading: Reading, id: string): { group: Group; request: Request } | null {
  const [at, index] = id.split('.').map(Number);
  const group = reading.subject.groups[at ?? -1];
  const request = group?.requests[index ?? -1];
  return group && request ? { group, request } : null;
}

/** Everything about one answer, in words and with the statement itself. */
export function factsAbout(
  reading: Reading,
  layer: Group['layer'],
  request: Request,
  wanted: DecisionFacts['wanted'] = request.wanted,
): DecisionFacts {
  const { allowed, decision, set, trust } = answer(reading, layer, request);
  const { deciding } = decision;
  const own = decision.statements.filter(({ policy }) => policy !== 'everything');
  const settled = explain(decision);
  return {
    outcome: allowed === null ? 'unknown' : allowed ? 'allow' : 'deny',
    wanted,
    title: requestInWords(decision.request),
    given: factsOf(request.given),
    reason:
      allowed === null
        ? reading.unknown.map(({ message }) => message).join(' ')
        : sentence(reasonInWords(decision)),
    statement: deciding === undefined ? '' : statementText(reading, deciding.policy, deciding.index),
    nearest: decision.allowed ? '' : (settled.nearest ?? ''),
    counterExample:
      allowed === null || wanted === null || wanted === (decision.allowed ? 'allow' : 'deny')
        ? ''
        : smallest(decision, set, trust),
    others: own
      .filter((outcome) => outcome !== deciding)
      .map((outcome) => ({
        name: `${statementName(outcome)} (${outcome.effect})`,
        why: outcome.applies
          ? outcome.effect === 'Allow'
            ? 'It would allow it too.'
            : 'It denies it too.'
          : `It does not apply: ${outcome.mismatches.map(mismatchInWords).join(', and ')}.`,
      })),
  };
}

/** A wrongly allowed request without whatever does not matter; what was wrongly denied stays whole. */
function smallest(decision: Decision, set: PolicySet, trust: Policy | null): string {
  if (!decision.allowed || trust !== null) return '';
  return counterExample(decision.request, set, 'deny')?.words ?? '';
}

function statementText({ documents }: Reading, policy: string, index: number): string {
  const found = documents.get(policy);
  const document: unknown = typeof found === 'string' ? JSON.parse(found) : found;
  if (typeof document !== 'object' || document === null || !('Statement' in document)) return '';
  const { Statement } = document;
  const statement: unknown = Array.isArray(Statement) ? Statement[index] : Statement;
  return JSON.stringify(statement, null, 2);
}

function factsOf(given: Request['given']): string[] {
  return Object.entries(given).map(
    ([key, value]) => `${key} = ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What the reader typed as a request of their own; a text is what is wrong with it. */
export function ownRequest(
  { subject }: Reading,
  fields: { action: string; resource: string; facts: string },
): Request | string {
  const { own } = subject;
  if (own === null) return 'There is nobody to ask as.';
  const action = fields.action.trim();
  const resource = fields.resource.trim() || '*';
  if (!/^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action))
    return 'An action is a service and an operation, such as s3:GetObject; wildcards belong into policies.';
  if (resource !== '*' && !resource.startsWith('arn:'))
    return 'A resource is an ARN, such as arn:aws:s3:::name/key, or * for operations without one.';
  const given: Record<string, string> = {};
  for (const line of fields.facts.split('\n').map((text) => text.trim())) {
    if (line === '') continue;
    const at = line.indexOf('=');
    if (at < 1 || !line.slice(0, at).includes(':'))
      return `"${line}" is no fact: write one on each line, such as s3:prefix=datasets/.`;
    given[line.slice(0, at).trim()] = line.slice(at + 1).trim();
  }
  const context = { ...own.context, ...given };
  return {
    wanted: 'allow',
    who: null,
    action,
    resource,
    given,
    tries: [{ principal: own.principal, context }],
  };
}
