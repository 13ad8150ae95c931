/** The comparison operators of event patterns. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
import { any, isObject, type Matching } from './matching.ts';

const found = (matches: boolean): Matching => ({ matches });

/** @param values what the event has under the field; empty when it has none */
export function valueMatches(filter: unknown, values: readonly unknown[]): Matching {
  if (!isObject(filter)) {
    return Array.isArray(filter)
      ? { unsupported: 'a list in a list' }
      : found(values.some((one) => one === filter));
  }
  const [[operator, operand] = ['', undefined], ...more] = Object.entries(filter);
  if (more.length > 0 || operator === '')
    return { unsupported: 'an operator object with other than one key' };
  return operatorMatches(operator, operand, values);
}

function operatorMatches(operator: string, operand: unknown, values: readonly unknown[]): Matching {
  const texts = values.filter((one) => typeof one === 'string');
  switch (operator) {
    case 'exists':
      return typeof operand === 'boolean'
        ? found(values.length > 0 === operand)
        : { unsupported: 'exists without true or false' };
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return textMatches(operator, operand, texts);
    case 'anything-but':
      return anythingBut(operand, values);
    case 'numeric':
      return numeric(operand, values);
    default:
      return { unsupported: `the operator "${operator}"` };
  }
}

type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

function textMatches(operator: TextOperator, operand: unknown, texts: readonly string[]): Matching {
  if (isObject(operand) && operator !== 'wildcard' && operator !== 'equals-ignore-case') {
    const inner = operand['equals-ignore-case'];
    return typeof inner === 'string' && Object.keys(operand).length === 1
      ? found(texts.some((one) => holds(operator, inner.toLowerCase(), one.toLowerCase())))
      : { unsupported: `"${operator}" of an object` };
  }
  if (typeof operand !== 'string') return { unsupported: `"${operator}" of something that is no text` };
  return found(texts.some((one) => holds(operator, operand, one)));
}

function holds(operator: TextOperator, wanted: string, text: string): boolean {
  switch (operator) {
    case 'prefix':
      return text.startsWith(wanted);
    case 'suffix':
      return text.endsWith(wanted);
    case 'equals-ignore-case':
      return text.toLowerCase() === wanted.toLowerCase();
    case 'wildcard':
      return wildcard(wanted, text);
  }
}

/** `*` is any text; a backslash takes the next character as it is. Linear in both: a greedy match with one way back. */
function wildcard(pattern: string, text: string): boolean {
  const pieces = pattern.match(/\\.|[^]/g) ?? [];
  let [at, piece, star, mark] = [0, 0, -1, 0];
  while (at < text.length) {
    const wanted = pieces[piece];
    if (wanted === '*') {
      star = piece++;
      mark = at;
    } else if (wanted !== undefined && wanted.at(-1) === text[at]) {
      piece += 1;
      at += 1;
    } else if (star >= 0) {
      piece = star + 1;
      at = ++mark;
    } else return false;
  }
  return pieces.slice(piece).every((one) => one === '*');
}

/** Something is there, and it is none of these. */
function anythingBut(operand: unknown, values: readonly unknown[]): Matching {
  const list = Array.isArray(operand) ? (operand as unknown[]) : [operand];
  if (!isObject(operand)) return found(values.some((one) => !list.includes(one)));
  const [[operator, inner] = ['', undefined], ...more] = Object.entries(operand);
  if (more.length > 0) return { unsupported: 'anything-but with other than one operator' };
  const inners = Array.isArray(inner) ? (inner as unknown[]) : [inner];
  const texts = values.filter((one) => typeof one === 'string');
  for (const text of texts) {
    const answer = any(inners.map((one) => operatorMatches(operator, one, [text])));
    if ('unsupported' in answer) return answer;
    if (!answer.matches) return found(true);
  }
  return found(values.some((one) => typeof one !== 'string'));
}

/** `[">", 0, "<=", 5]` */
function numeric(operand: unknown, values: readonly unknown[]): Matching {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length % 2 !== 0)
    return { unsupported: 'numeric without pairs of sign and number' };
  const pairs = Array.from(
    { length: operand.length / 2 },
    (_, i) => [operand[2 * i], operand[2 * i + 1]] as const,
  );
  for (const [sign, number] of pairs)
    if (typeof number !== 'number' || !['<', '<=', '=', '>', '>='].includes(String(sign)))
      return { unsupported: 'numeric with another sign or no number' };
  return found(
    values.some(
      (one) =>
        typeof one === 'number' &&
        pairs.every(([sign, number]) => compares(String(sign), one, Number(number))),
    ),
  );
}

function compares(sign: string, one: number, other: number): boolean {
  switch (sign) {
    case '<':
      return one < other;
    case '<=':
      return one <= other;
    case '>':
      return one > other;
    case '>=':
      return one >= other;
    default:
      return one === other;
  }
}
