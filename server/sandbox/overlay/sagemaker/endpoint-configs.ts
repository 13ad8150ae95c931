/**
 * Endpoint configurations, kept here because the engine refuses every instance type newer than 2020.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 */
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { arnOf, invalid, modelImages, sagemakerSdk } from './engine.ts';
import { pageOf } from './pages.ts';
import { setTags, type Tag } from './tag-state.ts';

export interface Variant {
  VariantName: string;
  ModelName?: string;
  InstanceType?: string;
  InitialInstanceCount?: number;
  InitialVariantWeight?: number;
  ServerlessConfig?: { MemorySizeInMB: number; MaxConcurrency: number; ProvisionedConcurrency?: number };
}

export interface ConfigRecord {
  name: string;
  createdAt: string;
  ProductionVariants: Variant[];
  ShadowProductionVariants?: Variant[];
  /** Everything else that was asked for, as it was sent. */
  rest: Record<string, unknown>;
}

const keyOf = (context: OverlayContext, name: string): string => `config/${context.region}/${name}`;
const KIND = 'endpoint-config';
const NAME = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** @throws AwsError ValidationException when there is none */
export function configOf(context: OverlayContext, name: string): ConfigRecord {
  const found = context.state.get<ConfigRecord>(keyOf(context, name));
  if (found === undefined)
    throw invalid(`Could not find endpoint configuration "${arnOf(context, KIND, name)}".`);
  return found;
}

/** @throws AwsError ValidationException for a name that SageMaker AI does not take */
export function checkName(name: string, member: string): void {
  if (!NAME.test(name)) {
    throw invalid(
      `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}`,
    );
  }
}

const create: OverlayHandler = async (context, input) => {
  const name = String(input['EndpointConfigName']);
  checkName(name, 'endpointConfigName');
  if (context.state.get(keyOf(context, name)) !== undefined)
    throw invalid(`Cannot create already existing endpoint configuration "${arnOf(context, KIND, name)}".`);
  const production = (input['ProductionVariants'] ?? []) as Variant[];
  const shadow = (input['ShadowProductionVariants'] ?? []) as Variant[];
  await checkVariants(context, [...production, ...shadow]);
  if (production.length === 0) throw invalid('At least one production variant is required.');
  const {
    EndpointConfigName: _name,
    ProductionVariants: _production,
    ShadowProductionVariants: _shadow,
    Tags,
    ...rest
  } = input;
  context.state.set(keyOf(context, name), {
    name,
    createdAt: context.now().toISOString(),
    ProductionVariants: production.map(withDefaults),
    ...(shadow.length > 0 ? { ShadowProductionVariants: shadow.map(withDefaults) } : {}),
    rest,
  } satisfies ConfigRecord);
  const arn = arnOf(context, KIND, name);
  setTags(context, arn, (Tags ?? []) as Tag[]);
  return { EndpointConfigArn: arn };
};

function withDefaults(variant: Variant): Variant {
  return { ...variant, InitialVariantWeight: variant.InitialVariantWeight ?? 1 };
}

async function checkVariants(context: OverlayContext, variants: readonly Variant[]): Promise<void> {
  const { ProductionVariantInstanceType } = await sagemakerSdk();
  const types = new Set<string>(Object.values(ProductionVariantInstanceType));
  const names = new Set<string>();
  for (const variant of variants) {
    if (names.has(variant.VariantName)) throw invalid(`Duplicate variant name "${variant.VariantName}".`);
    names.add(variant.VariantName);
    const { InstanceType: type, ServerlessConfig: serverless } = variant;
    if (type !== undefined && serverless !== undefined)
      throw invalid(`Variant "${variant.VariantName}" has both an InstanceType and a ServerlessConfig.`);
    if (serverless === undefined) {
      if (type === undefined)
        throw invalid(`Variant "${variant.VariantName}" needs an InstanceType or a ServerlessConfig.`);
      if (!types.has(type)) {
        throw invalid(
          `1 validation error detected: Value '${type}' at 'productionVariants.member.instanceType' failed to satisfy constraint: Member must satisfy enum value set: [${[...types].join(', ')}]`,
        );
      }
      if ((variant.InitialInstanceCount ?? 0) < 1)
        throw invalid(`Variant "${variant.VariantName}" needs an InitialInstanceCount of at least 1.`);
    }
    // oxlint-disable-next-line no-await-in-loop -- one or two variants; the first missing model is the one to name
    if (variant.ModelName !== undefined) await modelImages(context, variant.ModelName);
  }
}

const describe: OverlayHandler = (context, input) => {
  const record = configOf(context, String(input['EndpointConfigName']));
  return Promise.resolve({
    ...record.rest,
    EndpointConfigName: record.name,
    EndpointConfigArn: arnOf(context, KIND, record.name),
    ProductionVariants: record.ProductionVariants,
    ...(record.ShadowProductionVariants ? { ShadowProductionVariants: record.ShadowProductionVariants } : {}),
    CreationTime: new Date(record.createdAt),
  });
};

const list: OverlayHandler = (context, input) => {
  const all = context.state
    .keys(`config/${context.region}/`)
    .flatMap((key) => context.state.get<ConfigRecord>(key) ?? []);
  const { items, next } = pageOf(all, input);
  return Promise.resolve({
    EndpointConfigs: items.map(({ name, createdAt }) => ({
      EndpointConfigName: name,
      EndpointConfigArn: arnOf(context, KIND, name),
      CreationTime: new Date(createdAt),
    })),
    ...next,
  });
};

const remove: OverlayHandler = (context, input) => {
  const { name } = configOf(context, String(input['EndpointConfigName']));
  context.state.delete(keyOf(context, name));
  setTags(context, arnOf(context, KIND, name), []);
  return Promise.resolve({});
};

export const endpointConfigOperations: readonly OverlayOperation[] = [
  { service: 'sagemaker', operation: 'CreateEndpointConfig', answer: create },
  { service: 'sagemaker', operation: 'DescribeEndpointConfig', answer: describe },
  { service: 'sagemaker', operation: 'ListEndpointConfigs', answer: list },
  { service: 'sagemaker', operation: 'DeleteEndpointConfig', answer: remove },
];
