import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { defineRead, type ClientSpec } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

export const logs: ClientSpec<CloudWatchLogsClient> = {
  service: 'logs',
  create: (config) => new CloudWatchLogsClient(config),
};

export interface LogGroup {
  logGroupName: string;
  /** Days; null means for ever. */
  retentionInDays: number | null;
}

/**
 * The log groups whose name begins with a prefix: a group's whole name finds it, and longer ones with it.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
 */
export const logGroups = defineRead<{ prefix: string }, LogGroup[]>({
  id: 'logs:DescribeLogGroups',
  resources: (_args, run) => [regionalArn(run, 'logs', 'log-group:*')],
  call: async ({ client }, { prefix }) => {
    const groups: LogGroup[] = [];
    const pages = paginateDescribeLogGroups({ client: client(logs) }, { logGroupNamePrefix: prefix });
    for await (const page of pages) {
      for (const { logGroupName, retentionInDays } of page.logGroups ?? [])
        groups.push({ logGroupName: logGroupName ?? '', retentionInDays: retentionInDays ?? null });
    }
    return groups;
  },
});
