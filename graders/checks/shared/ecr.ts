/** Filters of Amazon ECR, which say of which tags and repositories a setting speaks. */
import type { RegistryScanning, Repository } from '../../reads/ecr.ts';

/** A pattern in which an asterisk stands for any number of characters, over the whole text. */
function wildcard(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[$()+.?[\\\]^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/**
 * The first tag to which a repository's tag mutability does not apply, and the filter that leaves it out.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export function excludedTag(
  filters: Repository['imageTagMutabilityExclusionFilters'],
  tags: readonly string[],
): { tag: string; filter: string } | undefined {
  for (const tag of tags) {
    const found = filters.find(({ filter }) => wildcard(filter).test(tag));
    if (found) return { tag, filter: found.filter };
  }
  return undefined;
}

/** A filter without an asterisk matches every repository whose name contains it. */
const names = (filter: string, repository: string): boolean =>
  filter.includes('*') ? wildcard(filter).test(repository) : repository.includes(filter);

const SCANS: ReadonlySet<string> = new Set(['SCAN_ON_PUSH', 'CONTINUOUS_SCAN']);

/**
 * The rule of a registry that has images of a repository scanned when they are pushed, or ever again.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
 */
export function ruleThatScans(
  rules: RegistryScanning['rules'],
  repository: string,
): RegistryScanning['rules'][number] | undefined {
  return rules.find(
    ({ scanFrequency, repositoryFilters }) =>
      SCANS.has(scanFrequency) && repositoryFilters.some(({ filter }) => names(filter, repository)),
  );
}
