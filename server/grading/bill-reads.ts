/** Everything of an account that costs money, read with the graders' reads, in the shape that the pricing model takes. */
import type { Observation } from '../../graders/kit/index.ts';
import { alarms, type Alarm, type CompositeAlarm } from '../../graders/reads/cloudwatch-alarms.ts';
import {
  billedJob,
  billedLogGroups,
  bucketUsage,
  dashboards,
  keys,
  loadBalancers,
  notebooks,
  type BilledBalancer,
  type BilledLogGroup,
  type BilledNotebook,
  type BucketUsage,
} from '../../graders/reads/costs.ts';
import {
  alarmTags,
  balancerTags,
  bucketTags,
  keyTags,
  logGroupTags,
} from '../../graders/reads/costs-tags.ts';
import { vpcEndpoints } from '../../graders/reads/ec2-endpoints.ts';
import { instances } from '../../graders/reads/ec2-instances.ts';
import { addresses, volumes } from '../../graders/reads/ec2-volumes.ts';
import { natGateways } from '../../graders/reads/ec2-vpc.ts';
import { cluster, clusters } from '../../graders/reads/eks.ts';
import { nodegroup, nodegroups } from '../../graders/reads/eks-nodes.ts';
import { describeKey, listAliases, type KmsKey } from '../../graders/reads/kms.ts';
import { listBuckets } from '../../graders/reads/s3-bucket.ts';
import {
  endpoint,
  endpointConfig,
  endpoints,
  sagemakerTags,
  type Endpoint,
  type EndpointSummary,
} from '../../graders/reads/sagemaker-hosting.ts';
import { trainingJobs, type TrainingJobSummary } from '../../graders/reads/sagemaker-training.ts';
import type { AccountDescription } from '../../graders/semantics/pricing/index.ts';
import { blockedMessage, type AskRead } from './picture-session.ts';

export const BILL_READS = [
  instances,
  volumes,
  addresses,
  natGateways,
  vpcEndpoints,
  loadBalancers,
  balancerTags,
  clusters,
  cluster,
  nodegroups,
  nodegroup,
  endpoints,
  endpoint,
  endpointConfig,
  sagemakerTags,
  notebooks,
  trainingJobs,
  billedJob,
  billedLogGroups,
  logGroupTags,
  alarms,
  alarmTags,
  dashboards,
  keys,
  describeKey,
  listAliases,
  keyTags,
  listBuckets,
  bucketUsage,
  bucketTags,
];

/** What could not be read, in words; a list of many alike is said once. */
export interface Unread {
  what: string;
  message: string;
}
type Name = { what: string };

/** Reads side by side; what is denied or fails is in `unread`, and everything else is there all the same. */
export class BillReader {
  readonly #ask: AskRead;
  readonly #region: string;
  readonly unread: Unread[] = [];

  constructor(ask: AskRead, region: string) {
    this.#ask = ask;
    this.#region = region;
  }

