import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { alarms } from '../../reads/cloudwatch-alarms.ts';
import { instances, type Instance } from '../../reads/ec2-instances.ts';
import {
  candidatesOn,
  fieldFlaw,
  side,
  statistic,
  unit,
  watchOf,
  type Candidate,
  type FieldLook,
} from '../shared/alarm-fields.ts';
import { alarmPath, datapoints, dimensionText, hasDimensions } from '../shared/alarms.ts';
import { firstFinding, firstGood, nearestMiss, type Requirement } from '../shared/candidates.ts';

const CPU = ['AWS/EC2', 'CPUUtilization'] as const;
const [LEAST_CPU, MOST_CPU] = [1, 10];
const [SHORTEST, LONGEST] = [30, 180];
const STATISTICS = ['Average', 'Maximum'];

type Reason = 'wrong-instance' | 'cannot-fire' | 'window-wrong' | 'no-stop-action';

/**
 * The action of CloudWatch's own, or the older form of it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/UsingAlarmActions.html
 */
function doesTo(
  action: string,
  what: 'stop' | 'terminate',
  where: { account: string; region: string },
): boolean {
  const [, partition, service, region, account, ...rest] = action.split(':');
  if (partition?.startsWith('aws') !== true || region !== where.region) return false;
  if (service === 'automate') return account === 'ec2' && rest.join(':') === what;
  const name = what === 'stop' ? 'Stop' : 'Terminate';
  return (
    service === 'swf' &&
    account === where.account &&
    rest.join(':') === `action/actions/AWS_EC2.InstanceId.${name}/1.0`
  );
}

