/**
 * Endpoints, kept here because the engine cannot update one and forgets how it was deployed.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpoint.html
 */
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { checkDeployment, START_SECONDS, updateSeconds, type DeploymentConfig } from './deployment.ts';
import { checkName, configOf, type Variant } from './endpoint-configs.ts';
import { arnOf, invalid, modelImages } from './engine.ts';
import { pageOf } from './pages.ts';
import { setTags, type Tag } from './tag-state.ts';

interface LiveVariant {
  VariantName: string;
  DeployedImages: { SpecifiedImage: string }[];
  CurrentWeight: number;
  DesiredWeight: number;
  CurrentInstanceCount?: number;
  DesiredInstanceCount?: number;
  CurrentServerlessConfig?: Variant['ServerlessConfig'];
  DesiredServerlessConfig?: Variant['ServerlessConfig'];
}

interface EndpointRecord {
  name: string;
  config: string;
  createdAt: string;
  modifiedAt: string;
  variants: LiveVariant[];
  shadows: LiveVariant[];
  dataCapture?: unknown;
  deployment?: DeploymentConfig;
  /** What it becomes, and when: only while it takes its time. */
  pending?: { readyAt: string; verb: 'Creating' | 'Updating'; next: Omit<EndpointRecord, 'pending'> };
}

const KIND = 'endpoint';
const keyOf = (context: OverlayContext, name: string): string => `endpoint/${context.region}/${name}`;

/** The endpoint as it is now: what was pending and is due has happened. @throws AwsError ValidationException */
function endpointOf(context: OverlayContext, name: string): EndpointRecord {
  const found = context.state.get<EndpointRecord>(keyOf(context, name));
  if (found === undefined) throw invalid(`Could not find endpoint "${arnOf(context, KIND, name)}".`);
  return settled(context, found);
}

function settled(context: OverlayContext, record: EndpointRecord): EndpointRecord {
  const { pending } = record;
  if (pending === undefined || context.now().toISOString() < pending.readyAt) return record;
  return { ...pending.next, modifiedAt: pending.readyAt };
}

function statusOf({ pending }: EndpointRecord): string {
  return pending?.verb ?? 'InService';
}

/** Instant unless the account takes its time. */
function begin(
  context: OverlayContext,
  now: EndpointRecord,
  next: EndpointRecord,
  verb: 'Creating' | 'Updating',
  seconds: number,
): void {
  const key = keyOf(context, next.name);
  if (context.pace !== 'gradual') {
    context.state.set(key, next);
    return;
  }
  const readyAt = new Date(context.now().getTime() + seconds * 1000).toISOString();
  context.state.set(key, { ...now, pending: { readyAt, verb, next } } satisfies EndpointRecord);
}

async function live(context: OverlayContext, variant: Variant): Promise<LiveVariant> {
  const images = variant.ModelName === undefined ? [] : await modelImages(context, variant.ModelName);
  const weight = variant.InitialVariantWeight ?? 1;
  return {
    VariantName: variant.VariantName,
    DeployedImages: images.map((SpecifiedImage) => ({ SpecifiedImage })),
    CurrentWeight: weight,
    DesiredWeight: weight,
    ...(variant.ServerlessConfig
      ? {
          CurrentServerlessConfig: variant.ServerlessConfig,
          DesiredServerlessConfig: variant.ServerlessConfig,
        }
      : {
          CurrentInstanceCount: variant.InitialInstanceCount ?? 1,
          DesiredInstanceCount: variant.InitialInstanceCount ?? 1,
        }),
  };
}

