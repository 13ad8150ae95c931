/** A decision in words: what decided, and what kept every other statement from applying. */
import { principalText } from './principals.ts';
import type { AccessRequest, Decision, Layer, Mismatch, StatementOutcome } from './types.ts';

export interface Explanation {
  /** One sentence: who, what, the outcome and what decided it. */
  readonly summary: string;
  /** One sentence for each statement, in the order of evaluation. */
  readonly statements: readonly string[];
  /** For an implicit deny: what the closest Allow would still have needed. */
  readonly nearest?: string;
}

const LAYER_NAMES: Record<Layer, string> = {
  identity: 'identity policy',
  resource: 'resource policy',
  boundary: 'permissions boundary',
  session: 'session policy',
};

/** Puts a decision into words. */
export function explain(decision: Decision): Explanation {
  const nearest = decision.effect === 'implicit-deny' ? nearestAllow(decision) : undefined;
  return {
    summary: `${requestInWords(decision.request)} is ${outcome(decision)}.`,
    statements: decision.statements.map(statementInWords),
    ...(nearest ? { nearest: `Closest: ${statementInWords(nearest)}` } : {}),
  };
}

/** "{principal} calling {action} on {resource}". */
export function requestInWords({ principal, action, resource }: AccessRequest): string {
  const who = principal.type === 'anonymous' ? 'An anonymous caller' : principalText(principal);
  return `${who} calling ${action} on ${resource}`;
}

/** The reason for the outcome, without the request. */
export function reasonInWords(decision: Decision): string {
  const { deciding, withheldBy } = decision;
  if (deciding) {
    const verb = deciding.effect === 'Deny' ? 'denies' : 'allows';
    return `${statementName(deciding)} ${verb} it`;
  }
  if (decision.allowed) return 'the root user of the account has full access to it';
  const side = decision.crossAccount ? ', and access across accounts needs both sides' : '';
  return withheldBy === 'resource'
    ? `no statement of a resource policy allows it${side}`
    : withheldBy === 'identity'
      ? `no statement of an identity policy allows it${side}`
      : `the ${LAYER_NAMES[withheldBy ?? 'boundary']} does not allow it`;
}

/** The Allow of the layer that withheld which lacks the least; the first of equals. */
export function nearestAllow(decision: Decision): StatementOutcome | undefined {
  let best: StatementOutcome | undefined;
  for (const candidate of decision.statements) {
    if (candidate.effect !== 'Allow' || candidate.layer !== decision.withheldBy || candidate.applies)
      continue;
    if (best === undefined || distance(candidate) < distance(best)) best = candidate;
  }
  return best;
}

/** `statement "ReadData" of identity policy trainer` or `statement 2 of …`, counted from 1. */
export function statementName({ sid, index, layer, policy }: StatementOutcome): string {
  const which = sid === undefined ? `statement ${index + 1}` : `statement "${sid}"`;
  return policy === LAYER_NAMES[layer]
    ? `${which} of the ${policy}`
    : `${which} of ${LAYER_NAMES[layer]} ${policy}`;
}

/** What one mismatch is about, as a clause. */
export function mismatchInWords(mismatch: Mismatch): string {
  switch (mismatch.element) {
    case 'Action':
    case 'Resource':
      return `${mismatch.element} ${list(mismatch.wanted)} does not cover ${mismatch.actual}`;
    case 'NotAction':
    case 'NotResource':
      return `${mismatch.element} ${list(mismatch.wanted)} leaves out ${mismatch.actual}`;
    case 'Principal':
      return mismatch.wanted.length === 0
        ? 'it names no Principal'
        : `Principal ${list(mismatch.wanted)} does not mean ${mismatch.actual}`;
    case 'NotPrincipal':
      return `NotPrincipal ${list(mismatch.wanted)} leaves out ${mismatch.actual}`;
    case 'Condition': {
      const actual =
        mismatch.actual === undefined
          ? 'the request does not have that key'
          : `the request has ${list(mismatch.actual)}`;
      return `${mismatch.operator} ${mismatch.key} wants ${list(mismatch.wanted)}; ${actual}`;
    }
  }
}

function statementInWords(outcomeOf: StatementOutcome): string {
  const name = `${statementName(outcomeOf)} (${outcomeOf.effect})`;
  if (outcomeOf.applies) return `${name} applies.`;
  return `${name} does not apply: ${outcomeOf.mismatches.map(mismatchInWords).join(', and ')}.`;
}

function outcome(decision: Decision): string {
  return `${decision.allowed ? 'allowed' : 'denied'}: ${reasonInWords(decision)}`;
}

/** A wrong action or principal is further away than a wrong resource, and that than a wrong condition. */
function distance({ mismatches }: StatementOutcome): number {
  const weight = { Condition: 1, Resource: 3, NotResource: 3 } as const;
  return mismatches.reduce(
    (sum, { element }) => sum + (element in weight ? weight[element as keyof typeof weight] : 6),
    0,
  );
}

function list(values: readonly string[]): string {
  if (values.length === 0) return 'nothing';
  const shown = values.slice(0, 4).map((value) => (value === '' ? '""' : value));
  return values.length > 4 ? `${shown.join(', ')} and ${values.length - 4} more` : shown.join(' or ');
}
