import { paginateDescribeFlowLogs } from '@aws-sdk/client-ec2';
import { defineRead } from '../kit/index.ts';
import { EC2_CONSISTENCY_SECONDS, ec2 } from './ec2-client.ts';

export interface FlowLog {
  FlowLogId: string;
  /** A VPC, a subnet, a network interface or a transit gateway. */
  ResourceId: string;
  FlowLogStatus: string | null;
  /** ALL, ACCEPT or REJECT. */
  TrafficType: string | null;
  /** SUCCESS or FAILED; null before the first delivery. */
  DeliverLogsStatus: string | null;
  DeliverLogsErrorMessage: string | null;
  /** `cloud-watch-logs`, `s3` or `kinesis-data-firehose`. */
  LogDestinationType: string | null;
  /** ARN of the log group, bucket or stream. */
  LogDestination: string | null;
  LogGroupName: string | null;
}

/**
 * Every flow log of the Region, of VPCs, subnets and interfaces.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeFlowLogs.html
 */
export const flowLogs = defineRead<Record<string, never>, FlowLog[]>({
  id: 'ec2:DescribeFlowLogs',
  consistencySeconds: EC2_CONSISTENCY_SECONDS,
  resources: () => ['*'],
  call: async ({ client }) => {
    const logs: FlowLog[] = [];
    for await (const page of paginateDescribeFlowLogs({ client: client(ec2) }, {})) {
      for (const log of page.FlowLogs ?? []) {
        logs.push({
          FlowLogId: log.FlowLogId ?? '',
          ResourceId: log.ResourceId ?? '',
          FlowLogStatus: log.FlowLogStatus ?? null,
          TrafficType: log.TrafficType ?? null,
          DeliverLogsStatus: log.DeliverLogsStatus ?? null,
          DeliverLogsErrorMessage: log.DeliverLogsErrorMessage ?? null,
          LogDestinationType: log.LogDestinationType ?? null,
          LogDestination: log.LogDestination ?? null,
          LogGroupName: log.LogGroupName ?? null,
        });
      }
    }
    return logs;
  },
});
