/** States of `cluster-current`: each a cluster of its own. */
import { call, type AccountState } from '../state.ts';
import { cluster, statesOf, type Json } from './account.ts';

const current = statesOf('cluster-current', 'cluster');
const logs = (...entries: readonly (readonly [types: readonly string[], enabled: boolean])[]): Json => ({
  logging: { clusterLogging: entries.map(([types, enabled]) => ({ types, enabled })) },
});
const open = (...publicAccessCidrs: readonly string[]): Json => ({ publicAccessCidrs });
const update = (settings: Json) => call('eks:UpdateClusterConfig', { name: '{{cluster}}', ...settings });

export const clusterCurrent: readonly AccountState[] = [
  current('as it should be', cluster(), 'pass'),
  current(
    'private only',
    cluster({}, { endpointPublicAccess: false, endpointPrivateAccess: true, publicAccessCidrs: undefined }),
    'pass',
  ),
  current('public only, for the office', cluster({}, { endpointPrivateAccess: false }), 'pass'),
  current(
    'a part of the office and one address of it',
    cluster({}, open('203.0.113.0/26', '203.0.113.77/32')),
    'pass',
  ),
  current('every log', cluster(logs([['api', 'audit', 'authenticator', 'scheduler'], true])), 'pass'),
  current(
    'logs turned on one after the other',
    [...cluster({ logging: undefined }), update(logs([['audit'], true])), update(logs([['api'], true]))],
    'pass',
  ),
  current(
    'opened and closed again',
    [
      ...cluster({}, open('0.0.0.0/0')),
      update({ resourcesVpcConfig: { publicAccessCidrs: ['203.0.113.0/24'] } }),
    ],
    'pass',
  ),
  current(
    'the policy changed later',
    [
      ...cluster({ upgradePolicy: { supportType: 'EXTENDED' } }),
      update({ upgradePolicy: { supportType: 'STANDARD' } }),
    ],
    'pass',
  ),
  current('another office', cluster(), 'pass', { variables: { office_cidr: '198.51.100.0/24' } }),
  current('no such cluster', [], 'fail/cluster-missing'),
  current(
    'deleted',
    [...cluster(), call('eks:DeleteCluster', { name: '{{cluster}}' })],
    'fail/cluster-missing',
  ),
  current('in capital letters', cluster({ name: 'ST-CAPITALS' }), 'fail/cluster-missing'),
  current(
    'in extended support',
    cluster({ version: '1.33', upgradePolicy: { supportType: 'EXTENDED' } }),
    'fail/version-unsupported',
  ),
  current('in a year and a half', cluster(), 'fail/version-unsupported', { daysLater: 540 }),
  current('in three years', cluster(), 'fail/version-unsupported', { daysLater: 1100 }),
  current(
    'old and open: the version is said first',
    cluster({ version: '1.33', upgradePolicy: { supportType: 'EXTENDED' } }, open('0.0.0.0/0')),
    'fail/version-unsupported',
  ),
  current('the policy that AWS gives unasked', cluster({ upgradePolicy: undefined }), 'fail/extended-policy'),
  current(
    'the world beside the office',
    cluster({}, open('203.0.113.0/24', '0.0.0.0/0')),
    'fail/endpoint-open',
  ),
  current('no list', cluster({}, { publicAccessCidrs: undefined }), 'fail/endpoint-open'),
  current('a block around the office', cluster({}, open('203.0.112.0/22')), 'fail/endpoint-open'),
  current('the world in two halves', cluster({}, open('0.0.0.0/1', '128.0.0.0/1')), 'fail/endpoint-open'),
  current('the office of another learner', cluster({}, open('198.51.100.0/24')), 'fail/endpoint-open'),
  current(
    'opened later',
    [...cluster(), update({ resourcesVpcConfig: { publicAccessCidrs: ['0.0.0.0/0'] } })],
    'fail/endpoint-open',
  ),
  current('no logs', cluster({ logging: undefined }), 'fail/logs-off'),
  current('audit is off', cluster(logs([['api'], true], [['audit'], false])), 'fail/logs-off'),
  current('api turned off again', [...cluster(), update(logs([['api'], false]))], 'fail/logs-off'),
  current('the calendar denied', cluster(), 'blocked/denied', {
    broken: { 'eks:DescribeClusterVersions': 'deny' },
  }),
  current(
    'the calendar denied, and open all the same',
    cluster({}, open('0.0.0.0/0')),
    'fail/endpoint-open',
    { broken: { 'eks:DescribeClusterVersions': 'deny' } },
  ),
];
