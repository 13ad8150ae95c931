import { Type } from 'typebox';
import { after, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { securityGroups } from '../../reads/ec2-groups.ts';
import {
  ebsEncryption,
  image,
  instanceType,
  launchTemplateVersion,
  type LaunchTemplateVersion,
} from '../../reads/ec2-templates.ts';
import { instanceProfile } from '../../reads/iam-profiles.ts';
import {
  bindRoles,
  gpuFinding,
  groupFinding,
  IMAGE_PARAMETER,
  imageFinding,
  metadataFinding,
  profileName,
  requirementsFinding,
  roleFinding,
  roleReads,
  rootDevice,
  volumeFinding,
} from '../shared/trainer.ts';

type Version = LaunchTemplateVersion | undefined;

export default defineCheck({
  id: 'ec2/launch-template',
  title: 'What every trainer starts as is safe, and is what it should be',
  params: Type.Object({
    template: Type.String(),
    minGpuGib: Type.Number(),
    volumeGib: Type.Number(),
    bucket: Type.String(),
    project: Type.String(),
  }),
  reads: {
    version: launchTemplateVersion,
    type: instanceType,
    image,
    encryption: ebsEncryption,
    profile: instanceProfile,
    groups: securityGroups,
    ...roleReads,
  },
  bind: ({ template }) => ({
    version: { name: template, version: '$Default' },
    type: after('version', (found: Version) => (found?.InstanceType ? { type: found.InstanceType } : null)),
    image: after('version', (found: Version) =>
      found?.ImageId && !IMAGE_PARAMETER.test(found.ImageId) ? { id: found.ImageId } : null,
    ),
    encryption: {},
    profile: after('version', (found: Version) =>
      found?.IamInstanceProfile ? { name: profileName(found.IamInstanceProfile) } : null,
    ),
    groups: {},
    ...bindRoles(),
  }),
  reasons: {
    safe: pass(
      'Version {version} of {template}, the default one, starts trainers that are private, encrypted and tagged.',
    ),
    'template-missing': fail('There is no launch template {template}.', 'Create it in this Region.'),
    'wrong-image-or-type': fail(
      '{field} of version {version} is {value}.',
      'One NVIDIA GPU with memory enough, and a Deep Learning AMI of Amazon that is not deprecated.',
    ),
    'volume-unsafe': fail(
      'Volume {device} of version {version} is {finding}.',
      'Map the root device and give every volume gp3, encryption and deletion with the instance.',
    ),
    'imds-v1': fail('In version {version} {finding}.', 'Leave the endpoint on and require tokens.'),
    'profile-wrong': fail(
      'The profile of version {version} does not hold for {probe}. {words}',
      'A trainer signs in to Systems Manager and writes checkpoints, and reaches nothing else.',
    ),
    exposed: fail(
      'Version {version} leaves a way in: {finding}.',
      'No key, no public address, and groups without rules for addresses.',
    ),
    untagged: fail(
      '{resource} of version {version} lacks {tag}.',
      'Tag what the template starts, volumes too.',
    ),
  },
  judge(saw, { template, minGpuGib, volumeGib, bucket, project }, run) {
    const data = (found: NonNullable<Version>) => ({ template, version: found.VersionNumber });
    const clause =
      <R extends string>(
        reason: R,
        path: string,
        expected: string,
        look: (found: NonNullable<Version>) => Record<string, unknown> | undefined,
      ) =>
      () => {
        const found = saw.version();
        const finding = found && look(found);
        if (!finding) return undefined;
        return {
          reason,
          data: { ...data(found), ...finding },
          evidence: [
            saw.version.at(
              `LaunchTemplateVersions[0].LaunchTemplateData.${path}`,
              expected,
              finding['finding'] ?? finding['value'] ?? finding['words'] ?? finding['tag'],
            ),
          ],
        };
      };
    const value = (field: string, finding: string | undefined) => finding && { field, value: finding };
    return decide(
      [
        () =>
          saw.version()
            ? undefined
            : {
                reason: 'template-missing' as const,
                data: { template },
                evidence: [saw.version.at('', template, saw.version.absence())],
              },
        clause('wrong-image-or-type', 'InstanceType', `one NVIDIA GPU of ${minGpuGib} GiB`, (found) => {
          const { InstanceType: type, InstanceRequirements: wanted } = found;
          if (type === null && wanted)
            return value('InstanceRequirements', requirementsFinding(wanted)) || undefined;
          if (type === null) return { field: 'InstanceType', value: 'not said' };
          const finding = gpuFinding(saw.type()?.Gpus, minGpuGib);
          return finding ? { field: 'InstanceType', value: `${type}, ${finding}` } : undefined;
        }),
        clause(
          'wrong-image-or-type',
          'ImageId',
          'a current Deep Learning AMI',
          (found) => value('ImageId', imageFinding(found.ImageId, saw.image, run.today)) || undefined,
        ),
        clause('volume-unsafe', 'BlockDeviceMappings', 'gp3, encrypted, sized, self-deleting', (found) =>
          volumeFinding(found.BlockDeviceMappings, {
            root: rootDevice(found.ImageId, saw.image),
            gib: volumeGib,
            encryptsByDefault: () => saw.encryption() === true,
          }),
        ),
        clause('imds-v1', 'MetadataOptions', 'HttpTokens required', (found) => {
          const finding = metadataFinding(found.MetadataOptions);
          return finding === undefined ? undefined : { finding };
        }),
        clause(
          'profile-wrong',
          'IamInstanceProfile',
          'a profile whose role does this and no more',
          (found) => {
            const { IamInstanceProfile: profile } = found;
            const roles = profile === null ? undefined : saw.profile()?.Roles;
            return roleFinding(saw, profile, roles, bucket, run);
          },
        ),
        clause('exposed', 'KeyName', 'no key', ({ KeyName }) =>
          KeyName === null ? undefined : { finding: `key pair ${KeyName}` },
        ),
        clause('exposed', 'NetworkInterfaces[].AssociatePublicIpAddress', 'false', (found) =>
          found.AssociatePublicIpAddress ? { finding: 'a public address' } : undefined,
        ),
        clause('exposed', 'SecurityGroupIds', 'groups that let in other groups only', (found) => {
          const finding = groupFinding(
            [...found.SecurityGroupIds, ...found.SecurityGroups],
            saw.groups() ?? [],
          );
          return finding === undefined ? undefined : { finding };
        }),
        clause('untagged', 'TagSpecifications', `Project=${project} and an Owner`, (found) =>
          tagFinding(found, project),
        ),
      ],
      () => {
        const found = saw.version();
        return {
          reason: 'safe',
          data: { template, version: found?.VersionNumber },
          evidence: [
            saw.version.at(
              'LaunchTemplateVersions[0].VersionNumber',
              'the default version',
              found?.VersionNumber,
            ),
          ],
        };
      },
    );
  },
});

/** Instances and volumes are tagged each by itself. */
function tagFinding(
  { TagSpecifications }: LaunchTemplateVersion,
  project: string,
): { resource: string; tag: string } | undefined {
  for (const resource of ['instance', 'volume']) {
    const tags = TagSpecifications.filter(({ ResourceType }) => ResourceType === resource).flatMap(
      ({ Tags }) => Tags,
    );
    const has = (key: string, fits: (value: string) => boolean): boolean =>
      tags.some(({ Key, Value }) => Key === key && fits(Value));
    if (!has('Project', (one) => one === project)) return { resource, tag: `Project=${project}` };
    if (!has('Owner', (one) => one.trim() !== '')) return { resource, tag: 'an Owner' };
  }
  return undefined;
}
