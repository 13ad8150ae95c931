import { Type } from 'typebox';
import { decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { registryScanning, repository, repositoryImages, type Repository } from '../../reads/ecr.ts';
import { excludedTag, ruleThatScans } from '../shared/ecr.ts';

const LATEST = 'latest';

export default defineCheck({
  id: 'eks/image-digest',
  title: 'An image that cannot change under its name',
  params: Type.Object({ repo: Type.String() }),
  reads: { repository, images: repositoryImages, scanning: registryScanning },
  bind: ({ repo }) => ({ repository: { name: repo }, images: { name: repo }, scanning: {} }),
  reasons: {
    pinned: pass('Tags of {repo} cannot be moved, its images are scanned, and {tag} names one.'),
    'repo-missing': fail(
      'There is no repository {repo} in {region}.',
      'A repository belongs to one Region; create it in this one.',
    ),
    'mutable-tags': fail(
      'Tags of {repo} can be moved to another image: {finding}.',
      'Set the tag mutability of the repository to IMMUTABLE.',
    ),
    'no-scan': fail(
      'Images of {repo} are not scanned: scan on push is off, and no rule of the registry names it.',
      'Turn on scan on push, or add a rule to the scanning configuration of the registry.',
    ),
    'no-image': fail('No image of {repo} has a tag.', 'Push one with a version as its tag.'),
    'latest-only': fail(
      'The only tag of {repo} is latest, which says nothing of the version.',
      'Push the image with a version as its tag, too.',
    ),
  },
  judge(saw, { repo }, run) {
    const tags = () => (saw.images() ?? []).flatMap(({ imageTags }) => imageTags);
    const tagged =
      <K extends 'no-image' | 'latest-only'>(reason: K, wrong: (all: string[]) => boolean) =>
      () => {
        if (!saw.repository() || !wrong(tags())) return undefined;
        const actual = tags().length > 0 ? tags() : 'no tag';
        return {
          reason,
          data: { repo },
          evidence: [saw.images.at('imageDetails[].imageTags', `a tag other than ${LATEST}`, actual)],
        };
      };
    return decide(
      [
        () =>
          saw.repository()
            ? undefined
            : {
                reason: 'repo-missing' as const,
                data: { repo, region: run.region },
                evidence: [
                  saw.repository.at('repositories[].repositoryName', repo, saw.repository.absence()),
                ],
              },
        () => {
          const found = saw.repository();
          const finding = found && mutability(found, tags);
          if (finding === undefined) return undefined;
          return {
            reason: 'mutable-tags' as const,
            data: { repo, finding },
            evidence: [saw.repository.at('repositories[0].imageTagMutability', 'IMMUTABLE', finding)],
          };
        },
        () => {
          const found = saw.repository();
          if (!found || found.imageScanningConfiguration.scanOnPush) return undefined;
          const rules = saw.scanning()?.rules ?? [];
          if (ruleThatScans(rules, repo)) return undefined;
          return {
            reason: 'no-scan' as const,
            data: { repo },
            evidence: [
              saw.repository.at('repositories[0].imageScanningConfiguration.scanOnPush', true, false),
              saw.scanning.at('scanningConfiguration.rules', `a rule that scans ${repo}`, rules),
            ],
          };
        },
        tagged('no-image', (all) => all.length === 0),
        tagged('latest-only', (all) => all.length > 0 && all.every((tag) => tag === LATEST)),
      ],
      () => {
        const tag = tags().find((one) => one !== LATEST);
        return {
          reason: 'pinned' as const,
          data: { repo, tag },
          evidence: [
            saw.repository.at(
              'repositories[0].imageTagMutability',
              'IMMUTABLE',
              saw.repository()?.imageTagMutability,
            ),
            saw.images.at('imageDetails[].imageTags', `a tag other than ${LATEST}`, tag),
          ],
        };
      },
    );
  },
});

/** How tags can move; undefined when none of these can. @param tags asked for only where filters decide */
function mutability(found: Repository, tags: () => readonly string[]): string | undefined {
  const { imageTagMutability: setting, imageTagMutabilityExclusionFilters: filters } = found;
  if (setting === 'IMMUTABLE') return undefined;
  if (setting === 'IMMUTABLE_WITH_EXCLUSION') {
    const excluded = excludedTag(filters, tags());
    return excluded === undefined ? undefined : `the filter ${excluded.filter} leaves out ${excluded.tag}`;
  }
  if (setting === 'MUTABLE_WITH_EXCLUSION' && filters.some(({ filter }) => /^\*+$/.test(filter)))
    return undefined;
  return `its setting is ${setting ?? 'MUTABLE'}`;
}
