import type { BillRow } from '../elements/bill-bars.ts';

const row = (key: string, name: string, about: string, usd: number, was = usd): BillRow => ({
  key,
  name,
  about,
  usd,
  was,
  amount: `$${usd.toFixed(2)}`,
  before: `$${was.toFixed(2)}`,
  gone: false,
  untagged: false,
});

export const billRows: readonly BillRow[] = [
  row('i-1', 'bm-trainer', 'g6.xlarge on Spot, i-0a1b2c3d4e5f67890', 229.29),
  row('bm-serving', 'bm-serving', 'EKS cluster, version 1.34', 73),
  row('nat-1', 'bm-cc-idle', 'NAT gateway, nat-0c3', 32.85),
  row('vol-1', 'vol-0b2', '80 GB gp2 volume', 8),
  row('i-2', 'bm-cc-devbox', 'm5.xlarge, stopped, i-0b2', 0),
];

export const changedRows: readonly BillRow[] = [
  row('i-1', 'bm-trainer', '2 × g6.xlarge on Spot, i-0a1b2c3d4e5f67890', 458.59, 229.29),
  { ...row('nat-1', 'bm-cc-idle', 'NAT gateway, nat-0c3', 0, 32.85), gone: true },
  { ...row('both', 'bm-all-quiet', 'composite alarm', 0), amount: 'no price', before: 'no price' },
];

export const taggedRows: readonly BillRow[] = [
  row('amelia', 'amelia', '', 250.2),
  { ...row('', 'Without the tag Owner', '', 49.6), untagged: true },
];
