/**
 * What SageMaker AI calls need.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsagemaker.html
 */
import type { RequestContext } from '../../../../graders/semantics/iam/index.ts';
import type { Call } from '../call.ts';
import { need, requestTags, vague, walk, type Need, type NeedsOf } from './need.ts';

const KNOWS =
  /^(sagemaker:(instancetypes|maxruntimeinseconds|volumekmskey|outputkmskey|vpcsubnets|vpcsecuritygroupids|networkisolation|intercontainertrafficencryption)|aws:(requesttag\/.*|tagkeys))$/;

/** Types by the parameter that names one. */
const NAMED: readonly [parameter: string, type: string][] = [
  ['TrainingJobName', 'training-job'],
  ['ProcessingJobName', 'processing-job'],
  ['TransformJobName', 'transform-job'],
  ['HyperParameterTuningJobName', 'hyper-parameter-tuning-job'],
  ['NotebookInstanceName', 'notebook-instance'],
  ['EndpointName', 'endpoint'],
  ['EndpointConfigName', 'endpoint-config'],
  ['ModelPackageGroupName', 'model-package-group'],
  ['ModelPackageName', 'model-package'],
  ['ModelName', 'model'],
  ['PipelineName', 'pipeline'],
];

export const sagemakerNeeds: NeedsOf = (call) => {
  const { operation } = call.operation;
  const action = `sagemaker:${operation}`;
  const tags = call.tags('Tags');
  const context = { ...contextOf(call), ...requestTags(tags) };
  if (/^(Add|Delete|List)Tags$/.test(operation)) {
    const arn = call.text('ResourceArn');
    return [
      arn === undefined
        ? vague(action, { context, knows: KNOWS })
        : need(action, arn, { context, knows: KNOWS }),
    ];
  }
  if (/^(List|Search)/.test(operation)) return [need(action, '*', { context, knows: KNOWS })];
  const named = NAMED.filter(([parameter]) => isSubject(operation, parameter));
  const needs = named.flatMap(([parameter, type]): Need[] => {
    const name = call.text(parameter);
    if (name === undefined) return [];
    const arn = name.startsWith('arn:') ? name : call.arn('sagemaker', `${type}/${name.toLowerCase()}`);
    return [need(action, arn, { context, knows: KNOWS })];
  });
  if (needs.length === 0) return [vague(action, { context, knows: KNOWS })];
  const [first] = needs;
  // Tags on creation are an action of their own.
  return first !== undefined && Object.keys(tags).length > 0
    ? [...needs, { ...first, action: 'sagemaker:AddTags' }]
    : needs;
};

/** A training job is named by CreateTrainingJob; CreateEndpoint and UpdateEndpoint name two things. */
function isSubject(operation: string, parameter: string): boolean {
  const type = parameter.replace(/Name$/, '');
  return (
    operation.endsWith(type) ||
    (parameter === 'EndpointConfigName' && /^(Create|Update)Endpoint$/.test(operation)) ||
    (parameter === 'EndpointName' && operation === 'UpdateEndpointWeightsAndCapacities') ||
    (parameter === 'ModelPackageGroupName' && operation === 'CreateModelPackage')
  );
}

function contextOf(call: Call): RequestContext {
  const keys: [string, string | string[]][] = [];
  const types: string[] = [];
  const add = (key: string, value: unknown): void => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      keys.push([`sagemaker:${key}`, String(value)]);
    else if (Array.isArray(value)) keys.push([`sagemaker:${key}`, value.map(String)]);
  };
  walk(call.json, (name, value) => {
    if (name === 'InstanceType' && typeof value === 'string') types.push(value);
    else if (name === 'MaxRuntimeInSeconds') add('MaxRuntimeInSeconds', value);
    // Notebook instances and endpoint configurations have one key, and it is their volumes'.
    else if (name === 'VolumeKmsKeyId' || (name === 'KmsKeyId' && value === call.json['KmsKeyId']))
      add('VolumeKmsKey', value);
    else if (name === 'EnableNetworkIsolation') add('NetworkIsolation', value);
    else if (name === 'EnableInterContainerTrafficEncryption') add('InterContainerTrafficEncryption', value);
    else if (name === 'Subnets' || name === 'SubnetId') add('VpcSubnets', value);
    else if (name === 'SecurityGroupIds') add('VpcSecurityGroupIds', value);
  });
  const output = call.json['OutputDataConfig'];
  if (typeof output === 'object' && output !== null && 'KmsKeyId' in output)
    add('OutputKmsKey', output.KmsKeyId);
  return {
    ...Object.fromEntries(keys),
    ...(types.length === 0 ? {} : { 'sagemaker:InstanceTypes': [...new Set(types)] }),
  };
}
