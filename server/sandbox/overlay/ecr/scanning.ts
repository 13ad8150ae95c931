/**
 * Scanning, by registry and by image. Scans of the sandbox find nothing.
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryScanningConfiguration.html
 */
import type * as Sdk from '@aws-sdk/client-ecr';
import type { OverlayContext, OverlayHandler, OverlayOperation } from '../../types.ts';
import { imageOf } from './images.ts';
import { checkOneOf, invalidParameter, refused } from './refusals.ts';
import { findRepository, fits, keepRepository, repositoryOf, type RepositoryRecord } from './store.ts';

interface Configuration {
  scanType: string;
  rules: Sdk.RegistryScanningRule[];
}

const keyOf = ({ region }: OverlayContext): string => `scanning/${region}`;

function configurationOf(context: OverlayContext): Configuration {
  return context.state.get<Configuration>(keyOf(context)) ?? { scanType: 'BASIC', rules: [] };
}

const getRegistry: OverlayHandler = (context) =>
  Promise.resolve({ registryId: context.account, scanningConfiguration: configurationOf(context) });

/** Basic scanning knows no continuous rules, enhanced scanning no manual ones; two rules at most. */
const putRegistry: OverlayHandler = (context, input) => {
  const before = configurationOf(context);
  const { scanType = before.scanType, rules = [] } = input as {
    scanType?: string;
    rules?: Sdk.RegistryScanningRule[];
  };
  checkOneOf(scanType, ['BASIC', 'ENHANCED'], 'scanType');
  if (rules.length > 2) throw invalidParameter('rules', 'Member must have length less than or equal to 2');
  const frequencies = scanType === 'BASIC' ? ['SCAN_ON_PUSH', 'MANUAL'] : ['SCAN_ON_PUSH', 'CONTINUOUS_SCAN'];
  for (const { scanFrequency, repositoryFilters = [] } of rules) {
    checkOneOf(scanFrequency, frequencies, 'rules.scanFrequency');
    for (const { filter = '', filterType } of repositoryFilters) {
      checkOneOf(filterType, ['WILDCARD'], 'rules.repositoryFilters.filterType');
      if (!/^[a-z0-9*](?:[._\-/a-z0-9*]?[a-z0-9*]+)*$/.test(filter))
        throw invalidParameter(
          'rules.repositoryFilters.filter',
          "must satisfy regular expression '^[a-z0-9*](?:[._\\-/a-z0-9*]?[a-z0-9*]+)*$'",
        );
    }
  }
  const registryScanningConfiguration = { scanType, rules };
  context.state.set(keyOf(context), registryScanningConfiguration);
  return Promise.resolve({ registryScanningConfiguration });
};

/** A filter without a wildcard fits every name that contains it. */
function applies({ filter = '' }: Sdk.ScanningRepositoryFilter, name: string): boolean {
  return fits(filter.includes('*') ? filter : `*${filter}*`, name);
}

function scanningOf(context: OverlayContext, { name, arn, scanOnPush }: RepositoryRecord) {
  const applied = configurationOf(context).rules.flatMap(({ scanFrequency, repositoryFilters = [] }) =>
    repositoryFilters
      .filter((filter) => applies(filter, name))
      .map((filter) => ({ scanFrequency: scanFrequency ?? 'MANUAL', filter })),
  );
  const frequency =
    ['CONTINUOUS_SCAN', 'SCAN_ON_PUSH'].find((one) => applied.some((rule) => rule.scanFrequency === one)) ??
    (scanOnPush ? 'SCAN_ON_PUSH' : 'MANUAL');
  return {
    repositoryArn: arn,
    repositoryName: name,
    scanOnPush: scanOnPush || frequency === 'SCAN_ON_PUSH',
    scanFrequency: frequency,
    appliedScanFilters: applied.map(({ filter }) => filter),
  };
}

const batchGet: OverlayHandler = (context, input) => {
  const names = input['repositoryNames'] as string[];
  const found = names.map((name) => ({ name, record: findRepository(context, name) }));
  return Promise.resolve({
    scanningConfigurations: found.flatMap(({ record }) =>
      record === undefined ? [] : [scanningOf(context, record)],
    ),
    failures: found.flatMap(({ name, record }) =>
      record === undefined
        ? [
            {
              repositoryName: name,
              failureCode: 'REPOSITORY_NOT_FOUND',
              failureReason: 'REPOSITORY_NOT_FOUND',
            },
          ]
        : [],
    ),
  });
};

const start: OverlayHandler = (context, input) => {
  const repository = repositoryOf(context, input);
  const image = imageOf(context, repository, input['imageId'] ?? {});
  const at = context.now().toISOString();
  if (image.scannedAt?.slice(0, 10) === at.slice(0, 10))
    throw refused('LimitExceeded', 'The scan quota per image has been exceeded. Wait and try again.');
  const images = repository.images.map((one) =>
    one.digest === image.digest ? { ...one, scannedAt: at } : one,
  );
  keepRepository(context, { ...repository, images });
  return Promise.resolve({
    registryId: context.account,
    repositoryName: repository.name,
    imageId: {
      imageDigest: image.digest,
      ...(image.tags[0] === undefined ? {} : { imageTag: image.tags[0] }),
    },
    imageScanStatus: { status: 'IN_PROGRESS' },
  });
};

const findings: OverlayHandler = (context, input) => {
  const repository = repositoryOf(context, input);
  const imageId = (input['imageId'] ?? {}) as Sdk.ImageIdentifier;
  const image = imageOf(context, repository, imageId);
  if (image.scannedAt === undefined)
    throw refused(
      'ScanNotFound',
      `Image scan does not exist for the image with '{imageDigest:'${image.digest}', imageTag:'${image.tags[0] ?? 'null'}'}' in the repository with name '${repository.name}' in the registry with id '${context.account}'`,
    );
  const completed = new Date(image.scannedAt);
  return Promise.resolve({
    registryId: context.account,
    repositoryName: repository.name,
    imageId: { ...imageId, imageDigest: image.digest },
    imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
    imageScanFindings: {
      imageScanCompletedAt: completed,
      vulnerabilitySourceUpdatedAt: completed,
      findings: [],
      findingSeverityCounts: {},
    },
  });
};

export const scanningOperations: readonly OverlayOperation[] = [
  { service: 'ecr', operation: 'GetRegistryScanningConfiguration', answer: getRegistry },
  { service: 'ecr', operation: 'PutRegistryScanningConfiguration', answer: putRegistry },
  { service: 'ecr', operation: 'BatchGetRepositoryScanningConfiguration', answer: batchGet },
  { service: 'ecr', operation: 'StartImageScan', answer: start },
  { service: 'ecr', operation: 'DescribeImageScanFindings', answer: findings },
];
