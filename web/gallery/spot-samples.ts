// Spot prices that move like those of the sandbox, the same at every visit.
import type { Reign, SpotLine, SpotScene } from '../elements/spot-chart.ts';
import type { PoolRow } from '../elements/spot-pools.ts';

export const NOW = Date.parse('2026-11-27T08:00:00Z') / 1000;
const SLOT = 6 * 3600;
const DAY = 86_400;

/** A price of a month around `level`, from four changes a day. */
export function wave(level: number, phase: number, days = 30): [number, number][] {
  return Array.from({ length: days * 4 + 1 }, (_, index) => {
    const at = NOW - (days * 4 - index) * SLOT - 1800 * (phase % 5);
    const t = at / DAY + phase * 3.7;
    const usd = level * (1 + 0.02 * Math.sin(t * 3.7) + 0.05 * Math.sin(t) + 0.07 * Math.sin(t / 3.6));
    return [at, Number(usd.toFixed(6))];
  });
}

const line = (letter: string, sign: number, level: number, more: Partial<SpotLine> = {}): SpotLine => ({
  zone: `us-east-1${letter}`,
  letter,
  sign,
  points: wave(level, sign),
  chosen: false,
  lowest: false,
  ...more,
});
const reign: Reign[] = [
  { from: NOW - 7 * DAY, to: NOW - 5 * DAY, zone: 'us-east-1b', letter: 'b', sign: 1 },
  { from: NOW - 5 * DAY, to: NOW - 4.8 * DAY, zone: 'us-east-1c', letter: 'c', sign: 2 },
  { from: NOW - 4.8 * DAY, to: NOW, zone: 'us-east-1a', letter: 'a', sign: 0 },
];
export const spotScene: SpotScene = {
  title: 'Spot price of g4dn.xlarge by Availability Zone',
  from: NOW - 7 * DAY,
  to: NOW,
  lines: [
    line('a', 0, 0.171, { lowest: true }),
    line('b', 1, 0.176),
    line('c', 2, 0.18, { chosen: true }),
    line('d', 3, 0.21),
    line('e', 4, 0.215),
    line('f', 5, 0.19),
  ],
  onDemand: 0.526,
  fromZero: false,
  claim: 0.183,
  reign,
};
export const fromZero: SpotScene = { ...spotScene, fromZero: true, claim: null };
export const oneDay: SpotScene = {
  ...spotScene,
  from: NOW - DAY,
  lines: spotScene.lines.slice(0, 1),
  reign: [],
};

const trace = (level: number, phase: number) => wave(level, phase, 7);
export const poolRows: PoolRow[] = [
  {
    type: 'g4dn.xlarge',
    about: '1 × 16 GB, $0.526 on demand',
    tags: ['your dev'],
    cells: [
      { zone: 'us-east-1a', usd: 0.1711, saving: 0.67, lowest: true, marks: [], trace: trace(0.171, 0) },
      {
        zone: 'us-east-1b',
        usd: 0.1764,
        saving: 0.66,
        lowest: false,
        marks: ['your choice'],
        trace: trace(0.176, 1),
      },
      { zone: 'us-east-1c', usd: null, saving: null, lowest: false, marks: [], trace: [] },
    ],
  },
  {
    type: 'g6.xlarge',
    about: '1 × 24 GB, $0.8048 on demand',
    tags: ['template bm-trainer', 'not for the dev job'],
    cells: [
      {
        zone: 'us-east-1a',
        usd: 0.2511,
        saving: 0.69,
        lowest: true,
        marks: ['your group', 'bm-trainer runs on Spot'],
        trace: trace(0.25, 3),
      },
      { zone: 'us-east-1b', usd: null, saving: null, lowest: false, marks: ['your group'], trace: [] },
      { zone: 'us-east-1c', usd: 0.3, saving: null, lowest: false, marks: [], trace: [] },
    ],
  },
];
