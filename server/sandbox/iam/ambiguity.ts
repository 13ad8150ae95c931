/**
 * Requests that two readers may read differently. The permission tables read a request once and the engine reads it
 * again; where both could come to different operations or parameters, nobody gets through who may not do everything.
 * No AWS client sends such requests.
 */
import { loadModel, type ServiceModel } from '../overlay/model.ts';
import { routedServices, serviceOfSigningName } from '../overlay/services.ts';
import { isFormRequest } from '../overlay/wire/protocol.ts';
import { queryPairs } from '../gateway/wire.ts';
import type { Call } from './call.ts';

/** S3's sub-resources, of which a request names one. */
const S3_SUBRESOURCES = new Set(
  (
    'accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle location ' +
    'logging metrics notification object-lock ownershipControls policy policyStatus publicAccessBlock replication ' +
    'requestPayment restore retention select tagging torrent uploads uploadId versioning versions website'
  ).split(' '),
);

/** A copy's source as clients send it: the engine would drop a scheme, a fragment and control characters. */
const COPY_SOURCE = /^\/?[A-Za-z0-9._-]+\/[!-"$-:<->@-~]+(\?versionId=[A-Za-z0-9._~%-]+)?$/;
/** Query parameters of EKS, none of which names a cluster. */
const EKS_QUERY =
  /^(maxResults|nextToken|addonName|addonVersion|capabilityName|nodegroupName|versionStatus|include|includeAll|namespace|serviceAccount|principalArn|associatedPolicyArn|tagKeys|preserve|status|kubernetesVersion|clusterType|clusterVersions|defaultOnly|owners|publishers|types)$/;
/** Those that may be given more than once. */
const EKS_LISTS = /^(include|tagKeys|clusterVersions|owners|publishers|types)$/;
/** Of EventBridge Scheduler: the engine takes names of schedules from the path, and groups from where AWS has them. */
const SCHEDULER_QUERY =
  /^(groupName|clientToken|ScheduleGroup|NamePrefix|State|NextToken|MaxResults|TagKeys)$/;

/**
 * What is ambiguous about a call, as the end of a sentence; null when nothing is.
 *
 * @param signingName the service of the signature's scope, by which the engine chooses
 */
export async function ambiguityOf(call: Call, signingName: string): Promise<string | null> {
  const { operation, pairs } = call;
  const signed = operation.service === 'elb' ? 'elasticloadbalancing' : operation.service;
  if (!/^[a-z0-9.-]+$/.test(signingName) || serviceOfSigningName(signingName) !== signed)
    return `it is signed for ${signingName} and names an operation of ${operation.service}`;
  // The engine reads RUNInstances as RunInstances; EC2 writes no name like that, the others' are compared with their models.
  if (
    !/^[A-Z]/.test(operation.operation) ||
    (operation.service === 'ec2' && /[A-Z]{2}/.test(operation.operation))
  )
    return `${operation.operation} is not the name of an operation`;
  const lists = operation.service === 'eks' ? EKS_LISTS : /^$/;
  const twice = firstTwice(pairs.map(([name]) => name).filter((name) => !lists.test(name)));
  if (twice !== null) return `it gives ${twice} twice`;
  return operation.service === 's3' ? inS3(call) : elsewhere(call);
}

function inS3(call: Call): string | null {
  const { request, operation, pairs } = call;
  const { headers, path, method } = request;
  const beside = 'it names an operation beside its path';
  if (headers['x-amz-target'] !== undefined || headers['smithy-protocol'] !== undefined) return beside;
  if (pairs.some(([name]) => name === 'Action')) return beside;
  if (!/^\/([A-Za-z0-9._-]+(\/.*)?)?$/s.test(path) && !namesNoBucket(path))
    return 'its path does not begin with a bucket as it is written';
  if (path.startsWith('/v20180820/')) return 'the sandbox does not judge S3 Control';
  const named = pairs.filter(([name]) => S3_SUBRESOURCES.has(name)).map(([name]) => name);
  if (named.length > 1) return `it names ${named.join(' and ')} at once`;
  // The engine forgets the query string of a form.
  const form = /^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(
    headers['content-type'] ?? '',
  );
  if (form && method !== 'PUT' && operation.operation !== 'PostObject') return 'its body is a form';
  const source = headers['x-amz-copy-source'];
  return source === undefined || COPY_SOURCE.test(source) ? null : 'its source is no bucket and key';
}

/** Such as `/No%20Such%20Bucket`: escapes make a name that no bucket can have, so that whoever reads it finds none. */
function namesNoBucket(path: string): boolean {
  const segment = path.split('/')[1] ?? '';
  try {
    const name = decodeURIComponent(segment);
    return /^[A-Za-z0-9._ -]+$/.test(name) && name.includes(' ');
  } catch {
    return false;
  }
}

async function elsewhere(call: Call): Promise<string | null> {
  const { request, operation, pairs } = call;
  const { headers, path } = request;
  if (!call.readable) return 'the sandbox cannot read its body';
  if (headers['content-encoding'] !== undefined) return 'its body is encoded';
  const target = headers['x-amz-target'] !== undefined;
  const rpc = headers['smithy-protocol'] !== undefined;
  const action = pairs.some(([name]) => name === 'Action');
  if (Number(target) + Number(rpc) + Number(action) > 1) return 'it names its operation twice';
  const isForm = isFormRequest(request);
  const query = queryPairs(request.query).filter(([name]) => !name.startsWith('X-Amz-'));
  if (action && call.body !== '' && !isForm) return 'its body is no form';
  if (isForm && call.body !== '' && query.length > 0) return 'its parameters stand in two places';
  if (!action && isForm) return 'its body is a form';
  const strange = await strangeParameter(call);
  if (strange !== null) return strange;
  if (target && query.length > 0) return 'its parameters stand in two places';
  const byName = target || action;
  if (byName && (routedServices.has(operation.service) || (path !== '/' && operation.service !== 'sqs')))
    return 'it names an operation beside its path';
  const taken = operation.service === 'scheduler' ? SCHEDULER_QUERY : EKS_QUERY;
  if (
    !byName &&
    !rpc &&
    (isSlashHidden(operation.service, path) || query.some(([name]) => !taken.test(name)))
  )
    return 'the sandbox cannot tell its path from its parameters';
  const [, , cluster] = path.split('/');
  if (
    operation.service === 'eks' &&
    cluster !== undefined &&
    ('name' in call.json || 'clusterName' in call.json)
  )
    return 'it names a cluster twice';
  return null;
}

/** An escaped slash in a path; clients escape those of ARNs, and the engine does not read EKS's. */
function isSlashHidden(service: string, path: string): boolean {
  return /%2f/i.test(path) && !(service === 'eks' && /^\/tags\/arn%3Aaws%3Aeks%3A[^/]*$/i.test(path));
}

/**
 * Parameters that the operation does not have could be meant for another table than the engine's. And the engine looks for
 * parameters in every body, and takes what it finds there before what the JSON says: a text such as `a&b=c` does no harm
 * unless `b` is a parameter of the operation.
 */
async function strangeParameter(call: Call): Promise<string | null> {
  const { operation, request, body } = call;
  const isForm = isFormRequest(request);
  const inText = isForm ? [] : queryPairs(body).flatMap(([name]) => FORM_NAME.exec(name)?.[0] ?? []);
  // EC2's model is large, and its tables ask about every id of a request, whatever its parameter.
  const model = operation.service === 'ec2' ? null : await loadModel(operation.service);
  if (model === null) return inText.length === 0 ? null : 'its body could be read as a form';
  const members = membersOf(model, operation.operation);
  if (members === null) return `${operation.operation} is not the name of an operation`;
  if (inText.some((name) => name === 'Action' || members.has(name)))
    return 'its body could be read as a form';
  const query = call.pairs.flatMap(([name]) => FORM_NAME.exec(name)?.[0] ?? []);
  const given = routedServices.has(operation.service)
    ? Object.keys(call.json)
    : [...query, ...Object.keys(call.json)];
  const unknown = given.find((name) => !members.has(name) && name !== 'Action' && name !== 'Version');
  return unknown === undefined ? null : `${unknown} is no parameter of ${operation.operation}`;
}

/** The first part of a form's parameter such as `Tags.member.1.Key`. */
const FORM_NAME = /^[A-Za-z][A-Za-z0-9]*(?=\.|$)/;

const known = new WeakMap<ServiceModel, Map<string, ReadonlySet<string> | null>>();

/** The names of an operation's parameters, as the model and as the wire calls them; null without such an operation. */
function membersOf(model: ServiceModel, operation: string): ReadonlySet<string> | null {
  const ofModel = known.get(model) ?? new Map<string, ReadonlySet<string> | null>();
  known.set(model, ofModel);
  let members = ofModel.get(operation);
  if (members === undefined) {
    const input = model.operations.get(operation)?.input;
    members =
      input === undefined
        ? null
        : new Set(
            input.isUnitSchema()
              ? []
              : [...input.structIterator()].flatMap(([name, member]) => {
                  const { xmlName, jsonName } = member.getMergedTraits() as {
                    xmlName?: string;
                    jsonName?: string;
                  };
                  return [
                    name,
                    ...(xmlName === undefined ? [] : [xmlName]),
                    ...(jsonName === undefined ? [] : [jsonName]),
                  ];
                }),
          );
    ofModel.set(operation, members);
  }
  return members;
}

function firstTwice(names: readonly string[]): string | null {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return null;
}
