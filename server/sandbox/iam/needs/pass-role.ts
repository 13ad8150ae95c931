/**
 * Handing a role to a service is an action of its own, on the role. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
import { isReadOnly } from '../../overlay/read-only.ts';
import type { Call } from '../call.ts';
import type { Directory } from '../directory.ts';
import { need, vague, walk, type Need, type World } from './need.ts';

/** Who gets the role, by operation or service, where it is not the service that is called; null: nobody. */
const PASSED_TO: Readonly<Record<string, string | null>> = {
  iam: null,
  sts: null,
  'iam:AddRoleToInstanceProfile': 'ec2.amazonaws.com',
  ec2: 'ec2.amazonaws.com',
  'ec2:CreateFlowLogs': 'vpc-flow-logs.amazonaws.com',
  'eks:CreatePodIdentityAssociation': 'pods.eks.amazonaws.com',
  'eks:UpdatePodIdentityAssociation': 'pods.eks.amazonaws.com',
  'ecs:RegisterTaskDefinition': 'ecs-tasks.amazonaws.com',
  autoscaling: 'ec2.amazonaws.com',
  cloudwatch: 'monitoring.amazonaws.com',
};

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/;
const PROFILE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:instance-profile\/.+$/;
const KNOWS = /^iam:passedtoservice$/;
/** Members that hold the learner's own words. */
const FREE_TEXT = /^(Environment|HyperParameters|Tags)$/;

/** One need for every role that the call hands over, by ARN or inside an instance profile. */
export function passRoleNeeds(call: Call, { directory }: World): Need[] {
  const { service, operation } = call.operation;
  const to = [call.name, service].map((key) => (Object.hasOwn(PASSED_TO, key) ? PASSED_TO[key] : undefined));
  const passedTo = to.find((known) => known !== undefined) ?? `${service}.amazonaws.com`;
  if (to.find((known) => known !== undefined) === null || isReadOnly(call.operation)) return [];
  // The body of a replication configuration, which names the role, is not read here.
  if (call.name === 's3:PutBucketReplication') return [passing('*', passedTo, false)];
  if (operation === 'AddRoleToInstanceProfile') {
    const name = call.text('RoleName') ?? '';
    return [passing(directory.role(name)?.Arn ?? `arn:aws:iam::${call.account}:role/${name}`, passedTo)];
  }

  const found = new Set<string>();
  let byTemplate = false;
  const look = (name: string, value: unknown): void => {
    if (/^launchTemplate(\.|Id$|Name$|$)/i.test(name)) byTemplate = true;
    if (typeof value !== 'string') return;
    if (ROLE_ARN.test(value)) found.add(value);
    // Some services take a role by its name.
    else if (/Role(Arn|Name)?$/i.test(name) && directory.role(value)?.Arn !== undefined)
      found.add(directory.role(value)?.Arn ?? '');
    else if (PROFILE_ARN.test(value) || /InstanceProfile(\.?Name)?$/.test(name))
      for (const role of directory.profileRoles(value)) found.add(role);
  };
  for (const [name, value] of call.pairs) look(name, value);
  walk(Object.fromEntries(Object.entries(call.json).filter(([name]) => !FREE_TEXT.test(name))), look);
  const needs = [...found].map((role) => passing(role, passedTo));
  // A template may have an instance profile. RunInstances looks into it; nothing else does.
  const unread = byTemplate && operation !== 'RunInstances' && !operation.includes('LaunchTemplate');
  return unread ? [...needs, passing('*', 'ec2.amazonaws.com', false)] : needs;
}

/** What handing over an instance profile needs. */
export function passProfile(profile: string, directory: Directory): Need[] {
  return directory.profileRoles(profile).map((role) => passing(role, 'ec2.amazonaws.com'));
}

function passing(role: string, service: string, exact = true): Need {
  const extra = { context: { 'iam:PassedToService': service }, knows: KNOWS };
  return exact ? need('iam:PassRole', role, extra) : vague('iam:PassRole', extra);
}
