import { Type } from 'typebox';
import { after, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { instances, type Instance } from '../../reads/ec2-instances.ts';
import { image, instanceType } from '../../reads/ec2-templates.ts';
import { volumes } from '../../reads/ec2-volumes.ts';
import { vpcs } from '../../reads/ec2-vpc.ts';
import { instanceProfile } from '../../reads/iam-profiles.ts';
import { firstFinding } from '../shared/candidates.ts';
import { instancePath, trainersNamed } from '../shared/capstone.ts';
import { firstDeviation, permissionsOf } from '../shared/iam-permissions.ts';
import { roleOf } from '../shared/iam-holdings.ts';
import { probeInWords } from '../shared/iam-probes.ts';
import { saverProbes } from '../shared/model-probes.ts';
import { trustOf } from '../shared/iam-trust.ts';
import { bindRoles, imageFinding, profileName, roleReads } from '../shared/trainer.ts';
import { vpcsNamed } from '../shared/vpc.ts';
import { groupRuleArgs, groupRuleReads, worldFinding } from '../shared/world-groups.ts';

const SETTLED: ReadonlySet<string | null> = new Set(['running', 'stopped']);
const EC2 = 'ec2.amazonaws.com';

/** Something of every machine of the name, each once. */
const ofEach =
  <A>(name: string, of: (trainer: Instance) => string | null, args: (value: string) => A) =>
  (all: readonly Instance[] | undefined): A[] =>
    [...new Set(trainersNamed(all, name).flatMap((one) => of(one) ?? []))].sort().map(args);

interface Wrong {
  path: string;
  expected: string;
  finding: string;
}

export default defineCheck({
  id: 'capstone/gpu-instance',
  title: 'A machine with a GPU can save its model and can do no harm',
  params: Type.Object({
    instanceName: Type.String(),
    vpcName: Type.String(),
    bucket: Type.String(),
    modelKey: Type.String(),
  }),
  reads: {
    instances,
    volumes,
    vpcs,
    types: each(instanceType),
    images: each(image),
    profiles: each(instanceProfile),
    ...groupRuleReads,
    ...roleReads,
  },
  bind: ({ instanceName: name }) => ({
    instances: {},
    volumes: {},
    vpcs: {},
    types: after(
      'instances',
      ofEach(
        name,
        ({ InstanceType }) => InstanceType,
        (type) => ({ type }),
      ),
    ),
    images: after(
      'instances',
      ofEach(
        name,
        ({ ImageId }) => ImageId,
        (id) => ({ id }),
      ),
    ),
    profiles: after(
      'instances',
      ofEach(
        name,
        ({ IamInstanceProfile }) => IamInstanceProfile,
        (arn) => ({ name: profileName(arn) }),
      ),
    ),
    ...groupRuleArgs,
    ...bindRoles(),
  }),
  reasons: {
    ready: pass('{instance} has a GPU and a current image, lets nobody in, and may save the model.'),
    'instance-missing': fail('No instance is called {name}.', 'Launch one; its Name tag decides.'),
    'not-yet': fail('Instance {instance} is still {finding}.', 'Grade again when it is running or stopped.'),
    'no-gpu': fail(
      'Instance {instance} is {finding}.',
      'Look at GpuInfo of its type: the maker has to be NVIDIA.',
    ),
    'wrong-image': fail(
      'Image of {instance}: {finding}.',
      'Use a Deep Learning AMI of Amazon with the NVIDIA driver that is not deprecated.',
    ),
    unsafe: fail(
      'Instance {instance} is not safe: {finding}.',
      'Tokens, encryption, its groups and its network: change it, or launch another.',
    ),
    'cannot-save': fail(
      'Instance {instance} cannot save the model: {finding}',
      'The role of its profile needs s3:PutObject on this one key.',
    ),
    'too-wide': fail('{probe} should be denied. {finding}', 'Name the bucket in the policy of its role.'),
  },
  judge(saw, { instanceName, vpcName, bucket, modelKey }, run) {
    const trainers = () => trainersNamed(saw.instances(), instanceName);
    /** One clause: the first machine of which something is wrong. */
    const first =
      <K extends string>(reason: K, look: (trainer: Instance) => (Wrong & { probe?: string }) | undefined) =>
      () =>
        firstFinding(trainers(), (trainer) => {
          const wrong = look(trainer);
          if (!wrong) return undefined;
          const { path, expected, finding, probe } = wrong;
          const instance = trainer.InstanceId;
          return {
            reason,
            data: { instance, finding, probe },
            evidence: [saw.instances.at(instancePath(instance, path), expected, finding)],
          };
        });
    const wrong = (path: string, expected: string, finding: string | undefined): Wrong | undefined =>
      finding === undefined ? undefined : { path, expected, finding };
    const profilePath = 'IamInstanceProfile';
    /** The role of a machine that EC2 may assume, or why there is none. */
    const roleNamed = ({ IamInstanceProfile: arn }: Instance): { role: string } | { finding: string } => {
      if (arn === null) return { finding: 'it has no instance profile.' };
      const name = profileName(arn);
      const profile = saw.profiles().find(({ args }) => args.name === name)?.value;
      if (!profile) return { finding: `instance profile ${name} is not there.` };
      const [role] = profile.Roles;
      if (role === undefined) return { finding: `instance profile ${name} holds no role.` };
      const account = saw.account();
      const found = roleOf(account, role);
      if (!account || !found) return { finding: `role ${role} is not there.` };
      const refused = trustOf(found, account, run).refusedService(EC2);
      return refused ? { finding: refused.words } : { role };
    };
    const probed = (trainer: Instance, topic: string, expected: string) => {
      const named = roleNamed(trainer);
      if ('finding' in named)
        return topic === 'needed' ? wrong(profilePath, expected, named.finding) : undefined;
      const own = permissionsOf(saw, named, run);
      const probes = saverProbes({ bucket, key: modelKey }).filter((probe) => probe.topic === topic);
      const hit = own && firstDeviation(probes, own.decide);
      if (!own || !hit) return undefined;
      return {
        path: profilePath,
        expected,
        finding: own.counterExample(hit.probe, hit.decision),
        probe: probeInWords(hit.probe),
      };
    };
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
        first('not-yet', ({ State }) =>
          SETTLED.has(State) ? undefined : wrong('State.Name', 'running or stopped', State ?? 'unknown'),
        ),
        first('no-gpu', ({ InstanceType: type }) => {
          const gpus = saw.types().find(({ args }) => args.type === type)?.value?.Gpus ?? [];
          const makers = gpus.flatMap(({ Count, Manufacturer }) => (Count > 0 ? (Manufacturer ?? '?') : []));
          if (makers.some((maker) => maker.toUpperCase() === 'NVIDIA')) return undefined;
          const has = makers.length > 0 ? `with a GPU of ${makers.join(', ')}` : 'without a GPU';
          return wrong('InstanceType', 'a type with an NVIDIA GPU', `a ${type ?? 'machine'}, ${has}`);
        }),
        first('wrong-image', ({ ImageId: id }) => {
          const found = () => saw.images().find(({ args }) => args.id === id)?.value;
          return wrong('ImageId', 'a current Deep Learning AMI', imageFinding(id, found, run.today));
        }),
        first('unsafe', ({ VpcId }) =>
          wrong(
            'VpcId',
            vpcName,
            vpcsNamed(saw.vpcs() ?? [], vpcName).some((vpc) => vpc.VpcId === VpcId)
              ? undefined
              : `it is in another network, ${VpcId ?? 'none'}`,
          ),
        ),
        first('unsafe', ({ MetadataOptions: { HttpEndpoint, HttpTokens } }) =>
          HttpEndpoint === 'disabled' || HttpTokens === 'required'
            ? undefined
            : wrong('MetadataOptions.HttpTokens', 'required', `HttpTokens is ${HttpTokens ?? 'unsaid'}`),
        ),
        first('unsafe', ({ VolumeIds }) =>
          firstFinding(VolumeIds, (id) => {
            const volume = (saw.volumes() ?? []).find(({ VolumeId }) => VolumeId === id);
            if (!volume) return cannotEvaluate(volumes.id, `volume ${id} is attached and not listed`);
            return wrong(
              'BlockDeviceMappings',
              'encrypted',
              volume.Encrypted ? undefined : `volume ${id} is not encrypted`,
            );
          }),
        ),
        first('unsafe', ({ SecurityGroupIds }) =>
          wrong('SecurityGroups', 'no way in from the world', worldFinding(saw, SecurityGroupIds)),
        ),
        first('cannot-save', (trainer) =>
          probed(trainer, 'needed', `a role that may put ${modelKey} into ${bucket}`),
        ),
        first('too-wide', (trainer) => probed(trainer, 'too-wide', 'a role that writes to no other bucket')),
      ],
      () => {
        const [one] = trainers();
        return {
          reason: 'ready' as const,
          data: { instance: one?.InstanceId },
          evidence: [
            saw.instances.at(
              instancePath(one?.InstanceId ?? '', 'State.Name'),
              'running or stopped',
              one?.State,
            ),
          ],
        };
      },
    );
  },
});
