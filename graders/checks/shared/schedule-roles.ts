/** Whether the role of a schedule can do what the schedule asks. */
import { after, type RunFacts } from '../../kit/index.ts';
import type { Instance } from '../../reads/ec2-instances.ts';
import type { AccountAuthorization } from '../../reads/iam.ts';
import type { Schedule } from '../../reads/scheduler.ts';
import { awsManaged } from './iam-holdings.ts';
import { bindPermissions, firstDeviation, permissionsOf } from './iam-permissions.ts';
import { probeInWords, type Probe } from './iam-probes.ts';
import { trustOf } from './iam-trust.ts';
import type { Call } from './schedule-calls.ts';

const SCHEDULER = 'scheduler.amazonaws.com';
const SSM = 'ssm.amazonaws.com';

/** AWS's own policies of every role that the services behind a schedule may assume. */
export function bindScheduleRoles() {
  return {
    ...bindPermissions({ role: '' }),
    managed: after('account', (account: AccountAuthorization | undefined) => {
      const roles = (account?.RoleDetailList ?? []).filter(({ AssumeRolePolicyDocument }) => {
        const text = JSON.stringify(AssumeRolePolicyDocument);
        return text.includes(SCHEDULER) || text.includes(SSM);
      });
      const arns = roles.flatMap(({ RoleName }) => (account ? awsManaged(account, { role: RoleName }) : []));
      return [...new Set(arns)].sort().map((arn) => ({ arn }));
    }),
  };
}

type Views = Parameters<typeof permissionsOf>[0];
type Run = Pick<RunFacts, 'account' | 'region' | 'now'>;

/** What keeps the role of a schedule from doing the deed: the probe, and why in words. @throws Blocked */
export function roleProblem(
  saw: Views,
  one: Schedule,
  call: Extract<Call, { by: unknown }>,
  instance: Instance,
  run: Run,
): { probe: string; words: string } | undefined {
  const verb = call.deed === 'stop' ? 'Stop' : 'Start';
  const group = `arn:aws:scheduler:${run.region}:${run.account}:schedule-group/${one.GroupName}`;
  const deed = probeOf(
    `ec2:${verb}Instances`,
    `arn:aws:ec2:${run.region}:${run.account}:instance/${instance.InstanceId}`,
    {
      ...Object.fromEntries(
        instance.Tags.flatMap(({ Key, Value }) => [
          [`ec2:ResourceTag/${Key}`, Value],
          [`aws:ResourceTag/${Key}`, Value],
        ]),
      ),
      'ec2:InstanceID': instance.InstanceId,
      'ec2:Region': run.region,
    },
  );
  const own = (arn: string | null, service: string, source: string, probes: readonly (readonly Probe[])[]) =>
    roleCan(saw, arn, { service, source }, probes, run);
  if (call.by === 'ec2') return own(one.Target.RoleArn, SCHEDULER, group, [[deed]]);
  // AWS's own runbooks stand in no account; policies name them in each of these ways.
  const runbook = `AWS-${verb}EC2Instance`;
  const begin = [
    ...['', run.account].map(
      (owner) => `arn:aws:ssm:${run.region}:${owner}:automation-definition/${runbook}:$DEFAULT`,
    ),
    `arn:aws:ssm:${run.region}::document/${runbook}`,
  ].map((resource) => probeOf('ssm:StartAutomationExecution', resource));
  const { assumes } = call;
  if (assumes === null) return own(one.Target.RoleArn, SCHEDULER, group, [begin, [deed]]);
  const passing = probeOf('iam:PassRole', assumes, { 'iam:PassedToService': SSM });
  const execution = `arn:aws:ssm:${run.region}:${run.account}:automation-execution/0a1b2c3d`;
  return (
    own(one.Target.RoleArn, SCHEDULER, group, [begin, [passing]]) ?? own(assumes, SSM, execution, [[deed]])
  );
}

const probeOf = (action: string, resource: string, context: Probe['context'] = {}): Probe => ({
  topic: 'needed',
  wanted: 'allow',
  action,
  resource,
  context,
});

/** @param probes of each list one has to be allowed */
function roleCan(
  saw: Views,
  arn: string | null,
  { service, source }: { service: string; source: string },
  probes: readonly (readonly Probe[])[],
  run: Run,
): { probe: string; words: string } | undefined {
  const account = saw.account();
  const role = account?.RoleDetailList.find(({ Arn }) => Arn === arn);
  if (!account || !role)
    return { probe: 'sts:AssumeRole', words: `There is no role ${arn ?? '(none is named)'}.` };
  const refused = trustOf(role, account, run, { [service]: source }).refusedService(service);
  if (refused) return { probe: `sts:AssumeRole by ${service}`, words: refused.words };
  const own = permissionsOf(saw, { role: role.RoleName }, run);
  if (!own) return undefined;
  for (const choices of probes) {
    const misses = choices.map((probe) => firstDeviation([probe], own.decide));
    const [first] = misses;
    if (first && misses.every((miss) => miss !== undefined))
      return { probe: probeInWords(first.probe), words: own.counterExample(first.probe, first.decision) };
  }
  return undefined;
}