  /** Undefined where it could not be read; null where there is none. */
  async #see<T>(read: { id: string }, args: object, { what }: Name): Promise<T | null | undefined> {
    const found: Observation<T> = await this.#ask<T>(read, args);
    if (found.state === 'present') return found.value;
    if (found.state === 'absent') return null;
    const message = blockedMessage(found);
    if (!this.unread.some((one) => one.message === message)) this.unread.push({ what, message });
    return undefined;
  }

  /** The items of a list, each looked at more closely; one that is gone meanwhile is left out. */
  async #each<A, T>(
    read: { id: string },
    args: object,
    name: Name,
    look: (item: A) => Promise<T | null | undefined>,
  ): Promise<T[] | undefined> {
    const listed = await this.#see<A[]>(read, args, name);
    if (listed === undefined) return undefined;
    const all = await Promise.all((listed ?? []).map(look));
    return all.flatMap((one) => (one === null || one === undefined ? [] : [one]));
  }

  /** The account; a collection that could not be listed is left out. */
  async account(): Promise<AccountDescription> {
    const [ec2, balancers, eks, hosting, jobs, watching, keyring, stores] = await Promise.all([
      this.#machines(),
      this.#balancers(),
      this.#clusters(),
      this.#hosting(),
      this.#jobs(),
      this.#watching(),
      this.#keys(),
      this.#buckets(),
    ]);
    const all = { ...ec2, ...balancers, ...eks, ...hosting, ...jobs, ...watching, ...keyring, ...stores };
    return Object.fromEntries(Object.entries(all).filter(([, items]) => items !== undefined));
  }

  async #machines() {
    const list = (read: { id: string }, what: string) => this.#see<object[]>(read, {}, { what });
    const [Instances, Volumes, Addresses, NatGateways, VpcEndpoints] = await Promise.all([
      list(instances, 'instances'),
      list(volumes, 'volumes'),
      list(addresses, 'addresses'),
      list(natGateways, 'NAT gateways'),
      list(vpcEndpoints, 'VPC endpoints'),
    ]);
    return { Instances, Volumes, Addresses, NatGateways, VpcEndpoints };
  }

  async #balancers() {
    const what = 'load balancers';
    const LoadBalancers = await this.#each<BilledBalancer, object>(
      loadBalancers,
      {},
      { what },
      async (one) => ({
        ...one,
        Tags: await this.#see(balancerTags, { arn: one.LoadBalancerArn }, { what: `tags of ${what}` }),
      }),
    );
    return { LoadBalancers };
  }

  async #clusters() {
    const groups: Promise<object[] | undefined>[] = [];
    const Clusters = await this.#each<string, object>(clusters, {}, { what: 'clusters' }, (name) => {
      const what = 'node groups';
      groups.push(
        this.#each<string, object>(nodegroups, { cluster: name }, { what }, async (group) => {
          const found = await this.#see<object>(nodegroup, { cluster: name, name: group }, { what });
          return found && { ...found, clusterName: name };
        }),
      );
      return this.#see<object>(cluster, { name }, { what: 'clusters' });
    });
    const read = await Promise.all(groups);
    const Nodegroups = Clusters && read.flatMap((one) => one ?? []);
    return { Clusters, Nodegroups };
  }

  async #hosting() {
    const what = 'SageMaker AI endpoints';
    const tagged = async (arn: string, one: object) => ({
      ...one,
      Tags: await this.#see(sagemakerTags, { arn }, { what: 'tags of SageMaker AI' }),
    });
    const configs = new Map<string, Promise<object | null | undefined>>();
    const [Endpoints, NotebookInstances] = await Promise.all([
      this.#each<EndpointSummary, object>(endpoints, {}, { what }, async ({ EndpointName, EndpointArn }) => {
        const found = await this.#see<Endpoint>(endpoint, { name: EndpointName }, { what });
        const config = found?.EndpointConfigName ?? null;
        if (config !== null && !configs.has(config))
          configs.set(config, this.#see<object>(endpointConfig, { name: config }, { what }));
        return found && (await tagged(EndpointArn, found));
      }),
      this.#each<BilledNotebook, object>(notebooks, {}, { what: 'notebooks' }, (one) =>
        tagged(one.NotebookInstanceArn, one),
      ),
    ]);
    const EndpointConfigs = (await Promise.all(configs.values())).flatMap((one) => one ?? []);
    return { Endpoints, EndpointConfigs, NotebookInstances };
  }

  async #jobs() {
    const what = 'training jobs';
    const args = { nameContains: '' };
    const TrainingJobs = await this.#each<TrainingJobSummary, object>(trainingJobs, args, { what }, (one) =>
      this.#see<object>(billedJob, { name: one.TrainingJobName }, { what }),
    );
    return { TrainingJobs };
  }

  async #watching() {
    const tags = (name: string) => this.#see(alarmTags, { name }, { what: 'tags of alarms' });
    const [rings, LogGroups, Dashboards] = await Promise.all([
      this.#see<{ MetricAlarms: Alarm[]; CompositeAlarms: CompositeAlarm[] }>(
        alarms,
        { region: this.#region },
        { what: 'alarms' },
      ),
      this.#each<BilledLogGroup, object>(billedLogGroups, {}, { what: 'log groups' }, async (one) => ({
        ...one,
        tags: await this.#see(logGroupTags, { name: one.logGroupName }, { what: 'tags of log groups' }),
      })),
      this.#see<object[]>(dashboards, {}, { what: 'dashboards' }),
    ]);
    const tagged = <T extends { AlarmName: string }>(items: readonly T[] | undefined) =>
      items && Promise.all(items.map(async (one) => ({ ...one, Tags: await tags(one.AlarmName) })));
    const MetricAlarms = await tagged(rings?.MetricAlarms);
    const CompositeAlarms = await tagged(rings?.CompositeAlarms);
    return { MetricAlarms, CompositeAlarms, LogGroups, Dashboards };
  }

  async #keys() {
    const what = 'keys';
    const [Keys, KeyAliases] = await Promise.all([
      this.#each<string, object>(keys, {}, { what }, async (keyId) => {
        const found = await this.#see<KmsKey>(describeKey, { keyId }, { what });
        if (!found || found.KeyManager === 'AWS') return found;
        return { ...found, Tags: await this.#see(keyTags, { keyId }, { what: 'tags of keys' }) };
      }),
      this.#see<object[]>(listAliases, {}, { what: 'aliases of keys' }),
    ]);
    return { Keys, KeyAliases };
  }

  async #buckets() {
    const what = 'buckets';
    const Buckets = await this.#each<{ Name: string }, object>(
      listBuckets,
      {},
      { what },
      async ({ Name }) => {
        const [usage, Tags] = await Promise.all([
          this.#see<BucketUsage>(bucketUsage, { bucket: Name }, { what: 'objects of buckets' }),
          this.#see(bucketTags, { bucket: Name }, { what: 'tags of buckets' }),
        ]);
        return { Name, Tags, ...(usage ?? { Complete: usage === null }) };
      },
    );
    return { Buckets };
  }
}
