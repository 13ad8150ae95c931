/** What an alarm has to watch to turn an update of an endpoint back. */
import { cannotEvaluate } from '../../kit/index.ts';
import { metricAlarms, type MetricAlarm } from '../../reads/cloudwatch.ts';

/**
 * Every metric that the alarm looks at has to be the endpoint's: one of another would turn back good updates.
 *
 * @returns why it is no such alarm; undefined when it is one
 * @throws Blocked for an alarm on a query, whose endpoints cannot be told
 */
export function alarmProblem(alarm: MetricAlarm | undefined, endpointName: string): string | undefined {
  if (!alarm) return 'is no metric alarm of this Region';
  if (alarm.Metrics.length === 0) {
    return cannotEvaluate(
      metricAlarms.id,
      `alarm ${alarm.AlarmName} watches a query, whose endpoints cannot be told`,
    );
  }
  for (const { Namespace, MetricName, Dimensions } of alarm.Metrics) {
    if (Namespace !== 'AWS/SageMaker')
      return `watches ${MetricName ?? 'a metric'} of ${Namespace ?? 'no namespace'}`;
    const of = Dimensions.find(({ Name }) => Name === 'EndpointName')?.Value;
    if (of !== endpointName) return `watches ${of === undefined ? 'no endpoint' : `endpoint ${of}`}`;
  }
  return undefined;
}
