// Where everything of the map stands, in pixels of the width there is. Pure, so that it can be tested without a browser.
import type { GatewayBox, Scene, Station, SubnetBox, TierName, Trail, ZoneColumn } from './vpc-map-scene.ts';

type Leg = 'request' | 'reply';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface PlacedSubnet extends Box {
  box: SubnetBox;
  zone: string;
  /** Where the badges of each leg stand, below the facts. */
  badgesAt: Record<Leg, number>;
}
export interface PlacedGateway extends Box {
  box: GatewayBox;
}
export interface PlacedZone extends Box {
  zone: ZoneColumn;
}
export interface Badge {
  x: number;
  y: number;
  width: number;
  station: Station;
  leg: Leg;
}
export interface Layout {
  width: number;
  height: number;
  /** How far from its column a line goes up and down. */
  gutter: number;
  internet: Box;
  s3: Box;
  vpc: Box;
  zones: readonly PlacedZone[];
  subnets: readonly PlacedSubnet[];
  gateways: readonly PlacedGateway[];
  badges: readonly Badge[];
  /** Lines of the two legs as SVG path data; empty when there is nothing to draw. */
  request: string;
  reply: string;
}

export const CHIP = 22;
const MAX_COLUMN = 340;
/** Room around and between columns, which lines share; a phone has less of it. */
const WIDE = { column: 150, gap: 26, edge: 16 };
const NARROW = { column: 124, gap: 20, edge: 4 };
const PHONE = 480;
const GATEWAY = { width: 122, height: 38, gap: 10 };
const INSET = 12;
const TOP = { height: 46, s3: 140 };
const STRIP = 26;
const LINE = 17;
const ORDER: readonly TierName[] = ['public', 'private', 'isolated', 'unknown', 'down'];

/** Places a scene and the path over it into `available` pixels; a scene with many zones is wider and scrolls. */
export function layoutOf(scene: Scene, trail: Trail | null, available: number): Layout {
  const columns = Math.max(1, scene.zones.length);
  const { column: narrowest, gap, edge } = available < PHONE ? NARROW : WIDE;
  const around = 2 * edge + (columns + 1) * gap;
  const gateways = 2 * edge + scene.gateways.length * (GATEWAY.width + GATEWAY.gap) + gap;
  const most = Math.max(around + columns * MAX_COLUMN, gateways);
  const width = Math.max(around + columns * narrowest, gateways, Math.min(available, most));
  const vpcTop = TOP.height + 34;
  const vpc = { x: edge, y: vpcTop, width: width - 2 * edge };
  const column = (vpc.width - (columns + 1) * gap) / columns;
  const left = (index: number): number => vpc.x + gap + index * (column + gap);
  const header = vpcTop + GATEWAY.height / 2 + 44;
  const { subnets, bottom } = placeSubnets(scene, trail, { left, column, top: header + 34 });
  const frame = {
    width,
    gutter: gap * 0.36,
    height: bottom + 38,
    internet: { x: edge, y: 2, width: vpc.width - TOP.s3 - gap, height: TOP.height },
    s3: { x: edge + vpc.width - TOP.s3, y: 2, width: TOP.s3, height: TOP.height },
    vpc: { ...vpc, height: bottom + 36 - vpcTop },
    zones: scene.zones.map((zone, index) => ({
      zone,
      x: left(index) - gap / 2 + 3,
      y: header,
      width: column + gap - 6,
      height: bottom - header + 8,
    })),
    subnets,
    gateways: placeGateways(scene.gateways, vpc, vpcTop),
  };
  if (trail === null) return { ...frame, badges: [], request: '', reply: '' };
  const request = legOf(frame, trail.request, 'request');
  const reply = legOf(frame, trail.reply, 'reply');
  return {
    ...frame,
    badges: [...request.badges, ...reply.badges],
    request: request.line,
    reply: reply.line,
  };
}

function placeSubnets(
  { zones }: Scene,
  trail: Trail | null,
  { left, column, top }: { left: (index: number) => number; column: number; top: number },
): { subnets: PlacedSubnet[]; bottom: number } {
  const visited = (leg: Leg) => new Set((trail?.[leg] ?? []).map(({ place }) => place));
  const [out, back] = [visited('request'), visited('reply')];
  const sorted = zones.map(({ subnets }) => [...subnets].sort((a, b) => rankOf(a) - rankOf(b)));
  const placed: PlacedSubnet[] = [];
  let y = top;
  for (const rank of ORDER.keys()) {
    const groups = sorted.map((subnets) => subnets.filter((box) => rankOf(box) === rank));
    const deepest = Math.max(0, ...groups.map(({ length }) => length));
    for (let row = 0; row < deepest; row += 1) {
      const boxes = groups.map((group) => group[row]);
      const there = boxes.filter((box) => box !== undefined);
      const facts = Math.max(...there.map(factsHeight));
      const request = there.some(({ id }) => out.has(id)) ? STRIP : 0;
      const reply = there.some(({ id }) => back.has(id)) ? STRIP : 0;
      const height = facts + request + reply;
      for (const [index, box] of boxes.entries())
        if (box)
          placed.push({
            box,
            zone: zones[index]?.name ?? '',
            x: left(index),
            y,
            width: column,
            height,
            badgesAt: { request: y + facts + 10, reply: y + facts + request + 10 },
          });
      y += height + 14;
    }
  }
  return { subnets: placed, bottom: Math.max(y, top + 40) };
}

