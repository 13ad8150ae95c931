// Where everything of the price chart stands, in pixels of the width there is. Pure, so that it can be tested without a browser.
import { formatHours, formatMonthDay } from '../format.ts';
import type { SpotLine, SpotScene } from './spot-chart.ts';

const HEIGHT = 300;
const TOP = 26;
const RIBBON = { above: 12, height: 20 };
/** Below this width prices stand in the table only, and the labels at the ends are letters. */
export const NARROW = 560;
const LABEL_GAP = 19;
const HOUR = 3600;
const DAY = 24 * HOUR;

export interface EndLabel {
  line: SpotLine;
  usd: number;
  /** Where the line ends, and where its label stands. */
  y: number;
  labelY: number;
}
export interface Layout {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
  ribbonY: number;
  ribbonHeight: number;
  narrow: boolean;
  x(at: number): number;
  y(usd: number): number;
  timeAt(x: number): number;
  times: { x: number; text: string }[];
  prices: { y: number; text: string }[];
  ends: EndLabel[];
  /** Null when the on-demand price is above the scale. */
  onDemandY: number | null;
}

export function layoutOf(scene: SpotScene, width: number): Layout {
  const narrow = width < NARROW;
  const left = 50;
  const right = width - (narrow ? 40 : 92);
  const bottom = HEIGHT - RIBBON.above - RIBBON.height - 24;
  const [low, high] = rangeOf(scene);
  const x = (at: number): number => left + ((right - left) * (at - scene.from)) / (scene.to - scene.from);
  const y = (usd: number): number => bottom - ((bottom - TOP) * (usd - low)) / (high - low);
  const step = niceStep((high - low) / 5);
  const digits = Math.max(2, Math.ceil(-Math.log10(step) - 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const prices = Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, index) => {
    const usd = (first + index) * step;
    return { y: y(usd), text: `$${usd.toFixed(digits)}` };
  });
  return {
    width,
    height: HEIGHT,
    left,
    right,
    top: TOP,
    bottom,
    ribbonY: bottom + RIBBON.above,
    ribbonHeight: RIBBON.height,
    narrow,
    x,
    y,
    timeAt: (px) =>
      scene.from + ((scene.to - scene.from) * (Math.min(Math.max(px, left), right) - left)) / (right - left),
    times: timesOf(scene, x, narrow ? 3 : 6),
    prices,
    ends: endsOf(scene, y, TOP, bottom),
    onDemandY: scene.onDemand !== null && scene.onDemand <= high ? y(scene.onDemand) : null,
  };
}

/** Lowest and highest price of the scale. */
function rangeOf({ lines, from, onDemand, fromZero, claim }: SpotScene): [number, number] {
  const seen = lines.flatMap(({ points }) => {
    const before = points.findLast(([at]) => at <= from);
    return [...(before ? [before] : []), ...points.filter(([at]) => at > from)].map(([, usd]) => usd);
  });
  const most = Math.max(...seen, 0.001);
  // What was written may be far away: then the drawing keeps its scale, and the words say so.
  const near = claim !== null && claim > most / 4 && claim < most * 2 ? [claim] : [];
  const all = [...seen, ...near];
  if (all.length === 0) return [0, 1];
  if (fromZero) return [0, Math.max(...all, onDemand ?? 0) * 1.06];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const air = Math.max((high - low) * 0.1, high * 0.02);
  return [Math.max(0, low - air), high + air];
}

/** 1, 2 or 5 times a power of ten, not below the wish. */
function niceStep(wish: number): number {
  const power = 10 ** Math.floor(Math.log10(wish));
  return ([1, 2, 5].find((one) => one * power >= wish - 1e-12) ?? 10) * power;
}

/** Midnights of the reader, or full hours when a day is shown. */
function timesOf({ from, to }: SpotScene, x: (at: number) => number, most: number): Layout['times'] {
  const days = (to - from) / DAY;
  const byHours = days <= 2;
  const unit = byHours ? Math.max(1, Math.ceil((days * 24) / most)) : Math.max(1, Math.ceil(days / most));
  const times: Layout['times'] = [];
  const at = new Date(from * 1000);
  if (byHours) at.setMinutes(0, 0, 0);
  else at.setHours(0, 0, 0, 0);
  for (;;) {
    if (byHours) at.setHours(at.getHours() + unit);
    else at.setDate(at.getDate() + unit);
    const seconds = at.getTime() / 1000;
    if (seconds > to) return times;
    times.push({ x: x(seconds), text: byHours ? formatHours(at) : formatMonthDay(at) });
  }
}

/** Labels at the ends of the lines, pushed apart so that none covers another. */
function endsOf(
  { lines, to }: SpotScene,
  y: (usd: number) => number,
  top: number,
  bottom: number,
): EndLabel[] {
  const ends = lines
    .flatMap((line): EndLabel[] => {
      const usd = line.points.findLast(([at]) => at <= to)?.[1];
      return usd === undefined ? [] : [{ line, usd, y: y(usd), labelY: y(usd) }];
    })
    .toSorted((a, b) => a.y - b.y);
  for (let index = 0; index < ends.length; index += 1) {
    const [one, above] = [ends[index], ends[index - 1]];
    if (one) one.labelY = Math.max(one.y, (above?.labelY ?? top - LABEL_GAP) + LABEL_GAP);
  }
  for (let index = ends.length - 1; index >= 0; index -= 1) {
    const [one, below] = [ends[index], ends[index + 1]];
    if (one) one.labelY = Math.min(one.labelY, (below?.labelY ?? bottom + LABEL_GAP) - LABEL_GAP);
  }
  return ends;
}
