import { Type } from 'typebox';
import type { Evidence } from '../../contract/index.ts';
import { after, Blocked, cannotEvaluate, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import { flowLogs, type FlowLog } from '../../reads/ec2-flow-logs.ts';
import { subnets, vpcs } from '../../reads/ec2-vpc.ts';
import { logGroups } from '../../reads/logs.ts';
import { firstMiss, nearestMiss, type Flaw, type Requirement } from '../shared/candidates.ts';
import { onlyVpc } from '../shared/vpc.ts';

/** One flow log, or the ACCEPT and the REJECT log of one resource, which together hold all traffic. */
type Candidate = readonly FlowLog[];
type Reason = 'not-all-traffic' | 'delivery-failed' | 'group-gone' | 'kept-for-ever';
const REASONS: readonly Reason[] = ['not-all-traffic', 'delivery-failed', 'group-gone', 'kept-for-ever'];

export default defineCheck({
  id: 'vpc/flow-logs',
  title: 'All traffic of the VPC is logged, and the logs expire',
  params: Type.Object({ vpcName: Type.String(), logDays: Type.Integer({ minimum: 1 }) }),
  reads: { vpcs, subnets, logs: flowLogs, groups: each(logGroups) },
  bind: () => ({
    vpcs: {},
    subnets: {},
    logs: {},
    groups: after('logs', (logs: readonly FlowLog[] | undefined) =>
      [...new Set((logs ?? []).flatMap((log) => groupName(log) ?? []))].map((prefix) => ({ prefix })),
    ),
  }),
  reasons: {
    logged: pass('All traffic of {vpcName} is logged: {covered}.'),
    'no-flow-log': fail(
      'Nothing records the traffic of {what}.',
      'Make a flow log for the VPC, to a log group or an S3 bucket.',
    ),
    'not-all-traffic': fail(
      'Flow log {flowLog} of {what} records {traffic} only; the task wants ALL.',
      'The type of a flow log cannot be changed: make one with ALL, then delete this one.',
    ),
    'delivery-failed': fail(
      'Flow log {flowLog} of {what} delivers nothing: {error}.',
      'Look at its role and at its destination.',
    ),
    'group-gone': fail(
      'Flow log {flowLog} of {what} writes to log group {group}, which does not exist.',
      'Make the log group, under exactly this name.',
    ),
    'kept-for-ever': fail(
      'Log group {group} keeps what it gets for {days}; the task allows at most {logDays} days.',
      'Set a retention on the log group.',
    ),
  },
  judge(saw, { vpcName, logDays }, { account, region }) {
    const vpcId = (): string | undefined => onlyVpc(saw.vpcs() ?? [], vpcName)?.VpcId;
    const at = ({ FlowLogId }: FlowLog, field: keyof FlowLog, expected: unknown, actual: unknown): Evidence =>
      saw.logs.at(`FlowLogs[?FlowLogId=='${FlowLogId}'] | [0].${field}`, expected, actual);

    const groupOf = (log: FlowLog) => {
      if (!isToLogGroup(log)) return undefined;
      const name = groupName(log) ?? '';
      const place = placeOf(log);
      if (place !== undefined && place !== `${region}:${account}`)
        return cannotEvaluate(logGroups.id, `log group ${name} is of another account or Region: ${place}`);
      const list = saw.groups().find(({ args }) => args.prefix === name)?.value ?? [];
      return { name, group: list.find(({ logGroupName }) => logGroupName === name) };
    };
    const groupGone = (log: FlowLog): Flaw | undefined => {
      const found = groupOf(log);
      if (found === undefined || found.group) return undefined;
      return {
        data: { flowLog: log.FlowLogId, group: found.name },
        evidence: [saw.groups.at({ prefix: found.name }, 'logGroups', found.name, 'no such log group')],
      };
    };
    const keptForEver = (log: FlowLog): Flaw | undefined => {
      const found = groupOf(log);
      if (!found?.group) return undefined;
      const days = found.group.retentionInDays;
      if (days !== null && days >= 1 && days <= logDays) return undefined;
      return {
        data: { group: found.name, days: days === null ? 'ever' : `${days} days` },
        evidence: [
          saw.groups.at(
            { prefix: found.name },
            `logGroups[?logGroupName=='${found.name}'] | [0].retentionInDays`,
            `1 to ${logDays}`,
            days ?? 'never expires',
          ),
        ],
      };
    };

    const requirements: readonly Requirement<Candidate, Reason>[] = [
      {
        reason: 'not-all-traffic',
        flaw: (logs) => {
          const [log] = logs;
          if (log === undefined || logs.length === 2 || word(log.TrafficType) === 'all') return undefined;
          return {
            data: { flowLog: log.FlowLogId, traffic: log.TrafficType ?? 'nothing' },
            evidence: [at(log, 'TrafficType', 'ALL', log.TrafficType)],
          };
        },
      },
      {
        reason: 'delivery-failed',
        flaw: (logs) => {
          const log = logs.find(({ DeliverLogsStatus }) => word(DeliverLogsStatus) === 'failed');
          return (
            log && {
              data: { flowLog: log.FlowLogId, error: log.DeliverLogsErrorMessage ?? 'no reason given' },
              evidence: [at(log, 'DeliverLogsStatus', 'SUCCESS', log.DeliverLogsStatus)],
            }
          );
        },
      },
      { reason: 'group-gone', flaw: (logs) => firstFlaw(logs, groupGone) },
      { reason: 'kept-for-ever', flaw: (logs) => firstFlaw(logs, keptForEver) },
    ];

    /** What has to be covered: the VPC where nothing records subnets, or where a log of it does; else each subnet. */
    const units = (): { what: string; candidates: Candidate[] }[] => {
      const id = vpcId();
      if (id === undefined) return [];
      const usable = (saw.logs() ?? []).filter(isLive);
      const ofVpc = usable.filter(({ ResourceId }) => ResourceId === id);
      const whole = { what: `VPC ${id}`, candidates: candidatesOf(ofVpc) };
      const bySubnet = usable.some(({ ResourceId }) => ResourceId.startsWith('subnet-'));
      const done = ofVpc.length > 0 && succeeds(() => nearestMiss(whole.candidates, requirements));
      if (!bySubnet || done) return [whole];
      const own = (saw.subnets() ?? []).filter(({ VpcId }) => VpcId === id);
      if (own.length === 0) return [whole];
      return own.map(({ SubnetId }) => ({
        what: `subnet ${SubnetId}`,
        candidates: candidatesOf(
          usable.filter(({ ResourceId }) => ResourceId === SubnetId || ResourceId === id),
        ),
      }));
    };

    return decide(
      [
        () =>
          vpcId() === undefined
            ? {
                reason: 'no-flow-log' as const,
                data: { what: `VPC ${vpcName}, which is not there` },
                evidence: [saw.vpcs.at('Vpcs', `one VPC named ${vpcName}`, 'none, or several')],
              }
            : undefined,
        () => {
          const bare = units().find(({ candidates }) => candidates.length === 0);
          return (
            bare && {
              reason: 'no-flow-log' as const,
              data: { what: bare.what },
              evidence: [
                saw.logs.at(
                  'FlowLogs',
                  `an ACTIVE flow log of ${bare.what} to a log group or an S3 bucket`,
                  'none',
                ),
              ],
            }
          );
        },
        ...REASONS.map((reason) => () => {
          const found = firstMiss(units(), reason, ({ candidates }) => nearestMiss(candidates, requirements));
          return found && { ...found.miss, data: { ...found.miss.data, what: found.unit.what } };
        }),
      ],
      () => {
        const covered = units().map(({ what }) => what);
        return {
          reason: 'logged' as const,
          data: { covered },
          evidence: [saw.logs.at('FlowLogs', 'ALL traffic of the whole VPC', covered)],
        };
      },
    );
  },
});

/** Only destinations that the task knows: a delivery stream keeps nothing by itself. */
function isLive({ FlowLogStatus, LogDestinationType }: FlowLog): boolean {
  return (
    word(FlowLogStatus) === 'active' &&
    ['cloud-watch-logs', 's3'].includes(word(LogDestinationType ?? DEFAULT))
  );
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html */
const DEFAULT = 'cloud-watch-logs';

function isToLogGroup({ LogDestinationType }: FlowLog): boolean {
  return word(LogDestinationType ?? DEFAULT) === DEFAULT;
}

/** `arn:aws:logs:<region>:<account>:log-group:<name>`, with `:*` after it or not. */
function groupArn({ LogDestination }: FlowLog): string[] | undefined {
  const parts = LogDestination?.split(':');
  return parts?.[2] === 'logs' && parts[5] === 'log-group' ? parts : undefined;
}

function groupName(log: FlowLog): string | undefined {
  if (!isToLogGroup(log)) return undefined;
  return log.LogGroupName ?? groupArn(log)?.[6];
}

function placeOf(log: FlowLog): string | undefined {
  return groupArn(log)?.slice(3, 5).join(':');
}

function candidatesOf(logs: readonly FlowLog[]): Candidate[] {
  const of = (type: string) => logs.filter(({ TrafficType }) => word(TrafficType) === type);
  const pairs = of('accept').flatMap((accept) => of('reject').map((reject) => [accept, reject]));
  return [...logs.map((log) => [log]), ...pairs];
}

function firstFlaw(logs: Candidate, flawOf: (log: FlowLog) => Flaw | undefined): Flaw | undefined {
  for (const log of logs) {
    const flaw = flawOf(log);
    if (flaw) return flaw;
  }
  return undefined;
}

function word(text: string | null): string {
  return (text ?? '').toLowerCase();
}

/** Whether the nearest miss is none; what cannot be decided is not. */
function succeeds(miss: () => unknown): boolean {
  try {
    return miss() === undefined;
  } catch (error) {
    if (error instanceof Blocked) return false;
    throw error;
  }
}