/** A row for each tier while every zone is up, so that boxes stay where they are when a zone goes down. */
const rankOf = ({ tier, was }: SubnetBox): number => ORDER.indexOf(was ?? tier);

const factsHeight = ({ was, claims, chips }: SubnetBox): number =>
  4 * LINE + 14 + (was === null ? 0 : LINE) + (claims === null ? 0 : LINE) + chips.length * (CHIP + 4);

function placeGateways(boxes: readonly GatewayBox[], vpc: Omit<Box, 'height'>, top: number): PlacedGateway[] {
  const y = top - GATEWAY.height / 2;
  const size = { y, width: GATEWAY.width, height: GATEWAY.height };
  const step = GATEWAY.width + GATEWAY.gap;
  const inward = boxes.filter(({ to }) => to === 'internet');
  const outward = boxes.filter(({ to }) => to !== 'internet');
  const right = vpc.x + vpc.width - INSET - outward.length * step + GATEWAY.gap;
  return [
    ...inward.map((box, index) => ({ box, x: vpc.x + INSET + index * step, ...size })),
    ...outward.map((box, index) => ({ box, x: right + index * step, ...size })),
  ];
}

type Frame = Omit<Layout, 'badges' | 'request' | 'reply'>;
interface Point {
  x: number;
  y: number;
}
/** Where a station is, and the gutter beside its column through which lines go up and down. */
interface Stop extends Point {
  station: Station;
  gutter: number | null;
}

const badgeWidth = ({ label }: Station): number => Math.max(24, label.length * 7.2 + 22);

function legOf(frame: Frame, stations: readonly Station[], leg: Leg): { badges: Badge[]; line: string } {
  const taken = new Map<string, number>();
  const stops = stations.flatMap((station): Stop[] => {
    const spot = spotOf(frame, station, leg, taken.get(station.place) ?? 0);
    if (spot === undefined) return [];
    taken.set(station.place, (taken.get(station.place) ?? 0) + badgeWidth(station) + 8);
    return [{ ...spot, station }];
  });
  // What lies behind a gateway is met straight above it, where it reaches that far.
  for (const [index, stop] of stops.entries()) {
    const beside = stops[index - 1] ?? stops[index + 1];
    const behind = endOf(frame, stop.station.place);
    if (behind === undefined || beside === undefined || beside.gutter !== null) continue;
    if (beside.x > behind.x + 8 && beside.x < behind.x + behind.width - 8) stop.x = beside.x;
  }
  const badges = stops
    .filter(({ station }) => station.label !== '')
    .map(({ x, y, station }) => ({ x, y, station, leg, width: badgeWidth(station) }));
  const points = stops.flatMap((stop, index) => {
    const previous = stops[index - 1];
    return previous === undefined ? [stop] : wayTo(previous, stop);
  });
  return { badges, line: points.length < 2 ? '' : roundedLine(points) };
}

const endOf = (frame: Frame, place: string): Box | undefined =>
  place === 'internet' ? frame.internet : place === 's3' ? frame.s3 : undefined;

function spotOf(
  frame: Frame,
  { place, ...rest }: Station,
  leg: Leg,
  used: number,
): Omit<Stop, 'station'> | undefined {
  const half = badgeWidth({ place, ...rest }) / 2;
  const second = leg === 'reply';
  const subnet = frame.subnets.find(({ box }) => box.id === place);
  if (subnet !== undefined)
    return {
      x: second ? subnet.x + subnet.width - 12 - used - half : subnet.x + 14 + used + half,
      y: subnet.badgesAt[leg],
      gutter: second ? subnet.x + subnet.width + frame.gutter : subnet.x - frame.gutter,
    };
  const gateway = frame.gateways.find(({ box }) => box.id === place);
  if (gateway !== undefined)
    return {
      x: gateway.x + (second ? 24 : 10),
      y: gateway.y + gateway.height + (second ? 30 : 12),
      gutter: null,
    };
  const end = endOf(frame, place);
  return end && { x: end.x + (second ? 52 : 14) + half, y: end.y + end.height + 1, gutter: null };
}

/** Up and down in the gutters, sideways in the strips: lines keep clear of what is written. */
function wayTo(from: Stop, to: Stop): Point[] {
  if (to.gutter !== null) {
    if (from.y === to.y) return [to];
    if (from.gutter !== null && from.gutter === to.gutter)
      return [{ x: from.gutter, y: from.y }, { x: from.gutter, y: to.y }, to];
    return [{ x: to.gutter, y: from.y }, { x: to.gutter, y: to.y }, to];
  }
  if (from.gutter !== null) return [{ x: from.gutter, y: from.y }, { x: from.gutter, y: to.y }, to];
  // Between a gateway and what lies behind it: straight, or sideways in the free lane between them.
  const lane = Math.min(from.y, to.y) + 6;
  return from.x === to.x ? [to] : [{ x: from.x, y: lane }, { x: to.x, y: lane }, to];
}

const RADIUS = 7;

/** Straight pieces with round corners. */
function roundedLine(points: readonly Point[]): string {
  const distinct = points.filter(({ x, y }, index) => {
    const before = points[index - 1];
    return before === undefined || before.x !== x || before.y !== y;
  });
  const parts = distinct.map((point, index) => {
    const before = distinct[index - 1];
    const after = distinct[index + 1];
    if (before === undefined) return `M${text(point)}`;
    if (after === undefined) return `L${text(point)}`;
    return `L${text(towards(point, before))}Q${text(point)} ${text(towards(point, after))}`;
  });
  return parts.join('');
}

function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = Math.min(RADIUS, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}

const text = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
