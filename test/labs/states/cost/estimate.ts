/** States of `monthly-estimate`: what is handed in, for each of the three designs. */
import type { AccountState, Expected } from '../state.ts';

type Lines = Readonly<Record<string, number>>;
const D1: Lines = {
  eks: 73,
  nodes: 140.16,
  'node-disks': 8,
  training: 16.32,
  's3-standard': 11.5,
  's3-ia': 19.2,
  's3-requests': 2.5,
  nat: 74.7,
  alb: 28.11,
  'public-ipv4': 14.6,
  egress: 4.5,
  alarms: 1.2,
  logs: 10,
  kms: 1,
  endpoint: 0,
};
const D2: Lines = {
  ...D1,
  nodes: 210.24,
  'node-disks': 12,
  training: 32.63,
  's3-standard': 23,
  's3-ia': 38.4,
  nat: 41.85,
  'public-ipv4': 10.95,
  egress: 18,
  endpoint: 335.8,
};
const D3: Lines = { ...D1, training: 48.95, 's3-standard': 5.75, 's3-ia': 76.8, egress: 0, endpoint: 167.9 };

const text = (lines: Lines, total: unknown): string =>
  JSON.stringify({ lines: Object.entries(lines).map(([item, monthly]) => ({ item, monthly })), total });
const state = (name: string, content: string | null, expected: Expected, design = 'd1'): AccountState => ({
  name: `monthly-estimate: ${name}`,
  files: { 'monthly-estimate': content === null ? [] : [['estimate.json', content]] },
  variables: { design },
  expect: { 'monthly-estimate': expected },
});
const without = (item: string): Lines =>
  Object.fromEntries(Object.entries(D1).filter(([one]) => one !== item));

export const monthlyEstimate: readonly AccountState[] = [
  state('the first design', text(D1, 404.78), 'pass'),
  state('the second design', text(D2, 838.68), 'pass', 'd2'),
  state('the third design', text(D3, 652.66), 'pass', 'd3'),
  state('a dollar off in a line', text({ ...D1, nat: 75.7 }, 405.78), 'pass'),
  state('rounded to dollars where 2 % allow it', text({ ...D1, nodes: 140, nat: 75, alb: 28 }, 405), 'pass'),
  state(
    'in another order, in exponents',
    text(Object.fromEntries(Object.entries(D1).toReversed()), 404.78).replace(
      '"monthly":73',
      '"monthly":7.3e1',
    ),
    'pass',
  ),
  state('with a byte order mark', `\ufeff${text(D1, 404.78)}`, 'pass'),
  state(
    'with notes beside the lines',
    text(D1, 404.78)
      .replace('{"lines"', '{"currency":"USD","lines"')
      .replace('"item":"eks"', '"item":"eks","note":"730 h"'),
    'pass',
  ),
  state('a negative line', text({ ...D1, kms: -1 }, 402.78), 'fail/line-wrong'),
  state('a line of nothing at all', text({ ...D1, kms: 0 }, 403.78), 'fail/line-wrong'),
  state('something free that costs', text({ ...D1, endpoint: 0.5 }, 405.28), 'fail/line-wrong'),
  state(
    'a list without its frame',
    JSON.stringify(Object.entries(D1).map(([item, monthly]) => ({ item, monthly }))),
    'fail/artifact-unreadable',
  ),
  state('items in capitals', text(D1, 404.78).replace('"kms"', '"KMS"'), 'fail/line-missing'),
  state('nothing', null, 'fail/artifact-missing'),
  state('a table', 'eks\t73.00\n', 'fail/artifact-unreadable'),
  state('prices as texts', text(D1, 404.78).replace('73', '"73"'), 'fail/artifact-unreadable'),
  state('no total', text(D1, undefined), 'fail/artifact-unreadable'),
  state('no addresses', text(without('public-ipv4'), 390.18), 'fail/line-missing'),
  state('no line for nothing', text(without('endpoint'), 404.78), 'fail/line-missing'),
  state('an empty list', text({}, 0), 'fail/line-missing'),
  state(
    '720 hours',
    text({ ...D1, eks: 72, nodes: 138.24, nat: 73.8, alb: 27.72, 'public-ipv4': 14.4 }, 399.88),
    'fail/line-wrong',
  ),
  state('3 % off', text({ ...D1, nodes: 144.4 }, 409.02), 'fail/line-wrong'),
  state('another design', text(D3, 652.66), 'fail/line-wrong'),
  state('egress that is free', text({ ...D3, egress: 9 }, 661.66), 'fail/line-wrong', 'd3'),
  state('3 % off in the total', text(D1, 417), 'fail/total-wrong'),
  state('no sum', text(D1, 0), 'fail/total-wrong'),
  state('a line twice', text(D1, 404.78).replace(']', ',{"item":"kms","monthly":1}]'), 'fail/duplicate-line'),
];
