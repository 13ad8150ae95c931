/**
 * The rule of a composite alarm: whether it is true once one alarm is in ALARM, whatever the others are.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
import type { CompositeAlarm } from '../../reads/cloudwatch-alarms.ts';

/** Null: depends on other alarms. */
type Truth = boolean | null;

const TOKEN =
  /\s*(?:(\(|\)|,)|(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^\s()'"]+))\s*\)|([A-Z_]+)\b)/iy;

/** What the parser cannot read, such as AT_LEAST. */
class Unreadable extends Error {}

interface Token {
  word: string;
  /** Of ALARM, OK and INSUFFICIENT_DATA. */
  alarm?: string;
}

function tokens(rule: string): Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (rule.slice(pattern.lastIndex).trim() !== '') {
    const match = pattern.exec(rule);
    if (!match) throw new Unreadable(rule);
    const [, bracket, state, double, single, plain, word] = match;
    const alarm = double ?? single ?? plain;
    const text = (bracket ?? state ?? word ?? '').toUpperCase();
    found.push(alarm === undefined ? { word: text } : { word: text, alarm });
  }
  return found;
}

/**
 * Does this composite go off when the alarm does? `perhaps`: only together with others, or never. `unknown`: its rule cannot
 * be read here, or another alarm may silence it.
 */
export function goesOffWith(
  composite: CompositeAlarm,
  alarm: string,
  all: readonly CompositeAlarm[],
): 'yes' | 'perhaps' | 'unknown' {
  try {
    const when = (state: 'ALARM' | 'OK'): Truth =>
      truth(composite, { alarm, state }, all, [composite.AlarmName]);
    // One that is true all the same never changes, and acts on changes only.
    if (when('ALARM') !== true || when('OK') === true) return 'perhaps';
    return composite.ActionsSuppressor === null ? 'yes' : 'unknown';
  } catch (error) {
    if (error instanceof Unreadable) return 'unknown';
    throw error;
  }
}

function truth(
  composite: CompositeAlarm,
  given: { alarm: string; state: 'ALARM' | 'OK' },
  all: readonly CompositeAlarm[],
  path: readonly string[],
): Truth {
  const list = tokens(composite.AlarmRule);
  let at = 0;
  const next = (): string => list[at]?.word ?? '';
  const or = (): Truth => {
    let value = and();
    while (next() === 'OR') {
      at += 1;
      const other = and();
      value = value === true || other === true ? true : value === null || other === null ? null : false;
    }
    return value;
  };
  const and = (): Truth => {
    let value = not();
    while (next() === 'AND') {
      at += 1;
      const other = not();
      value = value === false || other === false ? false : value === null || other === null ? null : true;
    }
    return value;
  };
  const not = (): Truth => {
    if (next() !== 'NOT') return unit();
    at += 1;
    const value = not();
    return value === null ? null : !value;
  };
  const unit = (): Truth => {
    const token = list[at];
    at += 1;
    if (token?.word === '(') {
      const value = or();
      if (next() !== ')') throw new Unreadable(composite.AlarmRule);
      at += 1;
      return value;
    }
    if (token?.word === 'TRUE') return true;
    if (token?.word === 'FALSE') return false;
    if (token?.alarm === undefined) throw new Unreadable(composite.AlarmRule);
    return stateOf(token.alarm, token.word);
  };
  const stateOf = (named: string, state: string): Truth => {
    const name = named.replace(/^arn:[^:]+:cloudwatch:[^:]*:\d*:alarm:/, '');
    if (name === given.alarm) return state === given.state;
    const other = all.find(({ AlarmName }) => AlarmName === name);
    if (!other || path.includes(name)) return null;
    const inner = truth(other, given, all, [...path, name]);
    return state === 'INSUFFICIENT_DATA' || inner === null ? null : inner === (state === 'ALARM');
  };
  const value = or();
  if (at < list.length) throw new Unreadable(composite.AlarmRule);
  return value;
}
