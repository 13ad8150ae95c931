/** Which operation a method, path and query mean, by the HTTP traits of a service's model (rest-xml, rest-json). */
import { requiredMembers, type OperationModel, type ServiceModel } from '../model.ts';
import type { WireRequest } from '../../types.ts';
import { parseForm } from './query.ts';

interface Route {
  operation: OperationModel;
  method: string;
  segments: readonly string[];
  /** Query literals; null means any value. `x-id` only tells a reader of logs what was meant, so it is left out. */
  literals: readonly [name: string, value: string | null][];
  /** Names of query parameters and headers that the operation requires: UploadPart's `partNumber`, say. */
  requiredQuery: readonly string[];
  requiredHeaders: readonly string[];
}

/** Operations of the S3 model that are no calls to S3's own endpoint: Object Lambda and S3 Express. */
const elsewhere: ReadonlySet<string> = new Set([
  'WriteGetObjectResponse',
  'ListDirectoryBuckets',
  'CreateSession',
]);

/** By method: every request is named, so this is on the way of each call. */
const routesOfModel = new WeakMap<ServiceModel, ReadonlyMap<string, readonly Route[]>>();

function routesOf(model: ServiceModel, method: string): readonly Route[] {
  let routes = routesOfModel.get(model);
  if (routes === undefined) {
    const all = [...model.operations.values()]
      .filter(({ name }) => model.service !== 's3' || !elsewhere.has(name))
      .map((operation) => toRoute(model, operation))
      .filter((route) => route !== null);
    const methods = new Set(all.map((route) => route.method));
    routes = new Map([...methods].map((name) => [name, all.filter((route) => route.method === name)]));
    routesOfModel.set(model, routes);
  }
  return routes.get(method) ?? [];
}

function toRoute(model: ServiceModel, operation: OperationModel): Route | null {
  if (operation.http === null) return null;
  const [method, uri] = operation.http;
  const [path = '/', query = ''] = uri.split('?');
  const requiredQuery: string[] = [];
  const requiredHeaders: string[] = [];
  const members = operation.input.isUnitSchema() ? {} : operation.input.getMemberSchemas();
  for (const name of requiredMembers(operation.input)) {
    const { httpQuery, httpHeader } = members[name]?.getMergedTraits() ?? {};
    if (typeof httpQuery === 'string') requiredQuery.push(httpQuery);
    if (typeof httpHeader === 'string') requiredHeaders.push(httpHeader.toLowerCase());
  }
  return {
    operation,
    method,
    segments: pathTemplate(model, operation, path),
    literals: parseForm(query)
      .filter(([name]) => name !== 'x-id')
      .map(([name, value]) => [name, value === '' ? null : value]),
    requiredQuery,
    requiredHeaders,
  };
}

/** S3's templates leave the bucket out, because the SDK puts it into the host; here it stands in front of the path. */
export function pathTemplate(
  model: ServiceModel,
  operation: OperationModel,
  path: string,
): readonly string[] {
  const segments = path.split('/').slice(1);
  const bucket = operation.input.isUnitSchema() ? undefined : operation.input.getMemberSchemas()['Bucket'];
  if (model.service !== 's3' || !bucket?.getMergedTraits().httpLabel || path.includes('{Bucket}'))
    return segments;
  return ['{Bucket}', ...segments.filter((segment) => segment !== '')];
}

/**
 * The operation of a request, or null when the model has none. The route with most query literals wins, then the one
 * with most of its required parameters present: CopyObject before PutObject, UploadPart before both.
 */
export function matchRoute(model: ServiceModel, request: WireRequest): OperationModel | null {
  const query = new Map(parseForm(request.query));
  const segments = requestSegments(model, request.path);
  const fitting = routesOf(model, request.method)
    .filter((route) => fitsPath(route.segments, segments))
    .filter((route) =>
      route.literals.every(
        ([name, value]) => query.has(name) && (value ?? query.get(name)) === query.get(name),
      ),
    )
    .map((route) => ({
      route,
      missing: countMissing(route, query, request),
      literals: route.literals.length,
    }))
    .filter(({ missing, literals }) => missing === 0 || literals > 0);
  const most = Math.max(...fitting.map(({ literals }) => literals));
  const best = fitting
    .filter(({ literals }) => literals === most)
    .sort((a, b) => a.missing - b.missing || required(b.route) - required(a.route));
  return best[0]?.route.operation ?? null;
}

function required(route: Route): number {
  return route.requiredQuery.length + route.requiredHeaders.length;
}

function countMissing(route: Route, query: ReadonlyMap<string, string>, request: WireRequest): number {
  const inQuery = route.requiredQuery.filter((name) => !query.has(name)).length;
  return inQuery + route.requiredHeaders.filter((name) => !Object.hasOwn(request.headers, name)).length;
}

/** The path's parts, undecoded. `/bucket/` is the bucket itself; a key keeps its slashes, the last one too. */
export function requestSegments(model: ServiceModel, path: string): readonly string[] {
  const segments = path.split('/').slice(1);
  const last = model.service === 's3' ? 2 : segments.length;
  return segments.length === last && segments.at(-1) === '' ? segments.slice(0, -1) : segments;
}

function fitsPath(template: readonly string[], segments: readonly string[]): boolean {
  const parts = template.filter((part) => part !== '');
  const given = parts.length === 0 ? segments.filter((segment) => segment !== '') : segments;
  const greedy = parts.at(-1)?.endsWith('+}') ?? false;
  if (greedy ? given.length < parts.length : given.length !== parts.length) return false;
  return parts.every((part, index) => {
    if (!part.startsWith('{')) return part === given[index];
    return given[index] !== '' || part.endsWith('+}');
  });
}

/** The labels of a path by name, decoded. Throws URIError for a broken percent sequence. */
export function pathLabels(template: readonly string[], segments: readonly string[]): Record<string, string> {
  const labels: [string, string][] = [];
  for (const [index, part] of template.entries()) {
    const label = /^\{(\w+)(\+?)\}$/.exec(part);
    if (label === null) continue;
    const raw = label[2] === '+' ? segments.slice(index).join('/') : (segments[index] ?? '');
    labels.push([label[1] ?? '', decodeURIComponent(raw)]);
  }
  return Object.fromEntries(labels);
}
