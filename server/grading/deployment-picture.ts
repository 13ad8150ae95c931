import { alarmProblem } from '../../graders/checks/shared/rollback-alarms.ts';
import { Blocked, fillTemplate, type Observation } from '../../graders/kit/index.ts';
import { alarmTimings, type AlarmTiming } from '../../graders/reads/cloudwatch.ts';
import {
  declaredVariants,
  deployment,
  endpointConfigs,
  type ConfigSummary,
  type DeclaredVariant,
  type Deployment,
} from '../../graders/reads/sagemaker-deployments.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { DeploymentReply, JournalEntry } from '../contract/index.ts';
import { blockedMessage, withPictureSession, type AskRead } from './picture-session.ts';
import type { PictureJob } from './ports.ts';

const READS = [callerIdentity, deployment, endpointConfigs, declaredVariants, alarmTimings];
/** Of the newest configurations; older ones are counted only. */
const MOST_CONFIGS = 8;

type Config = DeploymentReply['configs'][number];
type Alarm = DeploymentReply['alarms'][number];
type Event = DeploymentReply['events'][number];

/**
 * How the endpoint of the task was deployed: its last settings, the alarms that they name, and what became of it over time.
 * The page runs graders/semantics/deployment over the settings. Whether an alarm counts is decided by the check's function.
 *
 * @returns null when no check of the lab is about updating an endpoint
 */
export async function deploymentPicture(job: PictureJob): Promise<DeploymentReply | null> {
  const endpoint = endpointOf(job);
  if (endpoint === null) return null;
  return await withPictureSession(job, READS, async ({ now, ask }) => {
    const unread: DeploymentReply['unread'] = [];
    const seen = <T>(what: string, observation: Observation<T>): T | undefined => {
      if (observation.state === 'blocked') unread.push({ what, message: blockedMessage(observation) });
      return observation.state === 'present' ? observation.value : undefined;
    };
    const [host, list, calls] = await Promise.all([
      ask<Deployment>(deployment, { endpoint }),
      ask<ConfigSummary[]>(endpointConfigs, {}),
      job.calls?.() ?? [],
    ]);
    const found = host.state === 'present' ? host.value : undefined;
    const names = found?.LastDeploymentConfig?.AlarmNames ?? [];
    const alarms = names.length === 0 ? [] : await alarmsOf(ask, names, endpoint, seen);
    const events = eventsOf(calls, endpoint);
    const configs = await configsOf(
      ask,
      seen('endpoint configurations', list) ?? [],
      { current: found?.EndpointConfigName ?? null, named: events.map(({ config }) => config) },
      seen,
    );
    return {
      endpoint,
      now,
      ...stateOf(host, endpoint),
      status: found?.EndpointStatus ?? null,
      failure: found?.FailureReason ?? null,
      createdAt: found?.CreationTime ?? null,
      modifiedAt: found?.LastModifiedTime ?? null,
      variants: (found?.ProductionVariants ?? []).map((variant) => ({
        name: variant.VariantName,
        weight: variant.CurrentWeight,
        current: variant.CurrentInstanceCount,
        desired: variant.DesiredInstanceCount,
      })),
      settings: settingsOf(found),
      alarms,
      configs,
      events,
      unread,
    };
  });
}

function endpointOf({ lab, variables }: PictureJob): string | null {
  const check = lab.tasks.flatMap(({ checks }) => checks).find(({ use }) => use === 'sagemaker/safe-update');
  return check ? ((fillTemplate(check.params, variables) as { endpoint: string }).endpoint ?? null) : null;
}

function stateOf(
  host: Observation<Deployment>,
  endpoint: string,
): Pick<DeploymentReply, 'state' | 'message'> {
  if (host.state === 'blocked') return { state: 'blocked', message: blockedMessage(host) };
  if (host.state === 'absent')
    return { state: 'missing', message: `There is no endpoint ${endpoint} in your account.` };
  return { state: 'read', message: '' };
}

function settingsOf(found: Deployment | undefined): DeploymentReply['settings'] {
  if (!found?.LastDeploymentConfig) return null;
  const { AlarmNames: _names, ...settings } = found.LastDeploymentConfig;
  return { ...settings };
}

async function alarmsOf(
  ask: AskRead,
  names: string[],
  endpoint: string,
  seen: <T>(what: string, observation: Observation<T>) => T | undefined,
): Promise<Alarm[]> {
  const observation = await ask<AlarmTiming[]>(alarmTimings, { names });
  const all = seen('alarms', observation);
  return names.map((name): Alarm => {
    const alarm = all?.find(({ AlarmName }) => AlarmName === name);
    const known = {
      name,
      state: alarm?.StateValue ?? null,
      condition: alarm?.Condition ?? '',
      seconds: alarm?.Period == null ? null : alarm.Period * alarm.Datapoints,
    };
    if (all === undefined) return { ...known, counts: null, problem: 'it could not be read' };
    try {
      const problem = alarmProblem(alarm, endpoint);
      return { ...known, counts: problem === undefined, problem: problem ?? '' };
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      return { ...known, counts: null, problem: 'watches a query, whose endpoints cannot be told' };
    }
  });
}

/** The configurations that the endpoint has or had, as far as they are still there, oldest first. */
async function configsOf(
  ask: AskRead,
  list: readonly ConfigSummary[],
  { current, named }: { current: string | null; named: readonly (string | null)[] },
  seen: <T>(what: string, observation: Observation<T>) => T | undefined,
): Promise<Config[]> {
  const own = list.filter(({ EndpointConfigName: name }) => name === current || named.includes(name));
  return await Promise.all(
    own.slice(-MOST_CONFIGS).map(async ({ EndpointConfigName: name, CreationTime }): Promise<Config> => {
      const declared = seen(
        'an endpoint configuration',
        await ask<DeclaredVariant[]>(declaredVariants, { config: name }),
      );
      return {
        name,
        createdAt: CreationTime,
        current: name === current,
        variants: (declared ?? []).map((variant) => ({
          name: variant.VariantName,
          model: variant.ModelName,
          type: variant.InstanceType,
          count: variant.InitialInstanceCount,
          weight: variant.InitialVariantWeight,
        })),
      };
    }),
  );
}

const KINDS: Readonly<Record<string, Event['kind']>> = {
  CreateEndpoint: 'created',
  UpdateEndpoint: 'updated',
  UpdateEndpointWeightsAndCapacities: 'reweighed',
  DeleteEndpoint: 'deleted',
};

/** The calls that made the endpoint what it is, refused ones too: why nothing happened is a part of the story. */
function eventsOf(calls: readonly JournalEntry[], endpoint: string): Event[] {
  return calls.flatMap(({ service, operation, parameters, at, status, error }): Event[] => {
    const kind = service === 'sagemaker' ? KINDS[operation] : undefined;
    if (kind === undefined || parameters['EndpointName'] !== endpoint) return [];
    const { EndpointConfigName: config, DeploymentConfig: asked } = parameters;
    return [
      {
        at,
        kind,
        config: typeof config === 'string' ? config : null,
        strategy: typeof asked === 'string' ? strategyIn(asked) : null,
        refused: status >= 400 ? (error ?? String(status)) : null,
      },
    ];
  });
}

/** The journal keeps the beginning of a long parameter, and that names the strategy. */
function strategyIn(text: string): Event['strategy'] {
  if (text.includes('RollingUpdatePolicy')) return 'rolling';
  if (text.includes('CANARY')) return 'canary';
  return text.includes('LINEAR') ? 'linear' : 'all-at-once';
}
