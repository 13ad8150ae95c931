import { Type } from 'typebox';
import { after, Blocked, decide, defineCheck, each, fail, pass, type Finding } from '../../kit/index.ts';
import { instances, type Instance } from '../../reads/ec2-instances.ts';
import { schedule, schedules, type ScheduleSummary } from '../../reads/scheduler.ts';
import { permissionReads } from '../shared/iam-permissions.ts';
import { entryOf, firstHarm, firstMiss, hoursOf, type Entry } from '../shared/office-hours.ts';
import { unlessBlocked } from '../shared/sagemaker-jobs.ts';
import { deedOfArn, DEEDS, type Deed } from '../shared/schedule-calls.ts';
import { bindScheduleRoles, roleProblem } from '../shared/schedule-roles.ts';

const GONE = new Set<string | null>(['terminated', 'shutting-down']);
type Reason = 'no-stop' | 'no-start' | 'wrong-time' | 'weekend-start' | 'role-cannot' | 'wrong-target';
type Look = () => Finding<Reason> | undefined;

/** What concerns one instance: known schedules, those of which something is not known, and what AWS would refuse. */
interface Found {
  entries: Entry[];
  unknown: Blocked[];
  refused: string[];
}

export default defineCheck({
  id: 'cost/office-hours',
  title: 'The development box runs in office hours only',
  params: Type.Object({
    devbox: Type.String(),
    tz: Type.String(),
    startHour: Type.Number(),
    stopHour: Type.Number(),
  }),
  reads: { list: schedules, details: each(schedule), instances, ...permissionReads },
  bind: () => ({
    list: {},
    details: after('list', (list: readonly ScheduleSummary[] | undefined) =>
      relevant(list ?? []).map(({ GroupName: group, Name: name }) => ({ group, name })),
    ),
    instances: {},
    ...bindScheduleRoles(),
  }),
  reasons: {
    'in-hours': pass(
      '{devbox} runs from {start}:00 to {stop}:00 ({tz}) from Monday to Friday and rests at the weekend.',
    ),
    'no-stop': fail(
      'No schedule stops {devbox}: {finding}.',
      'Make one that calls ec2:stopInstances with its id.',
    ),
    'no-start': fail('No schedule starts {devbox}: {finding}.', 'Make a second one, for the morning.'),
    'wrong-time': fail(
      '{devbox}: {finding} ({tz}).',
      'Look at the fields of the expression, at the time zone of the schedule and at its flexible window.',
    ),
    'weekend-start': fail(
      '{schedule} starts {devbox} at the weekend: {time} {tz}.',
      'Name the weekdays: MON-FRI.',
    ),
    'role-cannot': fail(
      'The role of {schedule} cannot do it: {probe}. {words}',
      'It trusts scheduler.amazonaws.com, and a policy of it allows the action on the instance.',
    ),
    'wrong-target': fail(
      '{schedule} is meant to {event} {devbox} and does not: {finding}.',
      'The universal target of EC2 takes the ids in the list InstanceIds.',
    ),
  },
  judge(saw, { devbox, tz, startHour, stopHour }, run) {
    const hours = () => hoursOf(tz, startHour, stopHour, run.today);
    const isBox = ({ Tags }: Instance): boolean =>
      Tags.some(({ Key, Value }) => Key === 'Name' && Value === devbox);
    const boxes = (): Instance[] =>
      (saw.instances() ?? []).filter((one) => !GONE.has(one.State) && isBox(one));
    const at = ({ of }: Entry, path: string, expected: unknown, actual: unknown) =>
      saw.details.at({ group: of.GroupName, name: of.Name }, path, expected, actual);

    const find = ({ InstanceId }: Instance): Found => {
      // A schedule of a box of this name that is gone is meant for its successor, and misses.
      const others = new Set(
        (saw.instances() ?? [])
          .filter((one) => !(isBox(one) && GONE.has(one.State)) && one.InstanceId !== InstanceId)
          .map((one) => one.InstanceId),
      );
      const alive = new Set(
        (saw.instances() ?? []).filter(({ State }) => !GONE.has(State)).map((one) => one.InstanceId),
      );
      const found: Found = { entries: [], unknown: [], refused: [] };
      const wanted = hours();
      for (const detail of saw.details()) {
        try {
          const entry = entryOf(detail.value, InstanceId, others, alive, wanted);
          if (entry && 'refused' in entry) found.refused.push(entry.refused);
          else if (entry) found.entries.push(entry);
        } catch (error) {
          if (!(error instanceof Blocked)) throw error;
          found.unknown.push(error);
        }
      }
      return found;
    };
    const absence = (deed: Deed, finding: string, actual: unknown): Finding<Reason> => ({
      reason: `no-${deed}`,
      data: { devbox, finding },
      evidence: [saw.list.at('Schedules[].Target.Arn', `one that calls ec2:${deed}Instances`, actual)],
    });
    /** Whatever the instances are: no schedule has such a target, or there is nothing to stop. */
    const nobody =
      (deed: Deed): Look =>
      () => {
        const arns = relevant(saw.list() ?? []).map(({ TargetArn }) => TargetArn);
        if (!arns.some((arn) => [deed, 'perhaps'].includes(deedOfArn(arn) ?? '')))
          return absence(deed, 'none that is enabled has such a target', arns);
        return boxes().length > 0 ? undefined : absence(deed, 'there is no instance of that name', 'none');
      };
    const wrongTime = (entry: Entry, finding: string, expected: string): Finding<Reason> => ({
      reason: 'wrong-time',
      data: { devbox, finding, tz },
      evidence: [at(entry, 'ScheduleExpression', expected, entry.of.ScheduleExpression)],
    });

    /** The clauses about one instance, by reason. */
    const clausesOf = (box: Instance, { entries, unknown, refused }: Found): Record<Reason, Look[]> => {
      const isSound = ({ call }: Entry): boolean => 'by' in call;
      // The sound ones decide about a deed; where there is none, those that miss.
      const deciding = (deed: Deed): Entry[] => {
        const own = entries.filter(({ call }) => call.deed === deed);
        return own.some(isSound) ? own.filter(isSound) : own;
      };
      const deciders = DEEDS.flatMap(deciding);
      const settle: Look = () => {
        const [first] = unknown;
        if (first) throw first;
        return undefined;
      };
      /** A failure, unless what is not known could undo it. */
      const certain = (finding: Finding<Reason>): Finding<Reason> => settle() ?? finding;
      const missing =
        (deed: Deed): Look =>
        () =>
          deciding(deed).length > 0
            ? undefined
            : certain(
                absence(
                  deed,
                  refused[0] ?? `none fires for ${box.InstanceId} in the next four weeks`,
                  refused,
                ),
              );
      const harm =
        (entry: Entry, atWeekend: boolean): Look =>
        () => {
          const time = firstHarm(entry, hours(), atWeekend);
          if (time === undefined) return undefined;
          const finding: Finding<Reason> = atWeekend
            ? {
                reason: 'weekend-start',
                data: { devbox, time, tz, schedule: entry.name },
                evidence: [at(entry, 'ScheduleExpression', 'Monday to Friday', entry.of.ScheduleExpression)],
              }
            : wrongTime(
                entry,
                `${entry.name} would ${entry.call.deed} it at ${time}`,
                `no ${entry.call.deed} then`,
              );
          return isSound(entry) ? finding : certain(finding);
        };
      const late =
        (deed: Deed): Look =>
        () => {
          const miss = firstMiss(deciding(deed), deed, hours());
          return miss && certain(wrongTime(miss.entry, miss.finding, miss.expected));
        };
      const role =
        (entry: Entry): Look =>
        () => {
          const { call } = entry;
          // A list is done whole or not at all.
          const ids = 'by' in call ? call.ids : [];
          const named = (saw.instances() ?? []).filter(({ InstanceId }) => ids.includes(InstanceId));
          const [problem] =
            'by' in call ? named.flatMap((one) => roleProblem(saw, entry.of, call, one, run) ?? []) : [];
          return (
            problem && {
              reason: 'role-cannot',
              data: { schedule: entry.name, ...problem },
              evidence: [at(entry, 'Target.RoleArn', `${problem.probe}: allowed`, entry.of.Target.RoleArn)],
            }
          );
        };
      const target =
        (entry: Entry): Look =>
        () => {
          const { call } = entry;
          return 'wrong' in call
            ? certain({
                reason: 'wrong-target',
                data: { schedule: entry.name, devbox, event: call.deed, finding: call.wrong },
                evidence: [
                  at(entry, 'Target', `ec2:${call.deed}Instances of ${box.InstanceId}`, entry.of.Target),
                ],
              })
            : undefined;
        };
      return {
        'no-stop': [missing('stop')],
        'no-start': [missing('start')],
        'wrong-time': [...DEEDS.map(late), ...deciders.map((entry) => harm(entry, false))],
        'weekend-start': deciders.map((entry) => harm(entry, true)),
        'role-cannot': deciders.map(role),
        // At last, whatever could not be read of a schedule.
        'wrong-target': [...deciders.map(target), settle],
      };
    };
    const known = unlessBlocked(() => boxes().map((box) => ({ box, found: find(box) }))) ?? [];
    const all = known.map(({ box, found }) => clausesOf(box, found));
    const of = (reason: Reason): Look[] => all.flatMap((clauses) => clauses[reason]);
    return decide<Reason | 'in-hours'>(
      [
        nobody('stop'),
        ...of('no-stop'),
        nobody('start'),
        ...of('no-start'),
        ...of('wrong-time'),
        ...of('weekend-start'),
        ...of('role-cannot'),
        ...of('wrong-target'),
        () => void boxes().map(find),
      ],
      () => ({
        reason: 'in-hours',
        data: { devbox, start: startHour, stop: stopHour, tz },
        evidence: known.flatMap(({ found }) =>
          found.entries.map((entry) =>
            at(entry, 'ScheduleExpression', `${entry.call.deed} in time`, entry.of.ScheduleExpression),
          ),
        ),
      }),
    );
  },
});

/** What may stop or start something, and is on. */
const relevant = (list: readonly ScheduleSummary[]): ScheduleSummary[] =>
  list.filter(({ State, TargetArn }) => State !== 'DISABLED' && deedOfArn(TargetArn) !== null);
