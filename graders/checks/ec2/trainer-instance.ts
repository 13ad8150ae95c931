import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { volumes } from '../../reads/ec2-volumes.ts';
import { securityGroups } from '../../reads/ec2-groups.ts';
import { instances, type Instance } from '../../reads/ec2-instances.ts';
import { image, instanceType } from '../../reads/ec2-templates.ts';
import { instanceProfile } from '../../reads/iam-profiles.ts';
import { isPublic, placeArgs, placeReads } from '../shared/private-subnets.ts';
import {
  bindRoles,
  gpuFinding,
  groupFinding,
  imageFinding,
  metadataFinding,
  profileName,
  roleFinding,
  roleReads,
} from '../shared/trainer.ts';
import { vpcsNamed } from '../shared/vpc.ts';

const LIVE: ReadonlySet<string | null> = new Set(['pending', 'running', 'stopping', 'stopped']);

const named = (all: readonly Instance[] | undefined, name: string): Instance[] =>
  (all ?? []).filter(
    ({ State, Tags }) => LIVE.has(State) && Tags.some(({ Key, Value }) => Key === 'Name' && Value === name),
  );
/** Each once, in order. */
const distinct = (values: readonly (string | null)[]): string[] =>
  [...new Set(values.flatMap((one) => (one === null ? [] : [one])))].sort();