const create: OverlayHandler = async (context, input) => {
  const name = String(input['EndpointName']);
  checkName(name, 'endpointName');
  if (context.state.get(keyOf(context, name)) !== undefined)
    throw invalid(`Cannot create already existing endpoint "${arnOf(context, KIND, name)}".`);
  const config = configOf(context, String(input['EndpointConfigName']));
  const deployment = input['DeploymentConfig'] as DeploymentConfig | undefined;
  if (deployment) checkDeployment(deployment);
  const at = context.now().toISOString();
  const next: EndpointRecord = {
    name,
    config: config.name,
    createdAt: at,
    modifiedAt: at,
    variants: await Promise.all(config.ProductionVariants.map((variant) => live(context, variant))),
    shadows: await Promise.all(
      (config.ShadowProductionVariants ?? []).map((variant) => live(context, variant)),
    ),
    ...(config.rest['DataCaptureConfig'] === undefined
      ? {}
      : { dataCapture: config.rest['DataCaptureConfig'] }),
    ...(deployment ? { deployment } : {}),
  };
  begin(context, { ...next, variants: [], shadows: [] }, next, 'Creating', START_SECONDS);
  const arn = arnOf(context, KIND, name);
  setTags(context, arn, (input['Tags'] ?? []) as Tag[]);
  return { EndpointArn: arn };
};

const update: OverlayHandler = async (context, input) => {
  const record = endpointOf(context, String(input['EndpointName']));
  const arn = arnOf(context, KIND, record.name);
  if (record.pending) throw invalid(`Cannot update in-progress endpoint "${arn}".`);
  const config = configOf(context, String(input['EndpointConfigName']));
  const asked = input['DeploymentConfig'] as DeploymentConfig | undefined;
  if (asked) checkDeployment(asked);
  const deployment = asked ?? (input['RetainDeploymentConfig'] === true ? record.deployment : undefined);
  const keep = input['RetainAllVariantProperties'] === true;
  const excluded = (
    (input['ExcludeRetainedVariantProperties'] ?? []) as { VariantPropertyType: string }[]
  ).map(({ VariantPropertyType }) => VariantPropertyType);
  const variants = (
    await Promise.all(config.ProductionVariants.map((variant) => live(context, variant)))
  ).map((variant) => (keep ? retained(variant, record.variants, excluded) : variant));
  const { pending: _pending, deployment: _deployment, dataCapture: _capture, ...same } = record;
  const next: EndpointRecord = {
    ...same,
    config: config.name,
    modifiedAt: context.now().toISOString(),
    variants,
    shadows: await Promise.all(
      (config.ShadowProductionVariants ?? []).map((variant) => live(context, variant)),
    ),
    ...(config.rest['DataCaptureConfig'] === undefined
      ? {}
      : { dataCapture: config.rest['DataCaptureConfig'] }),
    ...(deployment ? { deployment } : {}),
  };
  const instances = variants.reduce((sum, { DesiredInstanceCount: count }) => sum + (count ?? 1), 0);
  begin(context, record, next, 'Updating', updateSeconds(deployment, instances));
  return { EndpointArn: arn };
};

/** Variant properties that autoscaling or an operator set survive an update only when asked for. */
function retained(
  variant: LiveVariant,
  before: readonly LiveVariant[],
  excluded: readonly string[],
): LiveVariant {
  const old = before.find(({ VariantName }) => VariantName === variant.VariantName);
  if (!old) return variant;
  return {
    ...variant,
    ...(excluded.includes('DesiredWeight')
      ? {}
      : { CurrentWeight: old.CurrentWeight, DesiredWeight: old.DesiredWeight }),
    ...(excluded.includes('DesiredInstanceCount') || old.DesiredInstanceCount === undefined
      ? {}
      : { CurrentInstanceCount: old.DesiredInstanceCount, DesiredInstanceCount: old.DesiredInstanceCount }),
  };
}

interface WeightAndCapacity {
  VariantName: string;
  DesiredWeight?: number;
  DesiredInstanceCount?: number;
}

