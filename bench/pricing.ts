/**
 * The monthly bill of an account with 500 resources of every kind, grouped by resource and by tag, beside a floor that the
 * same machine sets in the same run: JSON.parse of the same inventory. The ratio is comparable between machines.
 *
 *   npx esbuild bench/pricing.ts --bundle --platform=node --format=esm --log-level=warning | node --input-type=module
 */
import instances from '../graders/semantics/data/ec2-types.json' with { type: 'json' };
import s3 from '../graders/semantics/data/s3-prices.json' with { type: 'json' };
import services from '../graders/semantics/data/service-prices.json' with { type: 'json' };
import {
  byResource,
  byTag,
  cents,
  hourlyBurn,
  monthlyBill,
  priceBook,
  type Resource,
} from '../graders/semantics/pricing/index.ts';

const TARGET_MS = 50;
const RESOURCES = 500;
const ROUNDS = 30;

const kinds: ((i: number) => Omit<Resource, 'id' | 'tags'> & { kind: Resource['kind'] })[] = [
  (i) => ({ kind: 'instance', instanceType: 'm5.large', hours: i }),
  (i) => ({ kind: 'volume', volumeType: 'gp3', gb: 8 + i / 7, iops: 3000 + i, hours: i }),
  (i) => ({ kind: 's3-storage', storageClass: 'STANDARD', gb: i * 1.37, objects: i }),
  (i) => ({ kind: 's3-storage', storageClass: 'GLACIER', gb: i / 3, objects: 17 * i }),
  (i) => ({ kind: 's3-early-delete', storageClass: 'STANDARD_IA', gb: i, days: 3 }),
  (i) => ({ kind: 's3-requests', storageClass: 'STANDARD_IA', put: i, get: 1000 * i }),
  (i) => ({ kind: 'nat-gateway', gb: i / 9 }),
  () => ({ kind: 'public-ipv4' }),
  (i) => ({ kind: 'load-balancer', type: 'application', lcu: i / 100 }),
  () => ({ kind: 'eks-cluster', support: 'standard' }),
  (i) => ({ kind: 'training', instanceType: 'ml.g5.xlarge', hours: i / 60 }),
  (i) => ({ kind: 'logs', ingestedGb: i / 10, storedGb: i }),
  (i) => ({ kind: 'transfer', route: 'internet-out', gb: i }),
];
const inventory = Array.from({ length: RESOURCES }, (_, i) => {
  const facts = kinds[i % kinds.length]?.(i + 1);
  return { ...facts, id: `resource-${i}`, tags: { Owner: `team-${i % 12}` } } as Resource;
});
const text = JSON.stringify(inventory);
const book = priceBook({ services, instances, s3 });

/** CPU milliseconds of one round, the median of many, so that a busy machine does not lie. */
function cost(round: () => void): number {
  round();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage();
    round();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}

const { lines, total } = monthlyBill(inventory, book);
if (!total) throw new Error('bench/pricing: a price is missing, so it measures half a bill.');
const bill = cost(() => {
  const { lines } = monthlyBill(inventory, book);
  byResource(lines);
  byTag(lines, 'Owner');
});
const burn = cost(() => void hourlyBurn(inventory, book));
const floor = cost(() => void JSON.parse(text));

const show = (ms: number): string => `${ms.toFixed(2)} ms`.padStart(10);
console.log(
  `bill of ${RESOURCES} resources ${show(bill)}  (target ${TARGET_MS} ms; ${(bill / floor).toFixed(1)} times the floor)`,
);
console.log(`what burns now        ${show(burn)}`);
console.log(`floor: JSON.parse     ${show(floor)}`);
console.log(`                      ${lines.length} lines, $${cents(total)}`);
if (bill > TARGET_MS) process.exitCode = 1;
