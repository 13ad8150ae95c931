import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { metricAlarms } from '../../reads/cloudwatch.ts';
import { endpoint } from '../../reads/sagemaker-hosting.ts';
import { firstFinding } from '../shared/candidates.ts';
import { alarmProblem } from '../shared/rollback-alarms.ts';
import { COMING } from '../shared/sagemaker-variants.ts';

/** Traffic moves in steps, so that an alarm can stop it. */
const STEPWISE: ReadonlySet<string> = new Set(['CANARY', 'LINEAR']);

export default defineCheck({
  id: 'sagemaker/safe-update',
  title: 'The endpoint was updated in steps, with an alarm that turns it back',
  params: Type.Object({ endpoint: Type.String() }),
  reads: { endpoint, alarms: metricAlarms },
  bind: ({ endpoint: name }) => ({ endpoint: { name }, alarms: {} }),
  reasons: {
    safe: pass('{endpoint} was last deployed {how}, and {alarms} would have turned it back.'),
    'endpoint-missing': fail('There is no endpoint {endpoint}.', 'Create it first: task endpoint-live.'),
    'not-yet': fail('Endpoint {endpoint} is still {state}.', 'Grade again when the update is done.'),
    unhealthy: fail('Endpoint {endpoint} is {state}.', 'Repair it, then update it again.'),
    'never-updated': fail(
      '{endpoint} has no deployment configuration: nothing was ever updated with one.',
      'Update the endpoint with a DeploymentConfig.',
    ),
    'all-at-once': fail(
      'The last update moved all traffic of {endpoint} at once.',
      'Use a rolling update, or blue/green with CANARY or LINEAR traffic.',
    ),
    'no-rollback': fail(
      'No alarm could have turned the last update of {endpoint} back.',
      'Name alarms in AutoRollbackConfiguration.',
    ),
    'alarm-wrong': fail(
      'Alarm {alarm} {problem}.',
      'It has to watch AWS/SageMaker with EndpointName {endpoint}, in this Region.',
    ),
  },
  judge(saw, { endpoint: name }) {
    const found = () => {
      const one = saw.endpoint();
      return one?.EndpointStatus === 'Deleting' ? undefined : one;
    };
    const status = () => found()?.EndpointStatus ?? 'unknown';
    const settled = () => found() !== undefined && !COMING.includes(status()) && !BROKEN.has(status());
    const stated = (reason: 'not-yet' | 'unhealthy', wrong: (now: string) => boolean) => () =>
      found() && wrong(status())
        ? {
            reason,
            data: { endpoint: name, state: status() },
            evidence: [saw.endpoint.at('EndpointStatus', 'InService', status())],
          }
        : undefined;
    const deployment = () => (settled() ? found()?.LastDeploymentConfig : undefined);
    const stepwise = () => {
      const config = deployment();
      if (config?.RollingUpdatePolicy) return 'as a rolling update';
      const type = config?.BlueGreenUpdatePolicy?.TrafficRoutingType ?? '';
      return STEPWISE.has(type) ? `blue/green with ${type} traffic` : undefined;
    };
    const named = () => deployment()?.AutoRollbackConfiguration.Alarms ?? [];
    return decide(
      [
        () =>
          found()
            ? undefined
            : {
                reason: 'endpoint-missing' as const,
                data: { endpoint: name },
                evidence: [saw.endpoint.at('EndpointName', name, 'no such endpoint')],
              },
        stated('not-yet', (now) => COMING.includes(now)),
        stated('unhealthy', (now) => BROKEN.has(now)),
        () =>
          settled() && !deployment()
            ? {
                reason: 'never-updated' as const,
                data: { endpoint: name },
                evidence: [saw.endpoint.at('LastDeploymentConfig', 'a deployment configuration', 'none')],
              }
            : undefined,
        () =>
          deployment() && stepwise() === undefined
            ? {
                reason: 'all-at-once' as const,
                data: { endpoint: name },
                evidence: [
                  saw.endpoint.at(
                    'LastDeploymentConfig',
                    'RollingUpdatePolicy, or BlueGreenUpdatePolicy with CANARY or LINEAR traffic',
                    deployment()?.BlueGreenUpdatePolicy?.TrafficRoutingType ?? 'no traffic routing',
                  ),
                ],
              }
            : undefined,
        () =>
          deployment() && named().length === 0
            ? {
                reason: 'no-rollback' as const,
                data: { endpoint: name },
                evidence: [
                  saw.endpoint.at(
                    'LastDeploymentConfig.AutoRollbackConfiguration.Alarms',
                    'at least one',
                    'none',
                  ),
                ],
              }
            : undefined,
        () =>
          firstFinding(named(), ({ AlarmName: alarm }) => {
            const problem = alarmProblem(
              (saw.alarms() ?? []).find(({ AlarmName }) => AlarmName === alarm),
              name,
            );
            if (problem === undefined) return undefined;
            return {
              reason: 'alarm-wrong' as const,
              data: { endpoint: name, alarm, problem },
              evidence: [
                saw.alarms.at(
                  `MetricAlarms[?AlarmName=='${alarm}'] | [0]`,
                  `AWS/SageMaker with EndpointName ${name}`,
                  problem,
                ),
              ],
            };
          }),
      ],
      () => ({
        reason: 'safe' as const,
        data: {
          endpoint: name,
          how: stepwise() ?? '',
          alarms: named().map(({ AlarmName }) => AlarmName),
        },
        evidence: [
          saw.endpoint.at('LastDeploymentConfig', 'steps, and an alarm that turns back', stepwise()),
        ],
      }),
    );
  },
});

/** After these no update has an end to judge. */
const BROKEN: ReadonlySet<string> = new Set(['Failed', 'UpdateRollbackFailed']);
