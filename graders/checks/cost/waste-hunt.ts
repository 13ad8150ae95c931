import { Type } from 'typebox';
import { cannotEvaluate, decide, defineCheck, fail, pass, type Finding } from '../../kit/index.ts';
import { routeTables } from '../../reads/ec2-routing.ts';
import { addresses, volumes, type Volume } from '../../reads/ec2-volumes.ts';
import { natGateways } from '../../reads/ec2-vpc.ts';
import {
  cents,
  compare,
  exact,
  subtract,
  sum,
  type Exact,
  type Resource,
} from '../../semantics/pricing/index.ts';
import { knownCost } from '../shared/prices.ts';
import { unlessBlocked } from '../shared/sagemaker-jobs.ts';
import {
  addressNow,
  gatewayCost,
  isAttached,
  isIdleAddress,
  isRouted,
  isTaggedKeep,
  liveGateways,
  liveVolumes,
  recordedOn,
  RECORD,
  volumeCost,
  volumeNow,
  type Keeper,
} from '../shared/waste.ts';

type Kind = 'volumes-idle' | 'addresses-idle' | 'nat-idle' | 'gp2-left';
const KINDS: readonly Kind[] = ['volumes-idle', 'addresses-idle', 'nat-idle', 'gp2-left'];

/** Waste of one kind: how much as far as it has prices, and by what. */
interface Waste {
  usd: Exact;
  ids: string[];
  missing: string | null;
}

