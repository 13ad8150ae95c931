/** Tags of clusters and their parts. https://docs.aws.amazon.com/eks/latest/APIReference/API_TagResource.html */
import { AwsError, type OverlayContext, type OverlayHandler, type OverlayOperation } from '../../types.ts';
import { clusterKey, live, partKey, type Part } from './store.ts';
import type { Life } from './life.ts';

type Tagged = Life & { arn: string; tags: Record<string, string> };

const PARTS: Readonly<Record<string, Part>> = {
  nodegroup: 'nodegroup',
  addon: 'addon',
  podidentityassociation: 'association',
  'access-entry': 'entry',
};

/** Where the resource of an ARN is kept. @throws AwsError NotFoundException */
function taggedOf(context: OverlayContext, arn: string): { key: string; record: Tagged } {
  const [kind = '', cluster = ''] = arn.split(':').slice(5).join(':').split('/');
  const part = Object.hasOwn(PARTS, kind) ? PARTS[kind] : undefined;
  const keys =
    kind === 'cluster'
      ? [clusterKey(context, cluster)]
      : part === undefined
        ? []
        : context.state.keys(partKey(context, part, cluster, ''));
  for (const key of keys) {
    const record = live<Tagged>(context, key);
    if (record?.arn === arn) return { key, record };
  }
  throw new AwsError('NotFoundException', `Resource not found: ${arn}`, 404);
}

const list: OverlayHandler = (context, input) =>
  Promise.resolve({ tags: taggedOf(context, String(input['resourceArn'])).record.tags });

const add: OverlayHandler = (context, input) => {
  const { key, record } = taggedOf(context, String(input['resourceArn']));
  const tags = { ...record.tags, ...(input['tags'] as Record<string, string>) };
  if (Object.keys(tags).length > 50)
    throw new AwsError('BadRequestException', 'A resource can have 50 tags at most.', 400);
  if (Object.keys(tags).some((name) => name.startsWith('aws:')))
    throw new AwsError('BadRequestException', 'Tag keys cannot start with aws:', 400);
  context.state.set(key, { ...record, tags });
  return Promise.resolve({});
};

const remove: OverlayHandler = (context, input) => {
  const { key, record } = taggedOf(context, String(input['resourceArn']));
  const gone = input['tagKeys'] as string[];
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([name]) => !gone.includes(name)));
  context.state.set(key, { ...record, tags });
  return Promise.resolve({});
};

export const tagOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'ListTagsForResource', answer: list },
  { service: 'eks', operation: 'TagResource', answer: add },
  { service: 'eks', operation: 'UntagResource', answer: remove },
];
