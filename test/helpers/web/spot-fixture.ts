/** What GET …/spot-prices answers: a choice that was right last week, a group of six pools, an old box on demand. */
import type { SpotPricesReply } from '../../../server/contract/index.ts';
import { NOW, wave } from '../../../web/gallery/spot-samples.ts';

type Series = SpotPricesReply['series'][number];
const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
const series = (type: string, letter: string, level: number, phase: number): Series => ({
  type,
  zone: `us-east-1${letter}`,
  points: wave(level, phase),
});
const known = (
  type: string,
  onDemand: number,
  gpus: number,
  gib: number,
  chosenFor: string[] = [],
  fits = true,
) => ({
  type,
  onDemand,
  gpus,
  gib,
  fits,
  chosenFor,
});

export const spotPricesReply = (): SpotPricesReply => ({
  region: 'us-east-1',
  since: iso(NOW - 30 * 86_400),
  now: iso(NOW),
  pricesOf: '2026-08',
  choice: {
    state: 'read',
    message: '',
    type: 'g4dn.xlarge',
    zone: 'us-east-1c',
    usd: 0.17,
    zoneStands: false,
    priceStands: true,
  },
  types: [
    known('g4dn.xlarge', 0.526, 1, 16, ['dev']),
    known('g6e.xlarge', 1.861, 1, 48, ['tune']),
    known('p4d.24xlarge', 21.957642, 8, 40, ['scale']),
    known('g5.xlarge', 1.006, 1, 24),
    known('g6.2xlarge', 0.9776, 1, 24),
    known('g6.xlarge', 0.8048, 1, 24),
  ],
  series: [
    series('g4dn.xlarge', 'a', 0.171, 0),
    series('g4dn.xlarge', 'b', 0.174, 1),
    series('g4dn.xlarge', 'c', 0.176, 2),
    series('g4dn.xlarge', 'd', 0.196, 3),
    series('g6e.xlarge', 'b', 0.71, 4),
    series('p4d.24xlarge', 'c', 8.4, 2),
    series('p4d.24xlarge', 'd', 8.9, 7),
    series('g5.xlarge', 'a', 0.44, 5),
    series('g5.xlarge', 'b', 0.41, 6),
    series('g6.2xlarge', 'b', 0.38, 8),
    series('g6.2xlarge', 'f', 0.35, 9),
    series('g6.xlarge', 'a', 0.262, 10),
    series('g6.xlarge', 'd', 0.25, 11),
  ],
  uses: [
    { kind: 'template', name: 'bm-trainer', market: 'either', types: ['g6.xlarge'], zones: [], note: '' },
    {
      kind: 'group',
      name: 'bm-trainers',
      market: 'spot',
      types: ['g5.xlarge', 'g6.2xlarge', 'g6.xlarge'],
      zones: ['us-east-1a', 'us-east-1b'],
      note: '',
    },
    {
      kind: 'instance',
      name: 'bm-oldbox',
      market: 'on-demand',
      types: ['g4dn.xlarge'],
      zones: ['us-east-1a'],
      note: '',
    },
    {
      kind: 'instance',
      name: 'bm-trainer',
      market: 'spot',
      types: ['g6.xlarge'],
      zones: ['us-east-1a'],
      note: '',
    },
  ],
  unread: [],
});
