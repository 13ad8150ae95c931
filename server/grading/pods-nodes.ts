/** The node groups of a cluster as the scheduling model takes them, read with the graders' reads. */
import { Blocked, type Observation } from '../../graders/kit/index.ts';
import { activeGroup, templateOf } from '../../graders/checks/shared/eks-nodes.ts';
import { nodeFacts, type NodeFacts } from '../../graders/checks/shared/eks-scheduling.ts';
import {
  instanceType,
  launchTemplateVersion,
  type InstanceTypeInfo,
  type LaunchTemplateVersion,
  type TemplateVersion,
} from '../../graders/reads/ec2-templates.ts';
import { subnets, type Subnet } from '../../graders/reads/ec2-vpc.ts';
import { nodegroup, nodegroups, type Nodegroup } from '../../graders/reads/eks-nodes.ts';
import type { PodsReply } from '../contract/index.ts';
import { blockedMessage, type AskRead } from './picture-session.ts';

export const NODE_READS = [nodegroups, nodegroup, instanceType, launchTemplateVersion, subnets];

type Facts = Pick<PodsReply, 'groups' | 'types' | 'idle' | 'unread'> &
  Pick<PodsReply['cluster'], 'state' | 'message'>;

/** What a check would see. @throws Blocked when it could not be read */
function valueOf<T>(observation: Observation<T>): T | undefined {
  if (observation.state === 'blocked') throw new Blocked(observation);
  return observation.state === 'present' ? observation.value : undefined;
}

/** The groups of a cluster, each by itself: one that cannot be read hides no other. */
export async function nodesOfCluster(ask: AskRead, cluster: string): Promise<Facts> {
  const found: Facts = { state: 'read', message: '', groups: [], types: [], idle: [], unread: [] };
  const [names, places] = await Promise.all([
    ask<string[]>(nodegroups, { cluster }),
    ask<Subnet[]>(subnets, {}),
  ]);
  if (names.state === 'blocked') return { ...found, state: 'blocked', message: blockedMessage(names) };
  if (names.state === 'absent')
    return { ...found, state: 'missing', message: `There is no cluster ${cluster} in your account.` };
  const all = await Promise.all(
    names.value.map(async (name) => ({
      name,
      answer: await lookAt(ask, { cluster, name }, places),
    })),
  );
  const types = new Map<string, PodsReply['types'][number]>();
  for (const { name, answer } of all) {
    if ('blocked' in answer) found.unread.push({ what: name, message: answer.blocked });
    else if ('idle' in answer) found.idle.push({ name, status: answer.idle });
    else {
      for (const [key, type] of answer.types) types.set(key, type);
      found.groups.push(...answer.groups.map((group) => plain(group)));
    }
  }
  return { ...found, types: [...types.values()] };
}

async function lookAt(
  ask: AskRead,
  args: { cluster: string; name: string },
  places: Observation<Subnet[]>,
): Promise<NodeFacts | { blocked: string } | { idle: string }> {
  const one = await ask<Nodegroup>(nodegroup, args);
  const template = one.state === 'present' ? templateOf(one.value) : undefined;
  const version = template && (await ask<LaunchTemplateVersion>(launchTemplateVersion, template));
  const fromTemplate = version?.state === 'present' ? (version.value.InstanceType ?? []) : [];
  const names = [one.state === 'present' ? one.value.instanceTypes : [], fromTemplate].flat();
  const machines = await Promise.all(
    [...new Set(names)].map(async (type) => ({
      args: { type },
      answer: await ask<InstanceTypeInfo>(instanceType, { type }),
    })),
  );
  const entry = {
    args,
    get value() {
      return valueOf(one);
    },
  };
  const types = machines.map((machine) => ({
    args: machine.args,
    get value() {
      return valueOf(machine.answer);
    },
  }));
  const templates: { args: TemplateVersion; value: LaunchTemplateVersion | undefined }[] =
    template && version
      ? [
          {
            args: template,
            get value() {
              return valueOf(version);
            },
          },
        ]
      : [];
  try {
    if (!activeGroup(entry)) return { idle: entry.value?.status ?? 'gone' };
    return nodeFacts({
      nodegroups: () => [args.name],
      groups: () => [entry],
      types: () => types,
      templateTypes: () => [],
      templates: () => templates,
      subnets: () => valueOf(places),
    });
  } catch (error) {
    if (error instanceof Blocked) return { blocked: blockedMessage(error.observation) };
    throw error;
  }
}

function plain(group: NodeFacts['groups'][number]): PodsReply['groups'][number] {
  return {
    ...group,
    instanceTypes: [...group.instanceTypes],
    labels: { ...group.labels },
    taints: group.taints.map((taint) => ({ ...taint })),
    zones: [...group.zones],
  };
}
