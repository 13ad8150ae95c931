/** Tags of the resources that the overlay keeps. */
import type { OverlayContext } from '../../types.ts';

export interface Tag {
  Key: string;
  Value: string;
}

const keyOf = (arn: string): string => `tags/${arn}`;

/** Whether the overlay keeps the resource of this ARN. */
export function keepsTagsOf(arn: string): boolean {
  return /^arn:aws:sagemaker:[^:]*:\d{12}:(endpoint|endpoint-config|training-job)\//.test(arn);
}

export function tagsOf(context: OverlayContext, arn: string): Tag[] {
  return context.state.get<Tag[]>(keyOf(arn)) ?? [];
}

/** Replaces all tags; an empty list forgets the resource. */
export function setTags(context: OverlayContext, arn: string, tags: readonly Tag[]): void {
  if (tags.length === 0) context.state.delete(keyOf(arn));
  else context.state.set(keyOf(arn), [...new Map(tags.map((tag) => [tag.Key, tag])).values()]);
}
