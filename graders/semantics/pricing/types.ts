// What goes into a bill and what comes out. Quantities are plain numbers, so that a slider can set them.
import type { StorageClass } from '../lifecycle/index.ts';
import type { EksCalendar, EksSupport } from './eks-support.ts';
import type { Exact } from './exact.ts';

interface Base {
  /** Names the resource in the bill; an id, ARN or name. */
  id: string;
  tags?: Record<string, string>;
  /** What works by the hour and is switched off costs nothing by the hour. Absent: on, except a training job. */
  running?: boolean;
}

/** `hours` absent: a whole month when it runs, none when it does not. `count` absent: one. Other quantities: none. */
interface Hourly extends Base {
  count?: number;
  hours?: number;
}

export type Resource =
  | (Hourly & { kind: 'instance'; instanceType: string; purchase?: 'on-demand' | 'spot' | 'savings-plan' })
  | (Hourly & { kind: 'volume'; volumeType: string; gb: number; iops?: number; throughput?: number })
  | (Base & { kind: 's3-storage'; storageClass: StorageClass; gb: number; objects?: number; tier?: string })
  | (Base & {
      kind: 's3-early-delete';
      storageClass: StorageClass;
      gb: number;
      objects?: number;
      /** Days in the class when they were removed or moved on. */
      days: number;
    })
  | (Base & { kind: 's3-requests'; storageClass: StorageClass; put?: number; get?: number })
  | (Base & {
      kind: 's3-retrieval';
      storageClass: StorageClass;
      speed?: string;
      gb: number;
      requests?: number;
    })
  | (Base & { kind: 's3-transition'; storageClass: StorageClass; objects: number })
  | (Hourly & { kind: 'nat-gateway'; gb?: number })
  | (Hourly & { kind: 'public-ipv4' })
  | (Hourly & { kind: 'interface-endpoint'; zones: number; gb?: number })
  | (Hourly & { kind: 'load-balancer'; type: 'application' | 'network'; lcu?: number })
  | (Hourly & { kind: 'eks-cluster'; version?: string; support?: EksSupport })
  | (Hourly & { kind: 'training' | 'endpoint' | 'notebook'; instanceType: string })
  | (Base & { kind: 'alarm'; count?: number; highResolution?: boolean })
  | (Base & { kind: 'metric' | 'dashboard'; count?: number })
  | (Base & { kind: 'logs'; ingestedGb?: number; storedGb?: number })
  | (Base & { kind: 'kms-key'; count?: number; requests?: number })
  | (Base & {
      kind: 'transfer';
      route: 'internet-out' | 'cross-zone' | 'cross-region' | 'cross-region-near';
      gb: number;
    })
  /** It is there and costs money, and nobody here knows how much: no bill with it has a total. */
  | (Base & { kind: 'unpriced'; what: string });
export type Kind = Resource['kind'];

export interface Settings {
  /** For the support of clusters that say only their version. */
  today?: string;
  calendar?: EksCalendar;
  /** Also count what the always-free offers give; what is free in every bill counts anyway. */
  freeTier?: boolean;
}

/** One factor of a quantity, in the order in which a person would multiply. */
export interface Factor {
  value: Exact;
  /** `count`, `hours`, `GB`, `GB-months`, `LCU`, `requests` … */
  of: string;
}

export interface Line {
  resource: string;
  kind: Kind;
  tags: Record<string, string>;
  /** Price behind it, such as `vpc nat-hour`. */
  price: string;
  /** The product of the factors is the quantity before tiers and before "per 1,000". */
  factors: readonly Factor[];
  /** In units of the price: quantity × unitUsd = usd, exactly. */
  quantity: Exact;
  unit: string;
  unitUsd: Exact;
  usd: Exact;
  source: { title: string; url: string; date: string };
  /** Day or month of the price. */
  date: string;
  note: string | null;
}

/** What the bill could not price. It counts as nothing in `known`, and `total` is null. */
export type Missing =
  | { resource: string; why: 'price-unknown'; price: string }
  /** The price is known only up to a volume that the account exceeds. */
  | { resource: string; why: 'volume-beyond-prices'; price: string }
  | { resource: string; why: 'support-unknown'; version: string | null }
  | { resource: string; why: 'quantity-invalid'; field: string; value: unknown }
  | { resource: string; why: 'kind-unknown'; kind: string };

export interface Bill {
  lines: Line[];
  missing: Missing[];
  /** Sum of the lines, rounded nowhere. */
  known: Exact;
  /** The same, or null when anything is missing. */
  total: Exact | null;
  region: string;
  hoursPerMonth: number;
}
