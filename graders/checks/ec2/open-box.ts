import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { securityGroups, type SecurityGroup } from '../../reads/ec2-groups.ts';
import { instances, spotRequests, type Instance } from '../../reads/ec2-instances.ts';
import { managedPrefixListEntries, vpcs } from '../../reads/ec2-vpc.ts';
import { readNetwork, worldOpenPorts, type Span, type WorldOpen } from '../../semantics/network/index.ts';
import { groupsNamed, prefixListIds, prefixListsOf, stopAtDoubts } from '../shared/security-groups.ts';
import { vpcsNamed } from '../shared/vpc.ts';

const SSH: Span = { first: 22n, last: 22n };
const NOTEBOOKS: Span = { first: 8000n, last: 8888n };
const LIVE: ReadonlySet<string | null> = new Set(['pending', 'running', 'stopping', 'stopped']);

export default defineCheck({
  id: 'ec2/open-box',
  title: 'Nobody can knock on the old box, and nothing starts it again',
  params: Type.Object({ group: Type.String(), vpcName: Type.String(), box: Type.String() }),
  reads: {
    vpcs,
    instances,
    groups: securityGroups,
    lists: each(managedPrefixListEntries),
    requests: spotRequests,
  },
  bind: () => ({
    vpcs: {},
    instances: {},
    groups: {},
    lists: after('groups', (groups: readonly SecurityGroup[] | undefined) => prefixListIds(groups)),
    requests: {},
  }),
  reasons: {
    shut: pass(
      'SSH and the notebook ports of {group} and {box} are closed to the world, and nothing revives the box.',
    ),
    'ssh-open': fail(
      'Group {name} ({id}) lets {who} reach TCP 22.',
      'Revoke the rule, IPv6 too; Session Manager needs no open port.',
    ),
    'notebook-open': fail(
      'Group {name} ({id}) lets {who} reach TCP {ports}.',
      'Revoke the rule; a range that contains the port opens it as well.',
    ),
    'imds-v1': fail(
      'Instance {instance} answers metadata requests without a token.',
      'Require tokens with modify-instance-metadata-options, or terminate it.',
    ),
    'spot-request-alive': fail(
      'Spot request {request} is {state} and persistent: it will start such a machine again.',
      'Cancel the request; terminating its instance is not enough.',
    ),
  },
  judge(saw, { group, vpcName, box }) {
    const boxes = (): Instance[] =>
      (saw.instances() ?? []).filter(
        ({ State, Tags }) =>
          LIVE.has(State) && Tags.some(({ Key, Value }) => Key === 'Name' && Value === box),
      );
    const legacy = (): SecurityGroup[] =>
      vpcsNamed(saw.vpcs() ?? [], vpcName).flatMap(({ VpcId }) =>
        groupsNamed(saw.groups() ?? [], VpcId, group),
      );
    /** Groups of that name, and groups that the box has. */
    const openers = (): SecurityGroup[] => {
      const ids = new Set(boxes().flatMap(({ SecurityGroupIds }) => SecurityGroupIds));
      const worn = (saw.groups() ?? []).filter(({ GroupId }) => ids.has(GroupId));
      return [...new Map([...legacy(), ...worn].map((one) => [one.GroupId, one])).values()];
    };
    const open =
      <R extends 'ssh-open' | 'notebook-open'>(reason: R, within: Span, of: () => SecurityGroup[]) =>
      () => {
        const lists = prefixListsOf(saw.lists);
        const network = readNetwork({ SecurityGroups: saw.groups(), ManagedPrefixLists: lists.known });
        const answers = of().map((one) => ({ one, answer: worldOpenPorts(network, one.GroupId, within) }));
        for (const { one, answer } of answers) {
          const [first] = answer.open;
          if (!first) continue;
          const who = whoIs(first);
          const ports = portsInWords(first.ports);
          return {
            reason,
            data: { name: one.GroupName, id: one.GroupId, who, ports },
            evidence: [
              saw.groups.at(
                `SecurityGroups[?GroupId=='${one.GroupId}'] | [0].IpPermissions`,
                `no way in from the world on TCP ${portsInWords(within)}`,
                `TCP ${ports} from ${who}`,
              ),
            ],
          };
        }
        for (const { answer } of answers)
          if (answer.possible.length > 0) stopAtDoubts(answer.doubts, securityGroups.id, lists);
        return undefined;
      };
    return decide(
      [
        // By name first: what is known to be open is open, whoever wears it.
        open('ssh-open', SSH, legacy),
        open('ssh-open', SSH, openers),
        open('notebook-open', NOTEBOOKS, legacy),
        open('notebook-open', NOTEBOOKS, openers),
        () => {
          const found = boxes().find(
            ({ MetadataOptions }) =>
              MetadataOptions.HttpEndpoint !== 'disabled' && MetadataOptions.HttpTokens !== 'required',
          );
          if (!found) return undefined;
          return {
            reason: 'imds-v1' as const,
            data: { instance: found.InstanceId },
            evidence: [
              saw.instances.at(
                `Reservations[].Instances[?InstanceId=='${found.InstanceId}'] | [0].MetadataOptions.HttpTokens`,
                'required',
                found.MetadataOptions.HttpTokens,
              ),
            ],
          };
        },
        () => {
          const alive = (saw.requests() ?? []).filter(
            ({ State, Type: kind }) => kind === 'persistent' && (State === 'open' || State === 'active'),
          );
          if (alive.length === 0) return undefined;
          const naming = (groups: readonly SecurityGroup[]) => {
            const ids = new Set(groups.map(({ GroupId }) => GroupId));
            return alive.find(({ SecurityGroupIds }) => SecurityGroupIds.some((id) => ids.has(id)));
          };
          const own = () =>
            alive.find(({ InstanceId }) => boxes().some((one) => one.InstanceId === InstanceId));
          const found = naming(legacy()) ?? naming(openers()) ?? own();
          if (!found) return undefined;
          const { SpotInstanceRequestId: request, State: state } = found;
          return {
            reason: 'spot-request-alive' as const,
            data: { request, state },
            evidence: [
              saw.requests.at(
                `SpotInstanceRequests[?SpotInstanceRequestId=='${request}'] | [0].State`,
                'cancelled',
                state,
              ),
            ],
          };
        },
      ],
      () => ({
        reason: 'shut',
        data: { group, box },
        evidence: [
          saw.groups.at('SecurityGroups[].IpPermissions', 'closed to the world', 'closed to the world'),
          saw.requests.at('SpotInstanceRequests[].State', 'no persistent one of the box', 'none'),
        ],
      }),
    );
  },
});

function whoIs({ ipv4Addresses, ipv6Source }: WorldOpen): string {
  return ipv6Source ?? `${ipv4Addresses.toLocaleString('en-US')} public IPv4 addresses`;
}

function portsInWords({ first, last }: Span): string {
  return first === last ? String(first) : `${first}-${last}`;
}