export default defineCheck({
  id: 'ec2/trainer-instance',
  title: 'The trainer runs on Spot, in private, as the template says',
  params: Type.Object({
    instanceName: Type.String(),
    vpcName: Type.String(),
    minGpuGib: Type.Number(),
    bucket: Type.String(),
  }),
  reads: {
    instances,
    volumes,
    types: each(instanceType),
    images: each(image),
    profiles: each(instanceProfile),
    groups: securityGroups,
    ...placeReads,
    ...roleReads,
  },
  bind: ({ instanceName }) => ({
    instances: {},
    volumes: {},
    types: after('instances', (all: readonly Instance[] | undefined) =>
      distinct(named(all, instanceName).map(({ InstanceType }) => InstanceType)).map((type) => ({ type })),
    ),
    images: after('instances', (all: readonly Instance[] | undefined) =>
      distinct(named(all, instanceName).map(({ ImageId }) => ImageId)).map((id) => ({ id })),
    ),
    profiles: after('instances', (all: readonly Instance[] | undefined) =>
      distinct(named(all, instanceName).map(({ IamInstanceProfile: arn }) => arn && profileName(arn))).map(
        (name) => ({ name }),
      ),
    ),
    groups: {},
    ...placeArgs,
    ...bindRoles(),
  }),
  reasons: {
    safe: pass(
      '{instance} runs on Spot in {subnet}, without a way in, with encrypted volumes and a profile that fits.',
    ),
    'instance-missing': fail(
      'No instance is called {name}.',
      'Launch one from the template; its Name tag decides.',
    ),
    'not-running': fail('Instance {instance} is {state}.', 'Start it, or terminate it and launch another.'),
    'not-spot': fail(
      'Instance {instance} runs on demand.',
      'Ask for Spot in the market options of the launch.',
    ),
    public: fail(
      'Instance {instance} can be reached from outside: {finding}.',
      'Launch it into a private subnet of {vpc}, without a public address.',
    ),
    unsafe: fail(
      'Instance {instance}: {finding}',
      'A launch may override its template; look at the instance.',
    ),
    'volume-unsafe': fail(
      'Volume {volume} of {instance} is {finding}.',
      'Launch it with volumes of gp3 that are encrypted.',
    ),
    'wrong-image-or-type': fail(
      '{field} of {instance} is {value}.',
      'One NVIDIA GPU with memory enough, and a Deep Learning AMI of Amazon that is not deprecated.',
    ),
  },
  judge(saw, { instanceName, vpcName, minGpuGib, bucket }, run) {
    const trainers = () => named(saw.instances(), instanceName);
    const at = (id: string, path: string, expected: unknown, actual: unknown) =>
      saw.instances.at(`Reservations[].Instances[?InstanceId=='${id}'] | [0].${path}`, expected, actual);
    /** The first trainer of which something is wrong. */
    const each =
      <R extends string>(
        reason: R,
        path: string,
        expected: string,
        look: (trainer: Instance) => Record<string, unknown> | undefined,
      ) =>
      () => {
        for (const trainer of trainers()) {
          const data = look(trainer);
          if (!data) continue;
          const actual = data['finding'] ?? data['value'] ?? data['state'] ?? 'otherwise';
          return {
            reason,
            data: { instance: trainer.InstanceId, ...data },
            evidence: [at(trainer.InstanceId, path, expected, actual)],
          };
        }
        return undefined;
      };
    const finding = (words: string | undefined) => (words === undefined ? undefined : { finding: words });
    return decide(
      [
        () =>
          trainers().length > 0
            ? undefined
            : {
                reason: 'instance-missing' as const,
                data: { name: instanceName },
                evidence: [
                  saw.instances.at(
                    'Reservations[].Instances[].Tags',
                    `Name=${instanceName}`,
                    'none that lives',
                  ),
                ],
              },
        each('not-running', 'State.Name', 'running', ({ State: state }) =>
          state === 'running' ? undefined : { state },
        ),
        each('not-spot', 'InstanceLifecycle', 'spot', ({ InstanceLifecycle }) =>
          InstanceLifecycle === 'spot' ? undefined : { finding: InstanceLifecycle ?? 'on demand' },
        ),
        each('public', 'PublicIpAddress', 'none', ({ PublicAddresses: [address] }) =>
          address === undefined ? undefined : { vpc: vpcName, finding: `it has the address ${address}` },
        ),
        each('public', 'SubnetId', `a private subnet of ${vpcName}`, ({ VpcId, SubnetId }) => {
          if (!vpcsNamed(saw.vpcs() ?? [], vpcName).some((vpc) => vpc.VpcId === VpcId))
            return { vpc: vpcName, finding: `it is in another network, ${VpcId ?? 'none'}` };
          return SubnetId !== null && isPublic(saw, SubnetId)
            ? { vpc: vpcName, finding: `subnet ${SubnetId} is public` }
            : undefined;
        }),
        each('unsafe', 'MetadataOptions', 'HttpTokens required', ({ MetadataOptions }) => {
          const words = metadataFinding(MetadataOptions);
          return finding(words && `${words}.`);
        }),
        each('unsafe', 'KeyName', 'none', ({ KeyName }) =>
          finding(KeyName === null ? undefined : `it was launched with key pair ${KeyName}.`),
        ),
        each('unsafe', 'SecurityGroups', 'groups that let in other groups only', ({ SecurityGroupIds }) => {
          const words = groupFinding(SecurityGroupIds, saw.groups() ?? []);
          return finding(words && `${words}.`);
        }),
        each('unsafe', 'IamInstanceProfile', 'a profile whose role does this and no more', (trainer) => {
          const { IamInstanceProfile: profile } = trainer;
          const roles =
            profile === null
              ? undefined
              : saw.profiles().find(({ args }) => args.name === profileName(profile))?.value?.Roles;
          const wrong = roleFinding(saw, profile, roles, bucket, run);
          return finding(wrong && `its profile does not hold for ${wrong.probe}. ${wrong.words}`);
        }),
        each('volume-unsafe', 'BlockDeviceMappings', 'gp3 and encrypted', ({ VolumeIds }) => {
          for (const volume of VolumeIds) {
            const found = (saw.volumes() ?? []).find(({ VolumeId }) => VolumeId === volume);
            if (!found) cannotEvaluate(volumes.id, `volume ${volume} is attached and not listed`);
            if (found.VolumeType !== 'gp3')
              return { volume, finding: `of type ${found.VolumeType ?? 'unknown'}, not gp3` };
            if (!found.Encrypted) return { volume, finding: 'not encrypted' };
          }
          return undefined;
        }),
        each(
          'wrong-image-or-type',
          'InstanceType',
          `one NVIDIA GPU of ${minGpuGib} GiB`,
          ({ InstanceType: type }) => {
            const gpus = saw.types().find(({ args }) => args.type === type)?.value?.Gpus;
            const words = gpuFinding(gpus, minGpuGib);
            return words === undefined
              ? undefined
              : { field: 'InstanceType', value: `${type ?? 'none'}, ${words}` };
          },
        ),
        each('wrong-image-or-type', 'ImageId', 'a current Deep Learning AMI', ({ ImageId: id }) => {
          const words = imageFinding(
            id,
            () => saw.images().find(({ args }) => args.id === id)?.value,
            run.today,
          );
          return words === undefined ? undefined : { field: 'ImageId', value: words };
        }),
      ],
      () => {
        const [first] = trainers();
        return {
          reason: 'safe',
          data: { instance: first?.InstanceId, subnet: first?.SubnetId },
          evidence: [
            at(first?.InstanceId ?? '', 'State.Name', 'running', first?.State),
            at(first?.InstanceId ?? '', 'InstanceLifecycle', 'spot', first?.InstanceLifecycle),
          ],
        };
      },
    );
  },
});