export default defineCheck({
  id: 'cost/idle-stop',
  title: 'The development box stops when nobody works',
  params: Type.Object({ devbox: Type.String() }),
  reads: { alarms, instances },
  bind: (_params, { region }) => ({ alarms: { region }, instances: {} }),
  reasons: {
    stops: pass('Alarm {alarm} stops {devbox} when it has idled for {minutes} minutes.'),
    'devbox-missing': fail('No instance is called {devbox}.', 'A terminated box is lost: reset the account.'),
    'not-yet': fail('{devbox} is still {state}.', 'Grade again when it is running.'),
    'no-alarm': fail(
      'No alarm in {region} watches the CPUUtilization of an instance.',
      'Create one for {devbox} with put-metric-alarm.',
    ),
    'wrong-instance': fail(
      'Alarm {alarm} watches {dimensions}; {devbox} is InstanceId={instance} alone.',
      'Put the alarm again with that one dimension.',
    ),
    'cannot-fire': fail(
      'Alarm {alarm} does not go off when {devbox} idles: {field} is {actual}; the task wants {expected}.',
      'Put the alarm again with that field changed.',
    ),
    'window-wrong': fail(
      'Alarm {alarm} waits {minutes} minutes; the task wants {shortest} to {longest}.',
      'The wait is the period times the datapoints to alarm.',
    ),
    'no-stop-action': fail(
      'Alarm {alarm} does not stop {devbox}: {why}.',
      'Give it the alarm action arn:aws:automate:{region}:ec2:stop.',
    ),
  },
  judge(saw, { devbox }, { account, region }) {
    const where = { account, region };
    const boxes = (): Instance[] =>
      (saw.instances() ?? []).filter(
        ({ State, Tags }) =>
          State !== 'terminated' &&
          State !== 'shutting-down' &&
          Tags.some(({ Key, Value }) => Key === 'Name' && Value === devbox),
      );
    const found = (): Candidate[] => candidatesOn(saw.alarms()?.MetricAlarms ?? [], CPU, account);
    const at = ({ alarm }: Candidate, member: string, expected: unknown, actual: unknown) =>
      saw.alarms.at(alarmPath(alarm, member), expected, actual);
    const minutes = (one: Candidate): number => ((watchOf(one).Period ?? 0) * datapoints(one.alarm)) / 60;
    const fields = (one: Candidate): readonly FieldLook[] => [
      side(one.alarm, 'below'),
      statistic(one, STATISTICS.join(' or '), (stat) => STATISTICS.includes(stat)),
      () => {
        watchOf(one);
        const { Threshold } = one.alarm;
        const good = Threshold !== null && Threshold >= LEAST_CPU && Threshold <= MOST_CPU;
        return ['Threshold', `${LEAST_CPU} to ${MOST_CPU} percent`, Threshold, good];
      },
      unit(one, 'Percent'),
    ];
    const requirements = (box: Instance): readonly Requirement<Candidate, Reason>[] => {
      const common = { devbox, instance: box.InstanceId, region };
      return [
        {
          reason: 'wrong-instance',
          flaw: (one) => {
            const watch = watchOf(one);
            if (hasDimensions(watch, { InstanceId: box.InstanceId })) return undefined;
            const dimensions = dimensionText(watch);
            return {
              data: { ...common, alarm: one.alarm.AlarmName, dimensions },
              evidence: [at(one, `${watch.at}Dimensions`, `InstanceId=${box.InstanceId}`, dimensions)],
            };
          },
        },
        {
          reason: 'cannot-fire',
          flaw: (one) => fieldFlaw(one, fields(one), common, saw.alarms.at),
        },
        {
          reason: 'window-wrong',
          flaw: (one) => {
            const wait = minutes(one);
            if (wait >= SHORTEST && wait <= LONGEST) return undefined;
            return {
              data: {
                ...common,
                alarm: one.alarm.AlarmName,
                minutes: wait,
                shortest: SHORTEST,
                longest: LONGEST,
              },
              evidence: [
                at(
                  one,
                  `${watchOf(one).at}Period`,
                  'with the datapoints, 30 to 180 minutes',
                  watchOf(one).Period,
                ),
                at(one, 'DatapointsToAlarm', 'with the period, 30 to 180 minutes', datapoints(one.alarm)),
              ],
            };
          },
        },
        {
          reason: 'no-stop-action',
          flaw: (one) => {
            const { AlarmName, ActionsEnabled, AlarmActions } = one.alarm;
            const flaw = (why: string, path: string, actual: unknown) => ({
              data: { ...common, alarm: AlarmName, why },
              evidence: [at(one, path, `arn:aws:automate:${region}:ec2:stop, and it is enabled`, actual)],
            });
            if (!ActionsEnabled) return flaw('its actions are switched off', 'ActionsEnabled', false);
            if (AlarmActions.some((action) => doesTo(action, 'terminate', where)))
              return flaw('it terminates the instance', 'AlarmActions', AlarmActions);
            if (AlarmActions.some((action) => doesTo(action, 'stop', where))) return undefined;
            const actions =
              AlarmActions.length === 0 ? 'it has no action' : `it has ${AlarmActions.join(', ')}`;
            return flaw(actions, 'AlarmActions', AlarmActions);
          },
        },
      ];
    };
    return decide(
      [
        () =>
          boxes().length > 0
            ? undefined
            : {
                reason: 'devbox-missing' as const,
                data: { devbox },
                evidence: [
                  saw.instances.at('Reservations[].Instances[].Tags', `Name=${devbox}`, 'none is live'),
                ],
              },
        () => {
          const [box] = boxes();
          if (!box || boxes().some(({ State }) => State !== 'pending')) return undefined;
          return {
            reason: 'not-yet' as const,
            data: { devbox, state: 'pending' },
            evidence: [
              saw.instances.at(
                `Reservations[].Instances[?InstanceId=='${box.InstanceId}'] | [0].State.Name`,
                'running or stopped',
                box.State,
              ),
            ],
          };
        },
        () =>
          found().length > 0
            ? undefined
            : {
                reason: 'no-alarm' as const,
                data: { devbox, region },
                evidence: [saw.alarms.at('MetricAlarms[].MetricName', 'CPUUtilization', `none in ${region}`)],
              },
        () =>
          found().length > 0
            ? firstFinding(boxes(), (box) => nearestMiss(found(), requirements(box)))
            : undefined,
      ],
      () => {
        const good = boxes().map((box) => firstGood(found(), requirements(box)) as Candidate);
        const [first] = good as [Candidate];
        return {
          reason: 'stops' as const,
          data: { devbox, alarm: first.alarm.AlarmName, minutes: minutes(first) },
          evidence: good.map((one) =>
            at(one, 'AlarmActions', `arn:aws:automate:${region}:ec2:stop`, one.alarm.AlarmActions),
          ),
        };
      },
    );
  },
});
