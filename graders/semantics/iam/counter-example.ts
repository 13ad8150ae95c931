/**
 * For a probe whose answer is not the wanted one: the smallest request that shows it, in words.
 * Small means: no context key that the answer does not depend on, and no named caller where anyone would do.
 */
import { evaluate, type EvaluateOptions } from './evaluate.ts';
import { mismatchInWords, nearestAllow, reasonInWords, requestInWords, statementName } from './explain.ts';
import type { AccessRequest, ContextScalar, Decision, PolicySet, RequestContext } from './types.ts';

export interface CounterExample {
  readonly request: AccessRequest;
  readonly decision: Decision;
  readonly words: string;
}

/** The smallest request that contradicts `wanted`, or undefined when the policies answer as wanted. */
export function counterExample(
  request: AccessRequest,
  policies: PolicySet,
  wanted: 'allow' | 'deny',
  options: EvaluateOptions = {},
): CounterExample | undefined {
  const decision = evaluate(request, policies, options);
  if (decision.allowed === (wanted === 'allow')) return undefined;
  const smallest = shrink(request, policies, options, decision);
  const final = evaluate(smallest, policies, options);
  return { request: smallest, decision: final, words: inWords(final) };
}

/** Drops whatever can be dropped without changing the kind of decision. */
function shrink(
  request: AccessRequest,
  policies: PolicySet,
  options: EvaluateOptions,
  decision: Decision,
): AccessRequest {
  const same = (candidate: AccessRequest): boolean =>
    evaluate(candidate, policies, options).effect === decision.effect;
  let current = request;
  if (decision.allowed) {
    const anyone: AccessRequest = {
      ...current,
      principal: { type: 'anonymous' },
      context: withoutCaller(current.context),
    };
    if (same(anyone)) current = anyone;
  }
  return withFewestKeys(current, same);
}

/** Dropping one key can make another one superfluous, hence the repetition. */
function withFewestKeys(request: AccessRequest, same: (candidate: AccessRequest) => boolean): AccessRequest {
  for (const key of Object.keys(request.context)) {
    const { [key]: _dropped, ...context } = request.context;
    const smaller = { ...request, context };
    if (same(smaller)) return withFewestKeys(smaller, same);
  }
  return request;
}

/** An anonymous caller has none of the keys that describe a principal. */
function withoutCaller(context: RequestContext): RequestContext {
  return Object.fromEntries(
    Object.entries(context).filter(([key]) => !/^aws:(principal|userid|username)/i.test(key)),
  );
}

function inWords(decision: Decision): string {
  const { request } = decision;
  const facts = Object.entries(request.context).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${scalars(value)}`],
  );
  const given = facts.length === 0 ? '' : ` with ${facts.join(', ')}`;
  const answer = decision.allowed ? 'is allowed' : 'is denied';
  const nearest = decision.effect === 'implicit-deny' ? nearestAllow(decision) : undefined;
  const closest = nearest
    ? ` Closest is ${statementName(nearest)}, but ${nearest.mismatches.map(mismatchInWords).join(', and ')}.`
    : '';
  return `${requestInWords(request)}${given} ${answer}: ${reasonInWords(decision)}.${closest}`;
}

function scalars(value: ContextScalar | readonly ContextScalar[]): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