const reweigh: OverlayHandler = (context, input) => {
  const record = endpointOf(context, String(input['EndpointName']));
  const arn = arnOf(context, KIND, record.name);
  if (record.pending) throw invalid(`Cannot update in-progress endpoint "${arn}".`);
  const wanted = (input['DesiredWeightsAndCapacities'] ?? []) as WeightAndCapacity[];
  for (const { VariantName } of wanted) {
    if (!record.variants.some((variant) => variant.VariantName === VariantName))
      throw invalid(`The variant name "${VariantName}" was not found in the endpoint "${arn}".`);
  }
  const variants = record.variants.map((variant) => {
    const asked = wanted.find(({ VariantName }) => VariantName === variant.VariantName);
    if (!asked) return variant;
    const weight = asked.DesiredWeight ?? variant.DesiredWeight;
    const count = asked.DesiredInstanceCount ?? variant.DesiredInstanceCount;
    return {
      ...variant,
      CurrentWeight: weight,
      DesiredWeight: weight,
      ...(count === undefined ? {} : { CurrentInstanceCount: count, DesiredInstanceCount: count }),
    };
  });
  const next = { ...record, variants, modifiedAt: context.now().toISOString() };
  begin(context, record, next, 'Updating', START_SECONDS);
  return Promise.resolve({ EndpointArn: arn });
};

const describe: OverlayHandler = (context, input) => {
  const record = endpointOf(context, String(input['EndpointName']));
  return Promise.resolve({
    EndpointName: record.name,
    EndpointArn: arnOf(context, KIND, record.name),
    EndpointConfigName: record.config,
    ...(record.variants.length > 0 ? { ProductionVariants: record.variants } : {}),
    ...(record.shadows.length > 0 ? { ShadowProductionVariants: record.shadows } : {}),
    ...(record.dataCapture ? { DataCaptureConfig: capture(record.dataCapture) } : {}),
    EndpointStatus: statusOf(record),
    CreationTime: new Date(record.createdAt),
    LastModifiedTime: new Date(record.modifiedAt),
    ...(record.deployment ? { LastDeploymentConfig: record.deployment } : {}),
  });
};

/** What a configuration asks for, in the words of an endpoint's summary. */
function capture(asked: unknown): object {
  const config = asked as Record<string, unknown>;
  const enabled = config['EnableCapture'] === true;
  return {
    EnableCapture: enabled,
    CaptureStatus: enabled ? 'Started' : 'Stopped',
    CurrentSamplingPercentage: config['InitialSamplingPercentage'],
    DestinationS3Uri: config['DestinationS3Uri'],
    KmsKeyId: config['KmsKeyId'] ?? '',
  };
}

const list: OverlayHandler = (context, input) => {
  const wanted = input['StatusEquals'] as string | undefined;
  const all = context.state
    .keys(`endpoint/${context.region}/`)
    .flatMap((key) => context.state.get<EndpointRecord>(key) ?? [])
    .map((record) => settled(context, record))
    .filter((record) => wanted === undefined || statusOf(record) === wanted);
  const { items, next } = pageOf(all, input);
  return Promise.resolve({
    Endpoints: items.map((record) => ({
      EndpointName: record.name,
      EndpointArn: arnOf(context, KIND, record.name),
      CreationTime: new Date(record.createdAt),
      LastModifiedTime: new Date(record.modifiedAt),
      EndpointStatus: statusOf(record),
    })),
    ...next,
  });
};

const remove: OverlayHandler = (context, input) => {
  const record = endpointOf(context, String(input['EndpointName']));
  const arn = arnOf(context, KIND, record.name);
  if (record.pending) throw invalid(`Cannot delete in-progress endpoint "${arn}".`);
  context.state.delete(keyOf(context, record.name));
  setTags(context, arn, []);
  return Promise.resolve({});
};

export const endpointOperations: readonly OverlayOperation[] = [
  { service: 'sagemaker', operation: 'CreateEndpoint', answer: create },
  { service: 'sagemaker', operation: 'UpdateEndpoint', answer: update },
  { service: 'sagemaker', operation: 'UpdateEndpointWeightsAndCapacities', answer: reweigh },
  { service: 'sagemaker', operation: 'DescribeEndpoint', answer: describe },
  { service: 'sagemaker', operation: 'ListEndpoints', answer: list },
  { service: 'sagemaker', operation: 'DeleteEndpoint', answer: remove },
];
