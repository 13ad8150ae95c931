// What the map draws: plain facts, worked out by the page with the model that grades.

/** What a subnet is by effect; `down` with its zone. */
export type TierName = 'public' | 'private' | 'isolated' | 'unknown' | 'down';

/** A thing that stands in a subnet: a NAT gateway, or the interfaces of endpoints. */
export interface Chip {
  id: string;
  text: string;
  alive: boolean;
}
export interface SubnetBox {
  id: string;
  title: string;
  block: string;
  tier: TierName;
  /** What it is while every zone is up, where that differs. */
  was: TierName | null;
  /** What its tag claims, where its routes say otherwise. */
  claims: string | null;
  table: string;
  chips: readonly Chip[];
}
export interface ZoneColumn {
  name: string;
  down: boolean;
  subnets: readonly SubnetBox[];
}
/** A gateway at the edge of the VPC; `to` is what lies behind it. */
export interface GatewayBox {
  id: string;
  kind: string;
  text: string;
  to: 'internet' | 's3' | 'other';
  alive: boolean;
}
export interface Scene {
  id: string;
  title: string;
  block: string;
  zones: readonly ZoneColumn[];
  gateways: readonly GatewayBox[];
}

/** One stop of a path: a subnet or gateway by id, `internet` or `s3`; `label` counts its hops, empty on the way through. */
export interface Station {
  place: string;
  label: string;
  result: 'pass' | 'stop' | 'partial' | 'unknown';
}
export interface Trail {
  request: readonly Station[];
  reply: readonly Station[];
}

export const TIER_WORDS: Record<TierName, string> = {
  public: 'public: the Internet can come in',
  private: 'private, with a way out',
  isolated: 'isolated: no way out',
  unknown: 'cannot be told',
  down: 'down with its zone',
};
/** Short words for where there is no room. */
export const TIER_NAMES: Record<TierName, string> = {
  public: 'public',
  private: 'private',
  isolated: 'isolated',
  unknown: 'not known',
  down: 'down',
};

/** A subnet as one sentence, for whoever does not see the map. */
export function subnetInWords(box: SubnetBox, zone: string): string {
  return [
    `${box.title}, ${box.block}, zone ${zone}: ${TIER_WORDS[box.tier]}`,
    ...(box.was === null ? [] : [`${TIER_NAMES[box.was]} while every zone is up`]),
    ...(box.claims === null ? [] : [`its tag says ${box.claims}`]),
    `route table ${box.table}`,
    ...box.chips.map(({ text }) => `holds ${text}`),
  ].join('; ');
}
