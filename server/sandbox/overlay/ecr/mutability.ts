/**
 * Which tags may move to another image.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
import type * as Sdk from '@aws-sdk/client-ecr';
import { checkOneOf, invalidParameter } from './refusals.ts';
import { fits, type RepositoryRecord } from './store.ts';

type Settings = Pick<RepositoryRecord, 'mutability' | 'exclusions'>;

const SETTINGS = ['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'];
const MOST_FILTERS = 5;
const MOST_WILDCARDS = 2;

/** The settings that a request asks for. @throws AwsError InvalidParameterException */
export function mutabilityOf(
  mutability: string,
  exclusions: Sdk.ImageTagMutabilityExclusionFilter[] | undefined,
): Settings {
  const FILTERS = 'imageTagMutabilityExclusionFilters';
  checkOneOf(mutability, SETTINGS, 'imageTagMutability');
  const excludes = mutability.endsWith('_WITH_EXCLUSION');
  if (excludes && (exclusions ?? []).length === 0)
    throw invalidParameter(
      FILTERS,
      `ImageTagMutabilityExclusionFilters can't be null when imageTagMutability is set as ${mutability}`,
    );
  if (!excludes && exclusions !== undefined)
    throw invalidParameter(
      FILTERS,
      `ImageTagMutabilityExclusionFilters can't be given when imageTagMutability is set as ${mutability}`,
    );
  if ((exclusions ?? []).length > MOST_FILTERS)
    throw invalidParameter(FILTERS, `Member must have length less than or equal to ${MOST_FILTERS}`);
  for (const { filter = '', filterType } of exclusions ?? []) {
    checkOneOf(filterType ?? '', ['WILDCARD'], `${FILTERS}.filterType`);
    if (!/^[0-9a-zA-Z._*-]{1,128}$/.test(filter) || filter.split('*').length > MOST_WILDCARDS + 1)
      throw invalidParameter(
        `${FILTERS}.filter`,
        `must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}$' and have ${MOST_WILDCARDS} wildcards at most`,
      );
  }
  return { mutability, ...(exclusions === undefined ? {} : { exclusions }) };
}

/** Whether a tag stays on its image for good. */
export function isImmutable({ mutability, exclusions = [] }: Settings, tag: string): boolean {
  const excluded = exclusions.some(({ filter = '' }) => fits(filter, tag));
  return mutability.startsWith('IMMUTABLE') ? !excluded : excluded;
}
