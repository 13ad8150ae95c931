/**
 * What a CloudWatch dashboard shows.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
import type { Alarm } from '../../reads/cloudwatch-alarms.ts';
import { watches } from './alarms.ts';

/** One line of a graph: a metric, or an expression that names what it draws. */
export type Shown =
  | { Namespace: string | null; Dimensions: readonly { Name: string; Value: string }[] }
  | { expression: string };

export interface Board {
  shown: Shown[];
  /** Widgets that find their metrics by tags, which is not followed. */
  unknown: string[];
}

type Json = Readonly<Record<string, unknown>>;
const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/**
 * The lines that are drawn of one Region; undefined for a text that is no dashboard. A graph says its Region, and so may each
 * of its lines; one that says none draws nothing of ours.
 *
 * @param alarms of that Region: a graph may show the metric of an alarm
 */
export function readBoard(body: string, region: string, alarms: readonly Alarm[]): Board | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return undefined; // not JSON: no dashboard
  }
  const board: Board = { shown: [], unknown: [] };
  for (const widget of list(record(parsed)['widgets'])) {
    const { type, properties: given } = record(widget);
    const properties = record(given);
    if (type === 'explorer') board.unknown.push('an explorer widget');
    if (type === 'metric') board.shown.push(...graph(properties, region, alarms));
  }
  return board;
}

function graph(properties: Json, region: string, alarms: readonly Alarm[]): Shown[] {
  const rows = expand(list(properties['metrics']));
  const visible = rows.filter(({ options }) => options['visible'] !== false);
  const formulas = visible.flatMap(({ options }) => textOf(options['expression']) ?? []);
  const isUsed = (id: unknown): boolean =>
    typeof id === 'string' && formulas.some((formula) => formula.split(/\W+/).includes(id));
  const drawn = rows.filter((row) => visible.includes(row) || isUsed(row.options['id']));
  const lines = drawn
    .filter(({ options }) => (options['region'] ?? properties['region']) === region)
    .flatMap(({ path, options }): Shown[] => {
      const expression = textOf(options['expression']);
      if (expression !== undefined) return [{ expression }];
      const [Namespace = null, _name, ...pairs] = path;
      const Dimensions = pairs.flatMap((name, index) =>
        index % 2 === 0 ? [{ Name: name, Value: pairs[index + 1] ?? '' }] : [],
      );
      return [{ Namespace, Dimensions }];
    });
  return [...lines, ...ofAlarms(list(record(properties['annotations'])['alarms']), region, alarms)];
}

function ofAlarms(arns: readonly unknown[], region: string, alarms: readonly Alarm[]): Shown[] {
  return arns.flatMap((arn) => {
    const [, at, name] = /^arn:[^:]+:cloudwatch:([^:]+):\d+:alarm:(.+)$/.exec(textOf(arn) ?? '') ?? [];
    const alarm = at === region ? alarms.find(({ AlarmName }) => AlarmName === name) : undefined;
    return alarm ? watches(alarm) : [];
  });
}

interface Row {
  path: string[];
  options: Json;
}

/**
 * `.` repeats the value above it, `...` all values above it but those that follow.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html#CloudWatch-Dashboard-Properties-Metrics-Array-Format
 */
function expand(rows: readonly unknown[]): Row[] {
  let above: readonly string[] = [];
  return rows.map((row) => {
    const items = list(row);
    const options = record(items.find((item) => typeof item === 'object'));
    const texts = items.filter((item): item is string => typeof item === 'string');
    const [first, ...rest] = texts;
    const whole = first === '...' ? [...above.slice(0, above.length - rest.length), ...rest] : texts;
    const path = whole.map((text, index) => (text === '.' ? (above[index] ?? text) : text));
    if (path.length > 0) above = path;
    return { path, options };
  });
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Does a line draw the metrics of this dimension, in one of these namespaces (or in any)? */
export function draws(
  line: Shown,
  { name, value, namespace }: { name: string; value: string; namespace?: string },
): boolean {
  if ('expression' in line) return line.expression.includes(name) && hasTerm(line.expression, value);
  return (
    (namespace === undefined || line.Namespace === namespace) &&
    line.Dimensions.some(({ Name, Value }) => Name === name && Value === value)
  );
}

/** A whole term of an expression, not a part of a longer name. */
function hasTerm(expression: string, term: string): boolean {
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\w/-]/.test(character);
  for (let at = expression.indexOf(term); at >= 0; at = expression.indexOf(term, at + 1))
    if (!isPart(expression[at - 1]) && !isPart(expression[at + term.length])) return true;
  return false;
}
