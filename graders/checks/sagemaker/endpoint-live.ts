import { Type } from 'typebox';
import { after, decide, defineCheck, each, fail, pass } from '../../kit/index.ts';
import {
  endpoint,
  endpointConfig,
  model,
  type Endpoint,
  type EndpointConfig,
  type ProductionVariant,
} from '../../reads/sagemaker-hosting.ts';
import {
  modelPackage,
  modelPackages,
  type ModelPackageSummary,
  versionsOf,
} from '../../reads/sagemaker-training.ts';
import { firstFinding } from '../shared/candidates.ts';
import { approvedPackage } from '../shared/sagemaker-registry.ts';
import { COMING, weighted } from '../shared/sagemaker-variants.ts';

const INSTANCES = 2;

export default defineCheck({
  id: 'sagemaker/endpoint-live',
  title: 'The approved model is served on two instances',
  params: Type.Object({ endpoint: Type.String(), endpointType: Type.String(), group: Type.String() }),
  reads: {
    endpoint,
    config: endpointConfig,
    models: each(model),
    packages: modelPackages,
    approved: modelPackage,
  },
  bind: ({ endpoint: name, group }, run) => ({
    endpoint: { name },
    config: after('endpoint', (found: Endpoint | undefined) =>
      found?.EndpointConfigName ? { name: found.EndpointConfigName } : null,
    ),
    models: after('config', (found: EndpointConfig | undefined) =>
      [...new Set((found?.ProductionVariants ?? []).flatMap(({ ModelName }) => ModelName ?? []))].map(
        (one) => ({
          name: one,
        }),
      ),
    ),
    packages: { group },
    approved: after(
      'packages',
      (packages: readonly ModelPackageSummary[] | undefined) => {
        const newest = approvedPackage(packages ?? []);
        return newest ? { arn: newest.ModelPackageArn } : null;
      },
      { arn: versionsOf(group, run) },
    ),
  }),
  reasons: {
    live: pass('Endpoint {endpoint} serves the approved model on at least two instances of {endpointType}.'),
    'endpoint-missing': fail(
      'There is no endpoint {endpoint}.',
      'Create a model, a configuration, and the endpoint.',
    ),
    'not-yet': fail('Endpoint {endpoint} is still {state}.', 'Grade again when it is InService.'),
    unhealthy: fail('Endpoint {endpoint} is {state}.', 'Look at its log, then update or recreate it.'),
    'not-in-service': fail('Endpoint {endpoint} is {status}.', 'It answers only when it is InService.'),
    'wrong-model': fail(
      'Variant {variant} of {endpoint} serves {url}, not the approved version of {group}.',
      'Make a configuration whose model names the approved package, and update the endpoint.',
    ),
    'single-instance': fail(
      'Variant {variant} runs on {count} instance; the loss of one would silence it.',
      'Give every variant with traffic at least two instances.',
    ),
    'wrong-type': fail(
      'Variant {variant} runs on {type}, not {endpointType}.',
      'The type stands in the configuration.',
    ),
  },
  judge(saw, { endpoint: name, endpointType, group }) {
    const found = () => {
      const one = saw.endpoint();
      return one?.EndpointStatus === 'Deleting' ? undefined : one;
    };
    const status = () => found()?.EndpointStatus ?? 'unknown';
    const variants = () => {
      const one = found();
      return one ? weighted(one) : [];
    };
    const stated = <K extends 'not-yet' | 'unhealthy' | 'not-in-service'>(
      reason: K,
      wrong: (now: string) => boolean,
    ) => {
      if (!found() || !wrong(status())) return undefined;
      return {
        reason,
        data: { endpoint: name, state: status(), status: status() },
        evidence: [saw.endpoint.at('EndpointStatus', 'InService', status())],
      };
    };
    const inService = () => status() === 'InService';
    /** One clause: the first variant with traffic that has a finding, of an endpoint in service. */
    const perVariant =
      <F>(look: (variant: ProductionVariant) => F | false) =>
      () =>
        inService() ? firstFinding(variants(), (variant) => look(variant) || undefined) : undefined;
    const declared = (variant: string) =>
      saw.config()?.ProductionVariants.find(({ VariantName }) => VariantName === variant);
    /** What the variant serves when it is not the approved model. */
    const foreign = (variant: string): string | undefined => {
      const modelName = declared(variant)?.ModelName ?? null;
      const containers = saw.models().find(({ args }) => args.name === modelName)?.value?.Containers ?? [];
      const approved = approvedPackage(saw.packages() ?? []) && saw.approved();
      const urls = new Set(
        (approved?.InferenceSpecification.Containers ?? []).flatMap(({ ModelDataUrl }) => ModelDataUrl ?? []),
      );
      const right = containers.some(
        ({ ModelDataUrl, ModelPackageName }) =>
          (ModelPackageName !== null && ModelPackageName === approved?.ModelPackageArn) ||
          (ModelDataUrl !== null && urls.has(ModelDataUrl)),
      );
      if (right) return undefined;
      const [first] = containers;
      return first?.ModelPackageName ?? first?.ModelDataUrl ?? 'no model';
    };
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
        () => stated('not-yet', (now) => COMING.includes(now)),
        () => stated('unhealthy', (now) => now === 'Failed'),
        () => stated('not-in-service', (now) => now !== 'InService'),
        () => {
          if (!found() || !inService() || variants().length > 0) return undefined;
          return {
            reason: 'wrong-model' as const,
            data: { endpoint: name, variant: '(none has a weight above 0)', url: 'nobody', group },
            evidence: [saw.endpoint.at('ProductionVariants[].CurrentWeight', 'above 0', 'none')],
          };
        },
        perVariant(({ VariantName }) => {
          const url = foreign(VariantName);
          return (
            url !== undefined && {
              reason: 'wrong-model' as const,
              data: { endpoint: name, variant: VariantName, url, group },
              evidence: [
                saw.config.at(
                  `ProductionVariants[?VariantName=='${VariantName}'] | [0].ModelName`,
                  'a model of the approved package',
                  url,
                ),
              ],
            }
          );
        }),
        perVariant(({ VariantName, DesiredInstanceCount, CurrentInstanceCount }) => {
          const count = Math.min(DesiredInstanceCount ?? 0, CurrentInstanceCount ?? 0);
          return (
            count < INSTANCES && {
              reason: 'single-instance' as const,
              data: { variant: VariantName, count },
              evidence: [
                saw.endpoint.at(
                  `ProductionVariants[?VariantName=='${VariantName}'] | [0].DesiredInstanceCount`,
                  `at least ${INSTANCES}`,
                  { DesiredInstanceCount, CurrentInstanceCount },
                ),
              ],
            }
          );
        }),
        perVariant(({ VariantName }) => {
          const type = declared(VariantName)?.InstanceType ?? 'serverless';
          return (
            type !== endpointType && {
              reason: 'wrong-type' as const,
              data: { variant: VariantName, type, endpointType },
              evidence: [
                saw.config.at(
                  `ProductionVariants[?VariantName=='${VariantName}'] | [0].InstanceType`,
                  endpointType,
                  type,
                ),
              ],
            }
          );
        }),
      ],
      () => ({
        reason: 'live' as const,
        data: { endpoint: name, endpointType },
        evidence: [
          saw.endpoint.at('EndpointStatus', 'InService', status()),
          saw.endpoint.at(
            'ProductionVariants[].DesiredInstanceCount',
            `at least ${INSTANCES}`,
            variants().map(({ DesiredInstanceCount }) => DesiredInstanceCount),
          ),
        ],
      }),
    );
  },
});
