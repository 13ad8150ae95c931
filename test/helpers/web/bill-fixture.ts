import { inventoryOf } from '../../../graders/semantics/pricing/index.ts';
import type { BillReply } from '../../../server/contract/index.ts';

const tags = (Name: string, Project?: string, Owner?: string) =>
  Object.entries({ Name, Project, Owner }).flatMap(([Key, Value]) =>
    Value === undefined ? [] : [{ Key, Value }],
  );

/** An account with a forgotten gateway, a stopped box, a node group on Spot, objects in two classes, and one thing without a price. */
export function billReply(): BillReply {
  const { resources, unseen } = inventoryOf({
    Instances: [
      {
        InstanceId: 'i-0a1',
        InstanceType: 'g6.xlarge',
        State: 'running',
        InstanceLifecycle: 'spot',
        Tags: tags('bm-trainer', 'birdsong', 'amelia'),
      },
      { InstanceId: 'i-0b2', InstanceType: 'm5.xlarge', State: 'stopped', Tags: tags('bm-cc-devbox') },
    ],
    Volumes: [
      {
        VolumeId: 'vol-0a1',
        VolumeType: 'gp3',
        Size: 120,
        State: 'in-use',
        Tags: tags('bm-trainer', 'birdsong', 'amelia'),
      },
      { VolumeId: 'vol-0b2', VolumeType: 'gp2', Size: 80, State: 'in-use', Tags: [] },
    ],
    Addresses: [{ PublicIp: '203.0.113.9', Tags: [] }],
    NatGateways: [
      {
        NatGatewayId: 'nat-0c3',
        State: 'available',
        NatGatewayAddresses: [{ PublicIp: '203.0.113.7' }],
        Tags: tags('bm-cc-idle', 'birdsong'),
      },
    ],
    Clusters: [
      { name: 'bm-serving', version: '1.34', status: 'ACTIVE', tags: { Project: 'birdsong', Owner: 'noor' } },
    ],
    Buckets: [
      {
        Name: 'bm-ml-data-000000',
        Tags: tags('data', 'birdsong', 'amelia'),
        Classes: [
          { StorageClass: 'STANDARD', Bytes: 500 * 1024 ** 3, Objects: 1200 },
          { StorageClass: 'GLACIER_IR', Bytes: 900 * 1024 ** 3, Objects: 400 },
        ],
      },
    ],
    CompositeAlarms: [{ AlarmName: 'bm-all-quiet' }],
  });
  return {
    account: '486126479465',
    region: 'us-east-1',
    day: '2026-11-27',
    now: '2026-11-27T09:00:00.000Z',
    resources,
    unseen,
    quotes: [
      {
        price: 'ec2-spot g6.xlarge',
        usd: 0.3141,
        unit: 'hour',
        source: {
          title: 'Spot price in us-east-1b when it was read',
          url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-spot-instances-history.html',
          date: '2026-11-27',
        },
      },
    ],
    unread: [],
  };
}