export default defineCheck({
  id: 'cost/waste-hunt',
  title: 'Nothing runs for nobody, and what is to stay stays',
  params: Type.Object({ wasteMax: Type.Number() }),
  reads: { volumes, addresses, gateways: natGateways, tables: routeTables },
  bind: () => ({ volumes: {}, addresses: {}, gateways: {}, tables: {} }),
  reasons: {
    lean: pass('What runs for nobody costs {total} USD a month, and what is to stay is as it was.'),
    'keeper-touched': fail(
      '{id} carried Keep=true and {finding}.',
      'A deleted volume or a released address does not come back: reset the account, or make it anew from what you have.',
    ),
    'volumes-idle': fail(
      'Volumes that nothing is attached to cost {n} USD a month: {ids}.',
      'Make a snapshot of what somebody may miss, then delete them.',
    ),
    'addresses-idle': fail(
      'Elastic IP addresses that nothing uses cost {n} USD a month: {ids}.',
      'Release them; an address costs the same whether it is used or not.',
    ),
    'nat-idle': fail(
      'NAT gateways that no active route leads to cost {n} USD a month with their addresses: {ids}.',
      'Delete them, and release their addresses afterwards.',
    ),
    'gp2-left': fail(
      'Attached gp2 volumes cost {n} USD a month more than gp3: {ids}.',
      'Modify them; it works while they are in use.',
    ),
  },
  judge(saw, { wasteMax }) {
    /** What carried Keep=true at setup; null without a record. Any copy of the record will do. */
    const recorded = (): readonly Keeper[] | null => {
      const views = [saw.volumes, saw.addresses, saw.gateways, saw.tables];
      const found = views.flatMap((view) => recordedOn(unlessBlocked<readonly Tagged[]>(() => view()) ?? []));
      if (found.length > 0) return found;
      for (const view of views) view();
      return null;
    };
    const isExempt = (id: string, resource: Tagged): boolean => {
      const keepers = recorded();
      return keepers ? keepers.some((keeper) => keeper.id === id) : isTaggedKeep(resource);
    };
    const live = () => liveVolumes(saw.volumes() ?? []).filter((one) => !isExempt(one.VolumeId, one));
    const waste = (ids: string[], resources: readonly Resource[]): Waste => ({
      ids,
      ...knownCost(resources),
    });
    const wasteOf: Record<Kind, () => Waste> = {
      'volumes-idle': () => {
        const idle = live().filter((one) => !isAttached(one));
        return waste(
          idle.map(({ VolumeId }) => VolumeId),
          idle.map((one) => volumeCost(one)),
        );
      },
      'addresses-idle': () => {
        const gateways = unlessBlocked(() => saw.gateways());
        const idle = (saw.addresses() ?? []).filter(
          (one) => isIdleAddress(one, gateways) && !isExempt(one.AllocationId, one),
        );
        return waste(
          idle.map(({ AllocationId, PublicIp }) => PublicIp ?? AllocationId),
          idle.map(({ AllocationId: id }) => ({ kind: 'public-ipv4', id })),
        );
      },
      'nat-idle': () => {
        // Routes matter only where there is a gateway.
        const idle = liveGateways(saw.gateways() ?? []).filter(
          (one) => !isExempt(one.NatGatewayId, one) && !isRouted(one, saw.tables() ?? []),
        );
        return waste(
          idle.map(({ NatGatewayId }) => NatGatewayId),
          idle.flatMap(gatewayCost),
        );
      },
      'gp2-left': () => {
        const old = live().filter((one) => isAttached(one) && one.VolumeType === 'gp2');
        const now = waste(
          old.map(({ VolumeId }) => VolumeId),
          old.map((one) => volumeCost(one)),
        );
        const then = knownCost(old.map((one) => volumeCost(one, 'gp3')));
        return { ...now, usd: subtract(now.usd, then.usd) };
      },
    };
    /** Of the kinds that could be read, which is the least that it can be. */
    const least = (): Exact => sum(KINDS.flatMap((kind) => unlessBlocked(() => wasteOf[kind]().usd) ?? []));
    const view = {
      'volumes-idle': saw.volumes,
      'addresses-idle': saw.addresses,
      'nat-idle': saw.gateways,
      'gp2-left': saw.volumes,
    };
    const list = {
      'volumes-idle': 'Volumes',
      'addresses-idle': 'Addresses',
      'nat-idle': 'NatGateways',
      'gp2-left': 'Volumes',
    };
    const changeOf = ({ id, was }: Keeper): Finding<'keeper-touched'> | undefined => {
      const isVolume = id.startsWith('vol-');
      const now = isVolume ? volumeNow(id, saw.volumes() ?? []) : addressNow(id, saw.addresses() ?? []);
      if (now === was) return undefined;
      const actual = now ?? 'there is none';
      return {
        reason: 'keeper-touched',
        data: { id, finding: now === undefined ? 'is gone' : `was ${was}, is ${now}` },
        evidence: [
          isVolume
            ? saw.volumes.at(`Volumes[?VolumeId=='${id}'] | [0]`, was, actual)
            : saw.addresses.at(`Addresses[?AllocationId=='${id}'] | [0]`, was, actual),
        ],
      };
    };
    return decide(
      [
        // One clause a keeper, so that one that cannot be read does not hide another that is gone.
        ...(unlessBlocked(() => recorded()) ?? []).map((keeper) => () => changeOf(keeper)),
        () => void recorded(),
        ...KINDS.map((kind) => (): Finding<Kind> | undefined => {
          const { usd, ids, missing } = wasteOf[kind]();
          if (ids.length > 0 && compare(usd, exact(0)) > 0 && compare(least(), exact(wasteMax)) > 0)
            return {
              reason: kind,
              data: { n: cents(usd), ids: ids.join(', ') },
              evidence: [
                view[kind].at(list[kind], `at most ${wasteMax} USD a month of waste in all`, {
                  usd: cents(usd),
                  ids,
                  all: cents(least()),
                }),
              ],
            };
          return missing === null ? undefined : cannotEvaluate(volumes.id, missing, 'price-missing');
        }),
        () => {
          // Nothing passes because nothing is there: an account in which nothing is to stay was not set up, or lost it.
          const all: readonly Tagged[] = [
            ...(saw.volumes() ?? []),
            ...(saw.addresses() ?? []),
            ...(saw.gateways() ?? []),
          ];
          if (recorded() || all.some(isTaggedKeep)) return undefined;
          return {
            reason: 'keeper-touched',
            data: { id: 'What was to stay', finding: 'nothing here does now' },
            evidence: [saw.volumes.at('Volumes[].Tags', 'Keep=true', 'none')],
          };
        },
      ],
      () => {
        const total = cents(least());
        return {
          reason: 'lean',
          data: { total },
          evidence: [
            saw.volumes.at('Volumes', `at most ${wasteMax} USD a month of waste`, total),
            saw.volumes.at(
              `Volumes[].Tags[?Key=='${RECORD}']`,
              'unchanged',
              (recorded() ?? []).map(({ id }) => id),
            ),
          ],
        };
      },
    );
  },
});

type Tagged = Pick<Volume, 'Tags'>;
