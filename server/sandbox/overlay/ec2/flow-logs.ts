/**
 * CreateFlowLogs: AWS takes a log group by its ARN too; the engine looks for it by name only and calls the delivery failed.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateFlowLogs.html
 */
import type { CreateFlowLogsCommandInput } from '@aws-sdk/client-ec2';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { answerOf, askEc2 } from './engine.ts';

const create: OverlayHandler = async (context, input) => {
  const asked = input as unknown as CreateFlowLogsCommandInput;
  const LogGroupName = groupOf(context, asked);
  const { LogDestination: _arn, ...byName } = asked;
  const answer = await askEc2(context, (client, sdk) =>
    client.send(
      new sdk.CreateFlowLogsCommand(LogGroupName === undefined ? asked : { ...byName, LogGroupName }),
    ),
  );
  return answerOf(answer);
};

/** The name in the ARN of a log group of this account and Region; undefined for every other destination. */
function groupOf({ account, region }: OverlayContext, asked: CreateFlowLogsCommandInput): string | undefined {
  if ((asked.LogDestinationType ?? 'cloud-watch-logs') !== 'cloud-watch-logs') return undefined;
  const prefix = `arn:aws:logs:${region}:${account}:log-group:`;
  const arn = asked.LogDestination;
  return arn?.startsWith(prefix) ? arn.slice(prefix.length).replace(/:\*$/, '') : undefined;
}

export const createFlowLogs: OverlayOperation = {
  service: 'ec2',
  operation: 'CreateFlowLogs',
  answer: create,
};
