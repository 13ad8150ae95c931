import instances from '../../../../graders/semantics/data/ec2-types.json' with { type: 'json' };
import calendar from '../../../../graders/semantics/data/eks-calendar.json' with { type: 'json' };
import s3 from '../../../../graders/semantics/data/s3-prices.json' with { type: 'json' };
import services from '../../../../graders/semantics/data/service-prices.json' with { type: 'json' };
import type { S3Prices } from '../../../../graders/semantics/s3-cost/index.ts';
import {
  cents,
  explainLine,
  monthlyBill,
  priceBook,
  type EksCalendar,
  type PriceBook,
  type Resource,
  type ServicePrices,
  type Settings,
} from '../../../../graders/semantics/pricing/index.ts';

export const files = { services: services as ServicePrices, instances, s3: s3 as S3Prices };
let made: PriceBook | undefined;
/** The book of the files. Made when a test first asks: what throws then is a failed test, not a file without tests. */
export const book = (): PriceBook => (made ??= priceBook(files));
export const eksCalendar: EksCalendar = calendar;

/** The price and working of every line. */
export const workings = (inventory: Resource[], settings?: Settings): string[] =>
  monthlyBill(inventory, book(), settings).lines.map((line) => `${line.price} | ${explainLine(line)}`);

/** The total to the cent, null when something is missing. */
export function totalOf(inventory: Resource[], settings?: Settings): string | null {
  const { total } = monthlyBill(inventory, book(), settings);
  return total && cents(total);
}

export interface Design {
  nodes: number;
  trainingHours: number;
  standardGb: number;
  iaGb: number;
  nats: number;
  egressGb: number;
  endpoints: number;
}
/** The three design cards of the estimate. */
export const DESIGNS: Record<'d1' | 'd2' | 'd3', Design> = {
  d1: { nodes: 2, trainingHours: 20, standardGb: 500, iaGb: 1536, nats: 2, egressGb: 150, endpoints: 0 },
  d2: { nodes: 3, trainingHours: 40, standardGb: 1000, iaGb: 3072, nats: 1, egressGb: 300, endpoints: 2 },
  d3: { nodes: 2, trainingHours: 60, standardGb: 250, iaGb: 6144, nats: 2, egressGb: 100, endpoints: 1 },
};

/** A design card as an inventory, every resource tagged with the item of the estimate that it belongs to. */
export function inventoryOf(design: Design, support: 'standard' | 'extended' = 'standard'): Resource[] {
  const of = (item: string): { id: string; tags: { item: string } } => ({ id: item, tags: { item } });
  const { nodes, trainingHours: hours, nats } = design;
  return [
    { ...of('eks'), kind: 'eks-cluster', support },
    { ...of('nodes'), kind: 'instance', instanceType: 'm5.large', count: nodes },
    { ...of('node-disks'), kind: 'volume', volumeType: 'gp3', gb: 50, count: nodes },
    { ...of('training'), kind: 'instance', instanceType: 'g6.xlarge', hours },
    { ...of('training'), id: 'training-disk', kind: 'volume', volumeType: 'gp3', gb: 100, hours },
    { ...of('s3-standard'), kind: 's3-storage', storageClass: 'STANDARD', gb: design.standardGb },
    { ...of('s3-ia'), kind: 's3-storage', storageClass: 'STANDARD_IA', gb: design.iaGb },
    { ...of('s3-requests'), kind: 's3-requests', storageClass: 'STANDARD', put: 100_000, get: 5_000_000 },
    { ...of('nat'), kind: 'nat-gateway', count: nats, gb: 200 },
    { ...of('alb'), kind: 'load-balancer', type: 'application', lcu: 2 },
    { ...of('public-ipv4'), kind: 'public-ipv4', count: nats + 2 },
    { ...of('egress'), kind: 'transfer', route: 'internet-out', gb: design.egressGb },
    { ...of('alarms'), kind: 'alarm', count: 12 },
    { ...of('logs'), kind: 'logs', ingestedGb: 20 },
    { ...of('kms'), kind: 'kms-key' },
    { ...of('endpoint'), kind: 'endpoint', instanceType: 'ml.m5.xlarge', count: design.endpoints },
  ];
}
