import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { defineRead, type ClientSpec } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

const scheduler: ClientSpec<SchedulerClient> = {
  service: 'scheduler',
  create: (config) => new SchedulerClient(config),
};

export interface ScheduleSummary {
  Name: string;
  GroupName: string;
  /** ENABLED or DISABLED. */
  State: string | null;
  TargetArn: string | null;
}

/**
 * The schedules of every group of the Region.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListSchedules.html
 */
export const schedules = defineRead<Record<string, never>, ScheduleSummary[]>({
  id: 'scheduler:ListSchedules',
  resources: () => ['*'],
  call: async ({ client }) => {
    const all: ScheduleSummary[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client(scheduler).send(new ListSchedulesCommand(NextToken ? { NextToken } : {}));
      for (const { Name, GroupName, State, Target } of page.Schedules ?? [])
        all.push({
          Name: Name ?? '',
          GroupName: GroupName ?? 'default',
          State: State ?? null,
          TargetArn: Target?.Arn ?? null,
        });
      ({ NextToken } = page);
    } while (NextToken);
    return all;
  },
});

export interface ScheduleArgs {
  group: string;
  name: string;
}

export interface Schedule {
  Name: string;
  GroupName: string;
  State: string | null;
  ScheduleExpression: string | null;
  /** Null means UTC. */
  ScheduleExpressionTimezone: string | null;
  /** ISO instants. */
  StartDate: string | null;
  EndDate: string | null;
  CreationDate: string | null;
  FlexibleTimeWindow: { Mode: string | null; MaximumWindowInMinutes: number | null };
  Target: { Arn: string | null; RoleArn: string | null; Input: string | null };
}

/** One schedule. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html */
export const schedule = defineRead<ScheduleArgs, Schedule>({
  id: 'scheduler:GetSchedule',
  resources: ({ group, name }, run) => [regionalArn(run, 'scheduler', `schedule/${group}/${name}`)],
  call: async ({ client }, { group, name }) => {
    const found = await client(scheduler).send(new GetScheduleCommand({ GroupName: group, Name: name }));
    return {
      Name: found.Name ?? name,
      GroupName: found.GroupName ?? group,
      State: found.State ?? null,
      ScheduleExpression: found.ScheduleExpression ?? null,
      ScheduleExpressionTimezone: found.ScheduleExpressionTimezone ?? null,
      StartDate: found.StartDate?.toISOString() ?? null,
      EndDate: found.EndDate?.toISOString() ?? null,
      CreationDate: found.CreationDate?.toISOString() ?? null,
      FlexibleTimeWindow: {
        Mode: found.FlexibleTimeWindow?.Mode ?? null,
        MaximumWindowInMinutes: found.FlexibleTimeWindow?.MaximumWindowInMinutes ?? null,
      },
      Target: {
        Arn: found.Target?.Arn ?? null,
        RoleArn: found.Target?.RoleArn ?? null,
        Input: found.Target?.Input ?? null,
      },
    };
  },
});
