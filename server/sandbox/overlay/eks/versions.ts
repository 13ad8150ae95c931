/**
 * DescribeClusterVersions from the dated calendar.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_DescribeClusterVersions.html
 */
import type { OverlayHandler, OverlayOperation } from '../../types.ts';
import { defaultVersion, platformVersion, versionsOn } from './calendar.ts';
import { pageOf } from './pages.ts';
import { checkOneOf } from './refusals.ts';

const STATUSES = ['UNSUPPORTED', 'STANDARD_SUPPORT', 'EXTENDED_SUPPORT'];

const describe: OverlayHandler = (context, input) => {
  const now = context.now();
  const wanted = input['clusterVersions'] as string[] | undefined;
  const status = input['versionStatus'] as string | undefined;
  // The older filter has the same values in lower case, with a hyphen.
  const older = (input['status'] as string | undefined)?.toUpperCase().replace('-', '_');
  checkOneOf(status, STATUSES, 'versionStatus');
  checkOneOf(older, STATUSES, 'status');
  const everything = input['includeAll'] === true || wanted !== undefined;
  const standard = defaultVersion(now);
  const all = versionsOn(now)
    .filter((one) => everything || (status ?? older) !== undefined || one.status !== 'UNSUPPORTED')
    .filter((one) => status === undefined || one.status === status)
    .filter((one) => older === undefined || one.status === older)
    .filter(({ version }) => wanted === undefined || wanted.includes(version))
    .filter(({ version }) => input['defaultOnly'] !== true || version === standard)
    .filter(() => input['clusterType'] === undefined || input['clusterType'] === 'eks');
  const { items, next } = pageOf(all, input);
  return Promise.resolve({
    clusterVersions: items.map((one) => ({
      clusterVersion: one.version,
      clusterType: 'eks',
      defaultPlatformVersion: platformVersion(one.version, now),
      defaultVersion: one.version === standard,
      releaseDate: one.released,
      endOfStandardSupportDate: one.standardEnd,
      endOfExtendedSupportDate: one.extendedEnd,
      status: one.status.toLowerCase().replace('_', '-'),
      versionStatus: one.status,
    })),
    ...next,
  });
};

export const versionOperations: readonly OverlayOperation[] = [
  { service: 'eks', operation: 'DescribeClusterVersions', answer: describe },
];
