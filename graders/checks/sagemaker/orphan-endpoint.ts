import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import {
  endpoint,
  endpointConfig,
  endpoints,
  sagemakerTags,
  type Endpoint,
  type EndpointSummary,
} from '../../reads/sagemaker-hosting.ts';
import { unlessBlocked } from '../shared/sagemaker-jobs.ts';
import { COMING } from '../shared/sagemaker-variants.ts';

export default defineCheck({
  id: 'sagemaker/orphan-endpoint',
  title: 'The forgotten endpoint is gone, the one that is needed is not',
  params: Type.Object({ orphan: Type.String(), keeper: Type.String() }),
  reads: {
    list: endpoints,
    details: each(endpoint),
    configs: each(endpointConfig),
    tags: each(sagemakerTags),
  },
  bind: ({ orphan }) => ({
    list: {},
    details: after('list', (list: readonly EndpointSummary[] | undefined) =>
      others(list ?? [], orphan).map(({ EndpointName }) => ({ name: EndpointName })),
    ),
    configs: after('details', (entries: readonly { value: Endpoint | undefined }[]) => [
      ...new Map(
        entries.flatMap((entry) => {
          const name = unlessBlocked(() => entry.value)?.EndpointConfigName;
          return name ? [[name, { name }] as const] : [];
        }),
      ).values(),
    ]),
    tags: after('list', (list: readonly EndpointSummary[] | undefined) =>
      others(list ?? [], orphan).map(({ EndpointArn }) => ({ arn: EndpointArn })),
    ),
  }),
  reasons: {
    stopped: pass(
      '{orphan} is gone, {keeper} answers, and no other endpoint bills for a GPU without being wanted.',
    ),
    'orphan-alive': fail(
      'Endpoint {orphan} still runs, and bills for every second.',
      'Delete the endpoint; deleting its configuration stops nothing.',
    ),
    'keeper-deleted': fail('Endpoint {keeper} is gone: it was tagged Keep=true.', 'Create it again.'),
    'not-yet': fail('Endpoint {keeper} is still {state}.', 'Grade again when it is InService.'),
    unhealthy: fail('Endpoint {keeper} is {state}.', 'Update it with a configuration that works.'),
    'gpu-endpoint': fail(
      'Endpoint {name} bills for {type}, and no tag says that it is wanted.',
      'Delete it, or tag it Keep=true.',
    ),
  },
  judge(saw, { orphan, keeper }) {
    const live = () => (saw.list() ?? []).filter(({ EndpointStatus }) => EndpointStatus !== 'Deleting');
    const kept = () => live().find(({ EndpointName }) => EndpointName === keeper);
    const at = (name: string, path: string, expected: unknown, actual: unknown) =>
      saw.list.at(`Endpoints[?EndpointName=='${name}'] | [0]${path}`, expected, actual);
    const state = (reason: 'not-yet' | 'unhealthy', wrong: (now: string) => boolean) => () => {
      const now = kept()?.EndpointStatus;
      if (now === undefined || now === null || !wrong(now)) return undefined;
      return {
        reason,
        data: { keeper, state: now },
        evidence: [at(keeper, '.EndpointStatus', 'InService', now)],
      };
    };
    return decide(
      [
        () =>
          live().some(({ EndpointName }) => EndpointName === orphan)
            ? {
                reason: 'orphan-alive' as const,
                data: { orphan },
                evidence: [at(orphan, '', 'no such endpoint', 'alive')],
              }
            : undefined,
        () =>
          kept()
            ? undefined
            : {
                reason: 'keeper-deleted' as const,
                data: { keeper },
                evidence: [at(keeper, '', 'InService', 'no such endpoint')],
              },
        state('not-yet', (now) => COMING.includes(now)),
        state('unhealthy', (now) => now !== 'InService' && !COMING.includes(now)),
        ...gpuClauses(),
      ],
      () => ({
        reason: 'stopped' as const,
        data: { orphan, keeper },
        evidence: [
          at(orphan, '', 'no such endpoint', 'no such endpoint'),
          at(keeper, '.EndpointStatus', 'InService', 'InService'),
        ],
      }),
    );

    /** One clause an endpoint, so that one that cannot be read does not hide another that is wrong. */
    function gpuClauses() {
      const list = unlessBlocked(() => live()) ?? [];
      return list
        .filter(({ EndpointName }) => EndpointName !== orphan)
        .map(({ EndpointName: name, EndpointArn: arn }) => () => {
          const config = saw.details().find(({ args }) => args.name === name)?.value?.EndpointConfigName;
          const found = saw.configs().find(({ args }) => args.name === config)?.value;
          const variants = [...(found?.ProductionVariants ?? []), ...(found?.ShadowProductionVariants ?? [])];
          const type = variants.map(({ InstanceType }) => InstanceType ?? '').find(isGpu);
          if (type === undefined) return undefined;
          const tags = saw.tags().find(({ args }) => args.arn === arn)?.value ?? [];
          if (tags.some(({ Key, Value }) => Key === 'Keep' && Value === 'true')) return undefined;
          return {
            reason: 'gpu-endpoint' as const,
            data: { name, type },
            evidence: [saw.tags.at({ arn }, 'Tags', 'Keep=true', tags)],
          };
        });
    }
  },
});

function others(list: readonly EndpointSummary[], orphan: string): EndpointSummary[] {
  return list.filter(
    ({ EndpointName, EndpointStatus }) => EndpointName !== orphan && EndpointStatus !== 'Deleting',
  );
}

/** Families with GPUs: ml.g…, ml.gr… and ml.p…. https://aws.amazon.com/sagemaker/ai/pricing/ */
function isGpu(type: string): boolean {
  return /^ml\.(?:g|gr|p)\d/.test(type);
}
