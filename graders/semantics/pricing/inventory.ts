// What an account has, from the answers of AWS's describe operations.
import {
  addressesOf,
  balancersOf,
  endpointsOf,
  instancesOf,
  natGatewaysOf,
  volumesOf,
} from './inventory-network.ts';
import {
  alarmsOf,
  bucketsOf,
  clustersOf,
  hostingOf,
  keysOf,
  logGroupsOf,
  nodesOf,
  notebooksOf,
  storedOf,
  trainingOf,
} from './inventory-managed.ts';
import type { Resource } from './types.ts';

/** Answers in AWS's own shapes, every page joined; a collection that is left out was not read. */
export interface AccountDescription {
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
  Instances?: readonly unknown[];
  Volumes?: readonly unknown[];
  Addresses?: readonly unknown[];
  NatGateways?: readonly unknown[];
  VpcEndpoints?: readonly unknown[];
  Snapshots?: readonly unknown[];
  /** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html */
  LoadBalancers?: readonly unknown[];
  /** https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeCluster.html */
  Clusters?: readonly unknown[];
  /** With the name of their cluster, as DescribeNodegroup has it. */
  Nodegroups?: readonly unknown[];
  /** https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html */
  Endpoints?: readonly unknown[];
  EndpointConfigs?: readonly unknown[];
  NotebookInstances?: readonly unknown[];
  TrainingJobs?: readonly unknown[];
  /** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
  LogGroups?: readonly unknown[];
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
  MetricAlarms?: readonly unknown[];
  CompositeAlarms?: readonly unknown[];
  Dashboards?: readonly unknown[];
  /** As DescribeKey has them. https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html */
  Keys?: readonly unknown[];
  /** An emulator may call a key of AWS a customer's; its alias tells. */
  KeyAliases?: readonly unknown[];
  /** Each with `Name`, and `Objects` (Size, StorageClass) or their sums `Classes` (Bytes, Objects, StorageClass). */
  Buckets?: readonly unknown[];
  /** Each with `repositoryName` and `images`: imageSizeInBytes. */
  Repositories?: readonly unknown[];
}
export type Described = keyof AccountDescription;

/** A quantity that no describe operation shows: it counts as none in the bill until a what-if sets it. */
export interface Unseen {
  resource: string;
  field: string;
}

export interface Inventory {
  resources: Resource[];
  unseen: Unseen[];
}

/**
 * The inventory of an account, as it is now and with a whole month of it. What is gone or going is left out. What costs
 * money by a price or a size that cannot be told from the answers is there as `unpriced`, so that no bill of it has a total.
 * Pure and total: whatever an answer lacks, nothing throws and nothing is guessed.
 */
export function inventoryOf(account: AccountDescription): Inventory {
  const { Instances = [], Addresses = [], NatGateways = [], LoadBalancers = [] } = account;
  const parts: Inventory[] = [
    instancesOf(Instances),
    volumesOf(account.Volumes ?? []),
    natGatewaysOf(NatGateways),
    addressesOf({ Instances, Addresses, NatGateways, LoadBalancers }),
    endpointsOf(account.VpcEndpoints ?? []),
    balancersOf(LoadBalancers),
    clustersOf(account.Clusters ?? []),
    nodesOf(account.Nodegroups ?? [], Instances),
    hostingOf(account.Endpoints ?? [], account.EndpointConfigs ?? []),
    notebooksOf(account.NotebookInstances ?? []),
    trainingOf(account.TrainingJobs ?? []),
    bucketsOf(account.Buckets ?? []),
    logGroupsOf(account.LogGroups ?? []),
    alarmsOf(account.MetricAlarms ?? [], account.CompositeAlarms ?? [], account.Dashboards ?? []),
    keysOf(account.Keys ?? [], account.KeyAliases ?? []),
    storedOf(account.Snapshots ?? [], account.Repositories ?? []),
  ];
  const resources = parts.flatMap((part) => part.resources);
  const unseen = parts.flatMap((part) => part.unseen);
  if (resources.length === 0) return { resources, unseen };
  const out: Resource = { id: 'data out to the Internet', kind: 'transfer', route: 'internet-out', gb: 0 };
  return { resources: [...resources, out], unseen: [...unseen, { resource: out.id, field: 'gb' }] };
}
