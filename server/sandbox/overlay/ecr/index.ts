/**
 * Repositories and images of Amazon ECR: the engine's digests are not those of the manifests, and it loses an image whose
 * tag moves on. What is left to the engine knows no repository: GetAuthorizationToken, and the
 * registry's own policy and replication. Layers cannot be uploaded (501): `groundschool sandbox push-image` stands for a push.
 */
import { AwsError, type OverlayOperation } from '../../types.ts';
import { imageOperations } from './images.ts';
import { repositoryOperations } from './repositories.ts';
import { scanningOperations } from './scanning.ts';
import { settingOperations } from './settings.ts';

const MISSING = `
  InitiateLayerUpload UploadLayerPart CompleteLayerUpload BatchCheckLayerAvailability GetDownloadUrlForLayer
  StartLifecyclePolicyPreview GetLifecyclePolicyPreview DescribeImageReplicationStatus
`
  .trim()
  .split(/\s+/);

export const ecrOperations: readonly OverlayOperation[] = [
  ...repositoryOperations,
  ...settingOperations,
  ...imageOperations,
  ...scanningOperations,
  ...MISSING.map((operation): OverlayOperation => ({
    service: 'ecr',
    operation,
    answer: () => {
      throw new AwsError(
        'NotImplemented',
        `ecr:${operation} is not implemented by the sandbox. Use \`groundschool sandbox push-image\` in place of a push.`,
        501,
      );
    },
  })),
];
