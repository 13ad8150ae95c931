/** What makes a training machine safe, asked of the template that starts it and of the machine that runs. */
import { after, each, type Saw, type SawEach } from '../../kit/index.ts';
import type { SecurityGroup } from '../../reads/ec2-groups.ts';
import type { BlockDevice, Gpu, Image, Requirements } from '../../reads/ec2-templates.ts';
import {
  accountAuthorization,
  getPolicy,
  getPolicyVersion,
  type AccountAuthorization,
  type ManagedPolicy,
} from '../../reads/iam.ts';
import { awsManaged, roleOf } from './iam-holdings.ts';
import { bindPermissions, firstDeviation, permissionsOf } from './iam-permissions.ts';
import { probeInWords, type Place, type Probe } from './iam-probes.ts';
import { trustOf } from './iam-trust.ts';

const EC2 = 'ec2.amazonaws.com';
const MIB_PER_GIB = 1024;
/** Owner of the AWS Deep Learning AMIs. https://docs.aws.amazon.com/dlami/latest/devguide/find-dlami-id.html */
const DEEP_LEARNING_OWNER = '898082745236';
const DEEP_LEARNING_NAME = /^Deep Learning.*Nvidia/i;
export const IMAGE_PARAMETER = /^resolve:ssm:(.*)$/;
const DEEP_LEARNING_PARAMETER = '/aws/service/deeplearning/ami/';

/** Why a type is no trainer; undefined when it has one NVIDIA GPU with memory enough. @param gpus undefined for a type that is not there */
export function gpuFinding(gpus: readonly Gpu[] | undefined, minGib: number): string | undefined {
  if (!gpus) return 'no type of EC2';
  const [first] = gpus;
  const count = gpus.reduce((sum, { Count }) => sum + Count, 0);
  if (!first || count === 0) return 'a type without a GPU';
  if (gpus.some(({ Manufacturer }) => Manufacturer?.toUpperCase() !== 'NVIDIA'))
    return `a type with a GPU of ${first.Manufacturer ?? 'nobody'}`;
  if (count !== 1) return `a type with ${count} GPUs`;
  const gib = first.SizeInMiB / MIB_PER_GIB;
  return gib >= minGib ? undefined : `a type whose GPU has ${gib.toFixed(0)} GiB`;
}

/** The same of attributes that stand in place of a type. */
export function requirementsFinding(wanted: Requirements): string | undefined {
  const { AcceleratorManufacturers: makers, AcceleratorCount: count } = wanted;
  if (makers.length !== 1 || makers[0]?.toLowerCase() !== 'nvidia') return 'not limited to NVIDIA';
  return count.Min === 1 && count.Max === 1 ? undefined : 'not limited to one accelerator';
}

/** Why an image is not a current Deep Learning AMI of Amazon. @param image undefined for one that is not there; not asked for a parameter */
export function imageFinding(
  id: string | null,
  image: () => Image | undefined,
  today: string,
): string | undefined {
  if (id === null) return 'none';
  const parameter = IMAGE_PARAMETER.exec(id)?.[1];
  if (parameter !== undefined)
    return parameter.startsWith(DEEP_LEARNING_PARAMETER)
      ? undefined
      : `${id}, which names no Deep Learning AMI`;
  const found = image();
  if (!found) return `${id}, which is no image`;
  if (found.OwnerId !== DEEP_LEARNING_OWNER && found.ImageOwnerAlias !== 'amazon')
    return `${id} of account ${found.OwnerId ?? 'unknown'}, not of Amazon`;
  if (!DEEP_LEARNING_NAME.test(found.Name ?? '')) return `${id}, "${found.Name ?? ''}"`;
  const { DeprecationTime } = found;
  return DeprecationTime !== null && DeprecationTime.slice(0, 10) <= today
    ? `${id}, deprecated since ${DeprecationTime.slice(0, 10)}`
    : undefined;
}

/** The device that an image starts from: what the image says, or its family. */
export function rootDevice(id: string | null, image: () => Image | undefined): string {
  const parameter = IMAGE_PARAMETER.exec(id ?? '')?.[1];
  if (parameter === undefined) return image()?.RootDeviceName ?? '/dev/sda1';
  return parameter.includes('amazon-linux') ? '/dev/xvda' : '/dev/sda1';
}

/** Which volume is unsafe, and how. */
export function volumeFinding(
  devices: readonly BlockDevice[],
  { root, gib, encryptsByDefault }: { root: string; gib: number; encryptsByDefault: () => boolean },
): { device: string; finding: string } | undefined {
  const mapped = devices.find(({ DeviceName }) => DeviceName === root);
  if (!mapped) return { device: root, finding: 'not mapped, so that it comes as the image has it' };
  if ((mapped.VolumeSize ?? 0) < gib)
    return { device: root, finding: `${mapped.VolumeSize ?? 'no'} GiB, fewer than ${gib}` };
  for (const { DeviceName: device, VolumeType, DeleteOnTermination } of devices) {
    if (VolumeType !== 'gp3') return { device, finding: `of type ${VolumeType ?? 'unsaid'}, not gp3` };
    if (DeleteOnTermination === false) return { device, finding: 'left behind when the instance ends' };
  }
  const plain = devices.find(({ Encrypted }) => Encrypted !== true);
  return plain && !encryptsByDefault() ? { device: plain.DeviceName, finding: 'not encrypted' } : undefined;
}

