import type { CallGroup, CallSummary, JournalEntry } from '../contract/index.ts';

const MOST_GROUPS = 60;
const MOST_RESOURCES = 5;
/** Operations that change nothing, as AWS names them. */
const READS =
  /^(Batch(Get|Check)|Check|Describe|Estimate|Filter|Get|Head|List|Lookup|Query|Scan|Search|Select|Simulate|Validate)/;
/** STS hands out keys; nothing in the account is other after it. */
const READ_SERVICES = new Set(['sts']);

/** Parameters that name what a call is about, the most telling first. Query protocols number their lists from 1. */
const NAMING = [
  /^(RoleName|UserName|PolicyName|InstanceProfileName|BucketName|FunctionName|RepositoryName|TopicArn|AlarmName|BudgetName)$/i,
  /^(AutoScalingGroupName|LaunchTemplateName|DBInstanceIdentifier|ClusterName|TrainingJobName|EndpointName|EndpointConfigName|ModelName|ModelPackageGroupName|DashboardName|LogGroupName|GroupName|RuleName|Rule)$/i,
  /^(InstanceId|VolumeId|SubnetId|RouteTableId|NatGatewayId|AllocationId|VpcEndpointId|NetworkAclId|GroupId|InternetGatewayId|VpcId)(\.1)?$/i,
  /^ResourceId(\.1)?$/i,
  /(^|\.)Name$/i,
  /(Name|Id|Arn)(\.1)?$/,
];

/** Does this operation leave the account as it was? */
export function isRead({ service, operation }: Pick<JournalEntry, 'service' | 'operation'>): boolean {
  return READ_SERVICES.has(service) || READS.test(operation);
}

/** What a call named, as people know it: `bucket/key` of S3, an id or a name elsewhere; empty where it named nothing. */
export function resourceOf({ service, parameters }: Pick<JournalEntry, 'service' | 'parameters'>): string {
  const text = (name: string): string => {
    const value = parameters[name];
    return typeof value === 'string' ? value : '';
  };
  if (service === 's3') return [text('bucket'), text('key')].filter((part) => part !== '').join('/');
  for (const pattern of NAMING) {
    const name = Object.keys(parameters).find((one) => pattern.test(one) && text(one) !== '');
    if (name !== undefined) return text(name);
  }
  // REST services name it in the path: /clusters/bm-serving/node-groups.
  return text('path')
    .split('/')
    .filter((part) => part !== '' && !/^(\d{4}-\d{2}-\d{2}|v\d+)$/.test(part))
    .slice(1, 2)
    .join('');
}

/**
 * The learner's own calls in short, by service and operation: what changed something, and whatever failed. Calls of graders and
 * reads that worked are only counted.
 *
 * @param complete false when the journal did not hold every call
 */
export function summariseCalls(entries: readonly JournalEntry[], complete: boolean): CallSummary {
  const groups = new Map<string, CallGroup>();
  const resources = new Map<string, Set<string>>();
  let changes = 0;
  let reads = 0;
  let failed = 0;
  for (const entry of entries.filter(({ who }) => who === 'learner')) {
    const { service, operation, error, at } = entry;
    const read = isRead(entry);
    const wentWrong = error !== null || entry.status >= 400;
    if (wentWrong) failed += 1;
    else if (read) reads += 1;
    else changes += 1;
    if (read && !wentWrong) continue;
    const key = `${service}:${operation}`;
    const group = groups.get(key) ?? newGroup(service, operation, !read);
    groups.set(key, group);
    group.lastAt = at;
    if (wentWrong) countError(group, error ?? `HTTP ${entry.status}`);
    else group.done += 1;
    const named = resources.get(key) ?? new Set();
    resources.set(key, named);
    const resource = resourceOf(entry);
    if (resource !== '') named.add(resource);
  }
  for (const [key, group] of groups) {
    const named = [...(resources.get(key) ?? [])];
    group.resources = named.slice(0, MOST_RESOURCES);
    group.moreResources = named.length - group.resources.length;
  }
  const all = [...groups.values()];
  return {
    groups: all.slice(0, MOST_GROUPS),
    moreGroups: Math.max(0, all.length - MOST_GROUPS),
    changes,
    reads,
    failed,
    complete,
  };
}

const newGroup = (service: string, operation: string, changes: boolean): CallGroup => ({
  service,
  operation,
  changes,
  done: 0,
  errors: [],
  resources: [],
  moreResources: 0,
  lastAt: '',
});

function countError(group: CallGroup, code: string): void {
  const known = group.errors.find((one) => one.code === code);
  if (known) known.count += 1;
  else group.errors.push({ code, count: 1 });
}
