/**
 * Condition operators: which exist, and how one request value meets one policy value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { parseRange, rangeContains } from './addresses.ts';
import type { Context } from './context.ts';
import { parseInstant } from './instants.ts';
import { hasVariable, renderGlob, renderText, type Template } from './template.ts';
import type { OperatorFamily } from './types.ts';
import { type Glob, globMatches } from './wildcard.ts';

interface Operator {
  readonly family: OperatorFamily;
  readonly negated: boolean;
  /** Whether the request value meets the policy value; negation is applied by the caller. */
  readonly meets: (actual: string, wanted: Template, context: Context) => boolean;
}

type Meets = Operator['meets'];

const positive = (family: OperatorFamily, meets: Meets): Operator => ({ family, negated: false, meets });
const negative = (family: OperatorFamily, meets: Meets): Operator => ({ family, negated: true, meets });

const equals: Meets = (actual, wanted, context) => actual === renderText(wanted, context);
const equalsIgnoringCase: Meets = (actual, wanted, context) =>
  actual.toLowerCase() === renderText(wanted, context)?.toLowerCase();
const like: Meets = (actual, wanted, context) => {
  const glob = renderGlob(wanted, context);
  return glob !== undefined && globMatches(glob, actual);
};

/** A request value that is no number (or date) is neither less, equal nor greater. */
const ordered =
  (parse: (text: string) => number | undefined, holds: (actual: number, wanted: number) => boolean): Meets =>
  (actual, wanted) => {
    const left = parse(actual);
    const right = parse(wanted.source);
    return left !== undefined && right !== undefined && holds(left, right);
  };

const same = (a: number, b: number): boolean => a === b;

/** Ordering operators of a family; `NotEquals` is the negation of `Equals`. */
function ordering(
  family: 'Numeric' | 'Date',
  parse: (text: string) => number | undefined,
): Record<string, Operator> {
  return {
    [`${family}Equals`]: positive(family, ordered(parse, same)),
    [`${family}NotEquals`]: negative(family, ordered(parse, same)),
    [`${family}LessThan`]: positive(
      family,
      ordered(parse, (a, b) => a < b),
    ),
    [`${family}LessThanEquals`]: positive(
      family,
      ordered(parse, (a, b) => a <= b),
    ),
    [`${family}GreaterThan`]: positive(
      family,
      ordered(parse, (a, b) => a > b),
    ),
    [`${family}GreaterThanEquals`]: positive(
      family,
      ordered(parse, (a, b) => a >= b),
    ),
  };
}

const inRange: Meets = (actual, wanted) => {
  const address = parseRange(actual);
  const range = parseRange(wanted.source);
  return address !== undefined && range !== undefined && rangeContains(range, address);
};

/**
 * Each of the six colon-separated parts is matched by itself, so `*` crosses a colon only inside the sixth, and a pattern
 * of fewer parts meets no ARN.
 */
const arnLike: Meets = (actual, wanted, context) => {
  const glob = renderGlob(wanted, context);
  if (glob === undefined) return false;
  const patterns = arnParts(glob);
  const values = actual.split(':');
  if (patterns.length < 6 || values.length < 6) return false;
  return patterns.every((part, i) =>
    globMatches(part, i < 5 ? (values[i] ?? '') : values.slice(5).join(':')),
  );
};

function arnParts(glob: Glob): number[][] {
  const parts: number[][] = [[]];
  for (const unit of glob) {
    if (unit === COLON && parts.length < 6) parts.push([]);
    else parts[parts.length - 1]?.push(unit);
  }
  return parts;
}

const COLON = 0x3a;

/** Every comparison operator except `Null`, which asks about presence only. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    StringEquals: positive('String', equals),
    StringNotEquals: negative('String', equals),
    StringEqualsIgnoreCase: positive('String', equalsIgnoringCase),
    StringNotEqualsIgnoreCase: negative('String', equalsIgnoringCase),
    StringLike: positive('String', like),
    StringNotLike: negative('String', like),
    ...ordering('Numeric', parseNumber),
    ...ordering('Date', parseInstant),
    Bool: positive('Bool', equalsIgnoringCase),
    BinaryEquals: positive('Binary', equals),
    IpAddress: positive('Ip', inRange),
    NotIpAddress: negative('Ip', inRange),
    ArnEquals: positive('Arn', arnLike),
    ArnLike: positive('Arn', arnLike),
    ArnNotEquals: negative('Arn', arnLike),
    ArnNotLike: negative('Arn', arnLike),
    Null: positive('Null', equalsIgnoringCase),
  }),
);

function parseNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : undefined;
}

/** What AWS would refuse as a value of this family; undefined when the value is fine. */
export function valueProblem(family: OperatorFamily, value: Template): string | undefined {
  const text = value.source;
  switch (family) {
    case 'Numeric':
      return parseNumber(text) === undefined ? 'a number' : undefined;
    case 'Date':
      return parseInstant(text) === undefined ? 'an ISO 8601 date or epoch seconds' : undefined;
    case 'Ip':
      return parseRange(text) === undefined ? 'an IP address or a CIDR range' : undefined;
    case 'Bool':
      return hasVariable(value) || /^(true|false)$/i.test(text) ? undefined : 'true or false';
    case 'Null':
      return /^(true|false)$/i.test(text) ? undefined : 'true or false';
    case 'Binary':
      return /^[A-Za-z0-9+/\s]*={0,2}$/.test(text) ? undefined : 'base64 text';
    default:
      return undefined;
  }
}
