/**
 * AddTags, ListTags, DeleteTags: ours for endpoints and their configurations, the engine's for everything else.
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListTags.html
 */
import type { OverlayHandler, OverlayOperation } from '../../types.ts';
import { askEngine } from './engine.ts';
import { keepsTagsOf, setTags, tagsOf, type Tag } from './tag-state.ts';

const add: OverlayHandler = async (context, input) => {
  const arn = String(input['ResourceArn']);
  const added = (input['Tags'] ?? []) as Tag[];
  if (!keepsTagsOf(arn))
    return askEngine(context, async (client, { AddTagsCommand }) => {
      const { Tags } = await client.send(new AddTagsCommand({ ResourceArn: arn, Tags: added }));
      return { Tags };
    });
  setTags(context, arn, [...tagsOf(context, arn), ...added]);
  return { Tags: tagsOf(context, arn) };
};

const list: OverlayHandler = async (context, input) => {
  const arn = String(input['ResourceArn']);
  if (keepsTagsOf(arn)) return { Tags: tagsOf(context, arn) };
  const { NextToken, MaxResults } = input as { NextToken?: string; MaxResults?: number };
  return askEngine(context, async (client, { ListTagsCommand }) => {
    const page = await client.send(new ListTagsCommand({ ResourceArn: arn, NextToken, MaxResults }));
    return { Tags: page.Tags, NextToken: page.NextToken };
  });
};

const remove: OverlayHandler = async (context, input) => {
  const arn = String(input['ResourceArn']);
  const keys = (input['TagKeys'] ?? []) as string[];
  if (!keepsTagsOf(arn))
    return askEngine(context, async (client, { DeleteTagsCommand }) => {
      await client.send(new DeleteTagsCommand({ ResourceArn: arn, TagKeys: keys }));
      return {};
    });
  setTags(
    context,
    arn,
    tagsOf(context, arn).filter(({ Key }) => !keys.includes(Key)),
  );
  return {};
};

export const tagOperations: readonly OverlayOperation[] = [
  { service: 'sagemaker', operation: 'AddTags', answer: add },
  { service: 'sagemaker', operation: 'ListTags', answer: list },
  { service: 'sagemaker', operation: 'DeleteTags', answer: remove },
];
