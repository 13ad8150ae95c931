/** What alarms compare, when composite alarms go off, and what dashboards draw, beside the cases of the checks. */
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { goesOffWith } from '../../graders/checks/shared/alarm-rule.ts';
import { draws, readBoard } from '../../graders/checks/shared/dashboard.ts';
import { matcherCodes } from '../../graders/checks/shared/health-check.ts';
import type { CompositeAlarm } from '../../graders/reads/cloudwatch-alarms.ts';

const composite = (AlarmRule: string, AlarmName = 'all'): CompositeAlarm => ({
  AlarmName,
  AlarmRule,
  ActionsEnabled: true,
  AlarmActions: [],
  ActionsSuppressor: null,
});
const answer = (rule: string) => goesOffWith(composite(rule), 'x', [composite(rule)]);

describe('the rule of a composite alarm', () => {
  it.each([
    ['ALARM(x)', 'yes'],
    ['ALARM("x")', 'yes'],
    ["alarm('x')", 'yes'],
    ['  ALARM ( "x" ) ', 'yes'],
    ['(ALARM(x))', 'yes'],
    ['NOT (OK(x) OR INSUFFICIENT_DATA(x))', 'yes'],
    ['ALARM(a) AND ALARM(b) OR ALARM(x)', 'yes'],
    ['ALARM(x) OR ALARM(a) AND ALARM(b)', 'yes'],
    ['NOT NOT ALARM(x)', 'yes'],
    ['ALARM(x) AND NOT ALARM(maintenance)', 'perhaps'],
    ['ALARM(x) AND (ALARM(a) OR TRUE)', 'yes'],
    ['ALARM("x y")', 'perhaps'],
    ['OK(x)', 'perhaps'],
    ['TRUE', 'perhaps'],
    ['FALSE', 'perhaps'],
    ['ALARM(all)', 'perhaps'],
    ['', 'unknown'],
    ['ALARM(x', 'unknown'],
    ['ALARM(x) ALARM(a)', 'unknown'],
    ['ALARM(x) OR', 'unknown'],
    ['(ALARM(x)', 'unknown'],
    ['AT_LEAST(1, ALARM, (x, a))', 'unknown'],
  ])('%s: %s', (rule, expected) => {
    expect(answer(rule)).toBe(expected);
  });

  type Rule = { text: string; holds: (states: Readonly<Record<string, string>>) => boolean };
  const STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'];
  const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.tuple(fc.constantFrom(...STATES), fc.constantFrom('x', 'a', 'b')).map(([state, name]): Rule => ({
        text: `${state}("${name}")`,
        holds: (states) => states[name] === state,
      })),
      fc.boolean().map((value): Rule => ({ text: value ? 'TRUE' : 'FALSE', holds: () => value })),
      tie('rule').map((one): Rule => ({ text: `NOT (${one.text})`, holds: (states) => !one.holds(states) })),
      fc.tuple(tie('rule'), fc.constantFrom('AND', 'OR'), tie('rule')).map(([a, word, b]): Rule => ({
        text: `(${a.text}) ${word} (${b.text})`,
        holds: (states) =>
          word === 'AND' ? a.holds(states) && b.holds(states) : a.holds(states) || b.holds(states),
      })),
    ),
  }));
  const others = STATES.flatMap((a) => STATES.map((b) => ({ a, b })));

  test('a yes holds whatever other alarms do', () => {
    fc.assert(
      fc.property(rule, ({ text, holds }) => {
        fc.pre(answer(text) === 'yes');
        expect(others.every((states) => holds({ ...states, x: 'ALARM' }))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('a rule that speaks of no other alarm is decided as it stands', () => {
    fc.assert(
      fc.property(rule, ({ text, holds }) => {
        fc.pre(!/"[ab]"/.test(text));
        const wanted = holds({ x: 'ALARM' }) && !holds({ x: 'OK' }) ? 'yes' : 'perhaps';
        expect(answer(text)).toBe(wanted);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a dashboard', () => {
  const line = (name: string, value: string) => ({ name, value });
  const shown = (metrics: unknown, more: object = {}) =>
    readBoard(
      JSON.stringify({
        widgets: [{ type: 'metric', properties: { region: 'us-east-1', metrics, ...more } }],
      }),
      'us-east-1',
      [],
    )?.shown ?? [];

  it('reads shorthand row by row', () => {
    const rows = shown([
      ['AWS/EC2', 'CPUUtilization', 'InstanceId', 'i-1', { stat: 'Maximum' }],
      ['...', 'i-2'],
      ['.', 'NetworkIn', '.', 'i-3'],
    ]);
    expect(rows.map((row) => ('Dimensions' in row ? row.Dimensions[0]?.Value : ''))).toEqual([
      'i-1',
      'i-2',
      'i-3',
    ]);
  });

  it('takes whole terms of an expression', () => {
    const [search] = shown([[{ expression: 'SEARCH(\'{AWS/EC2,InstanceId} InstanceId="i-12"\', "Sum")' }]]);
    expect(search && draws(search, line('InstanceId', 'i-12'))).toBe(true);
    expect(search && draws(search, line('InstanceId', 'i-1'))).toBe(false);
    expect(search && draws(search, line('ClusterName', 'i-12'))).toBe(false);
  });

  it.each([
    ['', undefined],
    ['null', []],
    ['[]', []],
    ['{"widgets":3}', []],
    ['{"widgets":[null,{"type":"metric"},{"type":"metric","properties":{"metrics":[["..."],[],null]}}]}', []],
  ])('of any text: %s', (body, expected) => {
    const region = 'us-east-1';
    expect(readBoard(body, region, [])?.shown).toEqual(expected);
  });
});

it.each([
  ['200', [{ first: 200, last: 200 }]],
  [
    '200, 202-204',
    [
      { first: 200, last: 200 },
      { first: 202, last: 204 },
    ],
  ],
  ['', undefined],
  ['200-', undefined],
  ['2xx', undefined],
])('the matcher %s', (text, expected) => {
  expect(matcherCodes(text)).toEqual(expected);
});
