import { Type } from 'typebox';
import { cannotEvaluate, decide, defineCheck, fail, pass, type Finding } from '../../kit/index.ts';
import { instances, type Instance } from '../../reads/ec2-instances.ts';
import { addresses, volumes, type Volume } from '../../reads/ec2-volumes.ts';
import { natGateways } from '../../reads/ec2-vpc.ts';
import { firstFinding } from '../shared/candidates.ts';

const GONE = new Set(['terminated', 'shutting-down', 'deleting', 'deleted', 'failed']);
const KEYS = ['Project', 'Owner', 'CostCenter'] as const;
const COST_CENTER = /^CC-[0-9]{3}$/;

interface Tagged {
  readonly Tags: readonly { Key: string; Value: string }[];
}
/** Something that costs money, and where its tags stand. */
interface Resource extends Tagged {
  readonly id: string;
  readonly view: 'instances' | 'volumes' | 'addresses' | 'gateways';
  readonly path: string;
}
type Reason = 'tagged' | 'nothing-found' | 'not-yet' | 'tag-missing' | 'tag-value';

const valueOf = ({ Tags }: Tagged, key: string): string | undefined =>
  Tags.find(({ Key }) => Key === key)?.Value;
const isLive = ({ State }: { State: string | null }): boolean => !GONE.has(State ?? '');

/** The id with the name, where it has one. */
const label = ({ id, Tags }: Resource): string => {
  const name = valueOf({ Tags }, 'Name');
  return name === undefined || name === '' ? id : `${id} (${name})`;
};

export default defineCheck({
  id: 'cost/owner-tags',
  title: 'Every resource says whose it is and who pays',
  params: Type.Object({ prefix: Type.String(), project: Type.String() }),
  reads: { instances, volumes, addresses, gateways: natGateways },
  bind: () => ({ instances: {}, volumes: {}, addresses: {}, gateways: {} }),
  reasons: {
    tagged: pass('{count} resources named {names}… carry Project, Owner and CostCenter.'),
    'nothing-found': fail(
      'No instance has a name that begins with {names}.',
      'Whoever deletes what is to be tagged has no owner for it either: reset the account.',
    ),
    'not-yet': fail('{resource} is still {state}.', 'Grade again when it is running.'),
    'tag-missing': fail(
      '{resource} lacks the tag {key}{near}.',
      'Keys are case-sensitive; an instance does not hand its tags to its volumes.',
    ),
    'tag-value': fail('{resource} has {key}={value}; the task wants {expected}.', 'Tag it again.'),
  },
  judge(saw, { prefix, project }) {
    const names = `${prefix}-cc-`;
    const isNamed = (one: Tagged): boolean => valueOf(one, 'Name')?.startsWith(names) === true;
    const live = (): Instance[] => (saw.instances() ?? []).filter((one) => isLive(one) && isNamed(one));
    const instance = ({ InstanceId: id, Tags }: Instance): Resource => ({
      id,
      Tags,
      view: 'instances',
      path: `Reservations[].Instances[?InstanceId=='${id}'] | [0]`,
    });
    const volume = ({ VolumeId: id, Tags }: Volume): Resource => ({
      id,
      Tags,
      view: 'volumes',
      path: `Volumes[?VolumeId=='${id}'] | [0]`,
    });
    const attached = (): Volume[] =>
      live().flatMap(({ InstanceId, VolumeIds }) => {
        const all = saw.volumes() ?? [];
        const lost = VolumeIds.find((id) => !all.some(({ VolumeId }) => VolumeId === id));
        if (lost !== undefined) cannotEvaluate(volumes.id, `volume ${lost} is attached and not listed`);
        return all.filter(
          ({ VolumeId, Attachments }) =>
            VolumeIds.includes(VolumeId) || Attachments.some((one) => one.InstanceId === InstanceId),
        );
      });
    /** Each kind by itself: what is wrong with one is wrong whatever is not known of another. */
    const kinds: readonly (() => Resource[])[] = [
      () => live().map(instance),
      () => attached().filter(isLive).map(volume),
      () => (saw.volumes() ?? []).filter((one) => isLive(one) && isNamed(one)).map(volume),
      () =>
        (saw.addresses() ?? []).filter(isNamed).map(({ AllocationId: id, Tags }) => ({
          id,
          Tags,
          view: 'addresses',
          path: `Addresses[?AllocationId=='${id}'] | [0]`,
        })),
      () =>
        (saw.gateways() ?? [])
          .filter((one) => isLive(one) && isNamed(one))
          .map(({ NatGatewayId: id, Tags }) => ({
            id,
            Tags,
            view: 'gateways',
            path: `NatGateways[?NatGatewayId=='${id}'] | [0]`,
          })),
    ];
    const at = ({ view, path }: Resource, member: string, expected: unknown, actual: unknown) =>
      saw[view].at(`${path}.${member}`, expected, actual);
    const first = (look: (one: Resource) => Finding<Reason> | undefined) => () =>
      firstFinding(kinds, (list) => {
        for (const one of list()) {
          const finding = look(one);
          if (finding) return finding;
        }
        return undefined;
      });
    return decide<Reason>(
      [
        () =>
          live().length > 0
            ? undefined
            : {
                reason: 'nothing-found',
                data: { names },
                evidence: [saw.instances.at('Reservations[].Instances[].Tags', `Name=${names}…`, 'none')],
              },
        () => {
          const [one] = live();
          if (!one || live().some(({ State }) => State !== 'pending')) return undefined;
          return {
            reason: 'not-yet',
            data: { resource: label(instance(one)), state: one.State },
            evidence: [at(instance(one), 'State.Name', 'running or stopped', one.State)],
          };
        },
        first((one) => {
          const key = KEYS.find((wanted) => valueOf(one, wanted) === undefined);
          if (key === undefined) return undefined;
          const near = one.Tags.find(({ Key }) => Key.trim().toLowerCase() === key.toLowerCase());
          return {
            reason: 'tag-missing',
            data: { resource: label(one), key, near: near ? `; it has ${near.Key}` : '' },
            evidence: [at(one, 'Tags', key, one.Tags.map(({ Key }) => Key).join(', ') || 'none')],
          };
        }),
        first((one) => {
          const wrong = wrongValue(one, project);
          if (!wrong) return undefined;
          const { key, expected } = wrong;
          const value = valueOf(one, key) ?? '';
          return {
            reason: 'tag-value',
            data: { resource: label(one), key, value: value.trim() === '' ? '(blank)' : value, expected },
            evidence: [at(one, `Tags[?Key=='${key}'] | [0].Value`, expected, value)],
          };
        }),
      ],
      () => {
        const all = new Map(kinds.flatMap((list) => list()).map((one) => [one.id, one]));
        return {
          reason: 'tagged',
          data: { names, count: all.size },
          evidence: [...all.values()].map((one) => at(one, 'Tags', KEYS.join(', '), KEYS.join(', '))),
        };
      },
    );
  },
});

function wrongValue(
  one: Tagged,
  project: string,
): { key: (typeof KEYS)[number]; expected: string } | undefined {
  if (valueOf(one, 'Project') !== project) return { key: 'Project', expected: project };
  if ((valueOf(one, 'Owner') ?? '').trim() === '') return { key: 'Owner', expected: 'somebody' };
  return COST_CENTER.test(valueOf(one, 'CostCenter') ?? '')
    ? undefined
    : { key: 'CostCenter', expected: 'CC- and three digits' };
}