/** Whether metadata is answered, and to tokens only. */
export function metadataFinding(options: {
  HttpTokens: string | null;
  HttpEndpoint: string | null;
}): string | undefined {
  if (options.HttpEndpoint === 'disabled') return 'metadata is switched off';
  return options.HttpTokens === 'required' ? undefined : `HttpTokens is ${options.HttpTokens ?? 'unsaid'}`;
}

/** What the groups let in besides other groups. @param wanted ids, or names */
export function groupFinding(
  wanted: readonly string[],
  groups: readonly SecurityGroup[],
): string | undefined {
  if (wanted.length === 0) return 'no security group is named';
  for (const name of wanted) {
    const found = groups.find(({ GroupId, GroupName }) => GroupId === name || GroupName === name);
    if (!found) return `group ${name} is not there`;
    const rule = found.IpPermissions.find(
      ({ IpRanges, Ipv6Ranges, PrefixListIds }) =>
        IpRanges.length + Ipv6Ranges.length + PrefixListIds.length > 0,
    );
    if (!rule) continue;
    const { IpRanges, Ipv6Ranges, PrefixListIds } = rule;
    const source = IpRanges[0]?.CidrIp ?? Ipv6Ranges[0]?.CidrIpv6 ?? PrefixListIds[0]?.PrefixListId;
    const ports = rule.FromPort === null ? 'every port' : `port ${rule.FromPort}`;
    return `group ${found.GroupName} (${found.GroupId}) lets ${source ?? 'addresses'} in on ${ports}`;
  }
  return undefined;
}

/** Name of a profile that is given by name or ARN. */
export const profileName = (profile: string): string => profile.slice(profile.lastIndexOf('/') + 1);

/** Reads of what roles of instances may do; `bindRoles` goes with them. */
export const roleReads = {
  account: accountAuthorization,
  managed: each(getPolicy),
  versions: each(getPolicyVersion),
};

/** AWS's own policies of every role that EC2 may assume: which of them the profile holds is known only later. */
export function bindRoles() {
  return {
    ...bindPermissions({ role: '' }),
    managed: after('account', (account: AccountAuthorization | undefined) => {
      const roles = (account?.RoleDetailList ?? []).filter(({ AssumeRolePolicyDocument }) =>
        JSON.stringify(AssumeRolePolicyDocument).includes(EC2),
      );
      const arns = roles.flatMap(({ RoleName }) => (account ? awsManaged(account, { role: RoleName }) : []));
      return [...new Set(arns)].sort().map((arn) => ({ arn }));
    }),
  };
}

interface RoleViews {
  account: Saw<AccountAuthorization>;
  managed: SawEach<{ arn: string }, ManagedPolicy>;
  versions: SawEach<{ arn: string; versionId: string }, { Document: unknown }>;
}

/** What a profile's role must and must not be able to do. */
function trainerProbes(bucket: string, { account, region }: Place): Probe[] {
  const instance = `arn:aws:ec2:${region}:${account}:instance/i-0a1b2c3d4e5f67890`;
  const probe = (wanted: Probe['wanted'], action: string, resource: string): Probe => ({
    topic: wanted === 'allow' ? 'needed' : 'dangerous',
    wanted,
    action,
    resource,
    context: {},
  });
  return [
    probe('allow', 'ssm:UpdateInstanceInformation', instance),
    probe('allow', 'ssmmessages:OpenControlChannel', '*'),
    probe('allow', 's3:PutObject', `arn:aws:s3:::${bucket}/checkpoints/x`),
    probe('deny', 's3:GetObject', `arn:aws:s3:::${bucket}-of-somebody-else/x`),
    probe('deny', 's3:DeleteBucket', `arn:aws:s3:::${bucket}`),
  ];
}

/**
 * What is wrong with the role of an instance profile, in words, and the probe that shows it; undefined when nothing is.
 *
 * @param roles names of the profile's roles; undefined when there is no such profile
 */
export function roleFinding(
  saw: RoleViews,
  profile: string | null,
  roles: readonly string[] | undefined,
  bucket: string,
  run: Place & { now: string },
): { probe: string; words: string } | undefined {
  if (profile === null) return { probe: 'sts:AssumeRole', words: 'No instance profile is named.' };
  const name = profileName(profile);
  if (!roles) return { probe: 'sts:AssumeRole', words: `There is no instance profile ${name}.` };
  const [role] = roles;
  if (role === undefined)
    return { probe: 'sts:AssumeRole', words: `Instance profile ${name} holds no role.` };
  const account = saw.account();
  const found = roleOf(account, role);
  if (!account || !found) return { probe: 'sts:AssumeRole', words: `There is no role ${role}.` };
  const refused = trustOf(found, account, run).refusedService(EC2);
  if (refused) return { probe: `sts:AssumeRole by ${EC2}`, words: refused.words };
  const own = permissionsOf(saw, { role }, run);
  const hit = own && firstDeviation(trainerProbes(bucket, run), own.decide);
  return own && hit && { probe: probeInWords(hit.probe), words: own.counterExample(hit.probe, hit.decision) };
}
