/**
 * What a repository can be set to, and its documents.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageTagMutability.html
 */
import type * as Sdk from '@aws-sdk/client-ecr';
import { parsePolicy } from '../../../../graders/semantics/iam/index.ts';
import type { OverlayHandler, OverlayOperation } from '../../types.ts';
import { mutabilityOf } from './mutability.ts';
import { invalidParameter, refused } from './refusals.ts';
import { keepRepository, repositoryOf } from './store.ts';

const putMutability: OverlayHandler = (context, input) => {
  const asked = input as unknown as Sdk.PutImageTagMutabilityRequest;
  const { exclusions: _before, ...record } = repositoryOf(context, input);
  const settings = mutabilityOf(asked.imageTagMutability ?? '', asked.imageTagMutabilityExclusionFilters);
  keepRepository(context, { ...record, ...settings });
  return Promise.resolve({
    registryId: context.account,
    repositoryName: record.name,
    imageTagMutability: settings.mutability,
    ...(settings.exclusions === undefined ? {} : { imageTagMutabilityExclusionFilters: settings.exclusions }),
  });
};

const putScanning: OverlayHandler = (context, input) => {
  const record = repositoryOf(context, input);
  const { scanOnPush = false } = (input['imageScanningConfiguration'] ??
    {}) as Sdk.ImageScanningConfiguration;
  keepRepository(context, { ...record, scanOnPush });
  return Promise.resolve({
    registryId: context.account,
    repositoryName: record.name,
    imageScanningConfiguration: { scanOnPush },
  });
};

/** The three operations of a document that a repository may have. */
function documentOperations(
  member: 'policy' | 'lifecycle',
  names: { put: string; get: string; remove: string },
  text: string,
  check: (document: string) => boolean,
): OverlayOperation[] {
  const what = member === 'policy' ? 'Repository policy' : 'Lifecycle policy';
  const answer = (account: string, repositoryName: string, document: string): object => ({
    registryId: account,
    repositoryName,
    [text]: document,
  });
  const put: OverlayHandler = (context, input) => {
    const record = repositoryOf(context, input);
    const document = String(input[text]);
    if (!check(document)) throw invalidParameter(text, `Invalid ${what.toLowerCase()} provided`);
    keepRepository(context, { ...record, [member]: document });
    return Promise.resolve(answer(context.account, record.name, document));
  };
  const get: OverlayHandler = (context, input) => {
    const record = repositoryOf(context, input);
    const document = record[member];
    if (document === undefined)
      throw refused(
        `${what.replace(' p', 'P')}NotFound`,
        `${what} does not exist for the repository with name '${record.name}' in the registry with id '${context.account}'`,
      );
    return Promise.resolve(answer(context.account, record.name, document));
  };
  const remove: OverlayHandler = async (context, input) => {
    const gone = await get(context, input);
    const { [member]: _document, ...record } = repositoryOf(context, input);
    keepRepository(context, record);
    return gone;
  };
  return [
    { service: 'ecr', operation: names.put, answer: put },
    { service: 'ecr', operation: names.get, answer: get },
    { service: 'ecr', operation: names.remove, answer: remove },
  ];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html */
function isLifecycle(text: string): boolean {
  try {
    const { rules } = JSON.parse(text) as { rules?: { rulePriority?: number; action?: object }[] };
    if (!Array.isArray(rules) || rules.length === 0) return false;
    const priorities = rules.map(({ rulePriority }) => rulePriority);
    return (
      new Set(priorities).size === rules.length &&
      rules.every(({ rulePriority, action }) => Number.isInteger(rulePriority) && action !== undefined)
    );
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return false;
    throw error;
  }
}

export const settingOperations: readonly OverlayOperation[] = [
  { service: 'ecr', operation: 'PutImageTagMutability', answer: putMutability },
  { service: 'ecr', operation: 'PutImageScanningConfiguration', answer: putScanning },
  ...documentOperations(
    'policy',
    { put: 'SetRepositoryPolicy', get: 'GetRepositoryPolicy', remove: 'DeleteRepositoryPolicy' },
    'policyText',
    (text) => hasStatements(text),
  ),
  ...documentOperations(
    'lifecycle',
    { put: 'PutLifecyclePolicy', get: 'GetLifecyclePolicy', remove: 'DeleteLifecyclePolicy' },
    'lifecyclePolicyText',
    isLifecycle,
  ),
];

/** A repository's policy names no resource: the repository is it. */
function hasStatements(text: string): boolean {
  const parsed = parsePolicy(text);
  return parsed.ok && parsed.policy.statements.length > 0;
}
