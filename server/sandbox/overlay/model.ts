/**
 * The model of a service, read from the operation schemas that its SDK client exports at run time. Those exports are
 * semi-internal: exact pins and test/server/sandbox/overlay-contract.test.ts guard them.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import { clients } from './services.ts';

export type Shape = NormalizedSchema;

export interface OperationModel {
  name: string;
  input: Shape;
  output: Shape;
  /** Method, path template with query literals, success status: only where the protocol binds to HTTP. */
  http: readonly [method: string, uri: string, status: number] | null;
}

export interface ErrorModel {
  name: string;
  shape: Shape;
  /** The code of the query protocol where it differs: NoSuchEntity for NoSuchEntityException. */
  queryCode: string | null;
}

export interface ServiceModel {
  service: string;
  apiVersion: string;
  xmlNamespace: string;
  operations: ReadonlyMap<string, OperationModel>;
  errors: readonly ErrorModel[];
}

const OPERATION = 9;
const ERROR = -3;

type StaticSchema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  ...rest: unknown[],
];
type SchemaRef = Parameters<typeof NormalizedSchema.of>[0];

const loaded = new Map<string, ServiceModel>();
const loading = new Map<string, Promise<ServiceModel>>();

/** Whether we have a client, and so a model, for this service. */
export function hasModel(service: string): boolean {
  return Object.hasOwn(clients, service);
}

/** The model if an earlier request loaded it; never loads. */
export function loadedModel(service: string): ServiceModel | undefined {
  return loaded.get(service);
}

/** The model of a service, loading its client the first time; null when we have no such client. */
export async function loadModel(service: string): Promise<ServiceModel | null> {
  const known = loaded.get(service);
  if (known !== undefined) return known;
  if (!hasModel(service)) return null;
  let pending = loading.get(service);
  if (pending === undefined) {
    // A failed import must not stick: the next request tries again.
    pending = readModel(service).finally(() => loading.delete(service));
    loading.set(service, pending);
  }
  const model = await pending;
  loaded.set(service, model);
  return model;
}

async function readModel(service: string): Promise<ServiceModel> {
  const entry = clients[service];
  if (entry === undefined) throw new Error(`no SDK client for ${service}`);
  const module = (await entry.load()) as Record<string, unknown>;
  const operations = new Map<string, OperationModel>();
  const errors: ErrorModel[] = [];
  for (const exported of Object.values(module)) {
    if (!isSchema(exported)) continue;
    if (exported[0] === OPERATION) operations.set(exported[2], operationModel(exported));
    if (exported[0] === ERROR) errors.push(errorModel(exported));
  }
  return { service, ...(await settings(module, entry.client)), operations, errors };
}

function isSchema(value: unknown): value is StaticSchema {
  return (
    Array.isArray(value) && value.length >= 5 && typeof value[0] === 'number' && typeof value[2] === 'string'
  );
}

function operationModel(schema: StaticSchema): OperationModel {
  const traits = (typeof schema[3] === 'object' ? schema[3] : {}) as { http?: OperationModel['http'] };
  return {
    name: schema[2],
    input: NormalizedSchema.of(schema[4] as SchemaRef),
    output: NormalizedSchema.of(schema[5] as SchemaRef),
    http: traits.http ?? null,
  };
}

function errorModel(schema: StaticSchema): ErrorModel {
  const traits = (typeof schema[3] === 'object' ? schema[3] : {}) as { awsQueryError?: [string, number] };
  return {
    name: schema[2],
    shape: NormalizedSchema.of(schema as unknown as SchemaRef),
    queryCode: traits.awsQueryError?.[0] ?? null,
  };
}

/** Name space and version stand only in the client's protocol settings. */
async function settings(
  module: Record<string, unknown>,
  clientName: string,
): Promise<{ apiVersion: string; xmlNamespace: string }> {
  const Client = module[clientName] as new (config: object) => {
    config: Record<string, unknown>;
    destroy(): void;
  };
  const client = new Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const found = client.config['protocolSettings'] as { version?: string; xmlNamespace?: string };
  client.destroy();
  return { apiVersion: found.version ?? '', xmlNamespace: found.xmlNamespace ?? '' };
}

/**
 * The names of the members that a structure requires. The SDK's static schemas list required members first and end
 * with how many there are.
 */
export function requiredMembers(shape: Shape): readonly string[] {
  const schema = shape.getSchema() as unknown;
  if (!shape.isStructSchema() || !Array.isArray(schema)) return [];
  const count = typeof schema[6] === 'number' ? schema[6] : 0;
  return (schema[4] as string[]).slice(0, count);
}
