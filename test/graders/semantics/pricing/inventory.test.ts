import { array, assert, constantFrom, dictionary, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cents,
  explainMissing,
  hourlyBurn,
  inventoryOf,
  monthlyBill,
  type AccountDescription,
  type Resource,
} from '../../../../graders/semantics/pricing/index.ts';
import { book, eksCalendar } from './kit.ts';

const EVERYWHERE = 'data out to the Internet';
const tags = { Project: 'birdsong' };
const Tags = [{ Key: 'Project', Value: 'birdsong' }];
/** The resources of an account, without the line that every account has. */
const found = (account: AccountDescription): Resource[] =>
  inventoryOf(account).resources.filter(({ id }) => id !== EVERYWHERE);
const unseen = (account: AccountDescription): string[] =>
  inventoryOf(account)
    .unseen.filter(({ resource }) => resource !== EVERYWHERE)
    .map(({ resource, field }) => `${resource} ${field}`);

const instance = (more: object = {}) => ({
  InstanceId: 'i-1',
  InstanceType: 'g6.xlarge',
  State: 'running',
  Tags,
  ...more,
});
const machine = { id: 'i-1', tags, kind: 'instance', instanceType: 'g6.xlarge' };
const volume = (more: object = {}) => ({ VolumeId: 'vol-1', VolumeType: 'gp3', Size: 100, Tags, ...more });
const disk = { id: 'vol-1', tags, kind: 'volume', volumeType: 'gp3', gb: 100 };
const nat = (more: object = {}) => ({ NatGatewayId: 'nat-1', State: 'available', ...more });
const gate = { id: 'nat-1', tags: {}, kind: 'nat-gateway', count: 1, gb: 0 };
const alb = (more: object = {}) => ({
  LoadBalancerName: 'bm-alb',
  LoadBalancerArn: 'arn:alb',
  Type: 'application',
  Scheme: 'internal',
  State: { Code: 'active' },
  AvailabilityZones: [{ ZoneName: 'us-east-1a' }, { ZoneName: 'us-east-1b' }],
  ...more,
});
const group = (more: object = {}) => ({
  clusterName: 'bm',
  nodegroupName: 'general',
  status: 'ACTIVE',
  capacityType: 'ON_DEMAND',
  instanceTypes: ['m5.large', 'm5.xlarge'],
  scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
  ...more,
});
const node = (more: object = {}) =>
  instance({
    Tags: [
      { Key: 'eks:cluster-name', Value: 'bm' },
      { Key: 'eks:nodegroup-name', Value: 'general' },
    ],
    ...more,
  });
const endpoint = (more: object = {}) => ({
  EndpointName: 'songs',
  EndpointConfigName: 'songs-1',
  EndpointStatus: 'InService',
  ProductionVariants: [{ VariantName: 'main', CurrentInstanceCount: 3 }],
  ...more,
});
const config = (...variants: object[]) => ({ EndpointConfigName: 'songs-1', ProductionVariants: variants });
const main = { VariantName: 'main', InstanceType: 'ml.m5.xlarge', InitialInstanceCount: 1 };
const job = (more: object = {}) => ({
  TrainingJobName: 'train-1',
  TrainingJobStatus: 'Completed',
  BillableTimeInSeconds: 5400,
  ResourceConfig: { InstanceType: 'ml.g5.xlarge', InstanceCount: 2 },
  ...more,
});
const unpriced = (id: string, what: string, own: object = {}) => ({ id, tags: own, kind: 'unpriced', what });
const ip = (id: string, own: object = {}) => ({ id, tags: own, kind: 'public-ipv4' });

type Row = readonly [about: string, account: AccountDescription, resources: object[], unseen?: string[]];

const MACHINES: Row[] = [
  ['running', { Instances: [instance()] }, [{ ...machine, purchase: 'on-demand', running: true }]],
  [
    'its state as AWS shows it',
    { Instances: [instance({ State: { Code: 16, Name: 'running' } })] },
    [{ ...machine, purchase: 'on-demand', running: true }],
  ],
  [
    'pending',
    { Instances: [instance({ State: 'pending' })] },
    [{ ...machine, purchase: 'on-demand', running: true }],
  ],
  [
    'stopped',
    { Instances: [instance({ State: 'stopped' })] },
    [{ ...machine, purchase: 'on-demand', running: false }],
  ],
  [
    'stopping',
    { Instances: [instance({ State: 'stopping' })] },
    [{ ...machine, purchase: 'on-demand', running: false }],
  ],
  ['terminated', { Instances: [instance({ State: 'terminated' })] }, []],
  ['shutting down', { Instances: [instance({ State: 'shutting-down' })] }, []],
  ['no state', { Instances: [instance({ State: null })] }, []],
  ['no id', { Instances: [instance({ InstanceId: null })] }, []],
  [
    'on Spot',
    { Instances: [instance({ InstanceLifecycle: 'spot' })] },
    [{ ...machine, purchase: 'spot', running: true }],
  ],
  [
    'paid ahead',
    { Instances: [instance({ InstanceLifecycle: 'capacity-block' })] },
    [unpriced('i-1', 'capacity-block instance', tags)],
  ],
  [
    'Windows',
    { Instances: [instance({ Platform: 'windows' })] },
    [unpriced('i-1', 'windows instance', tags)],
  ],
  [
    'Red Hat',
    { Instances: [instance({ PlatformDetails: 'Red Hat Enterprise Linux' })] },
    [unpriced('i-1', 'Red Hat Enterprise Linux instance', tags)],
  ],
  [
    'Linux in AWS’s words',
    { Instances: [instance({ PlatformDetails: 'Linux/UNIX', Placement: { Tenancy: 'default' } })] },
    [{ ...machine, purchase: 'on-demand', running: true }],
  ],
  [
    'hardware of its own',
    { Instances: [instance({ Placement: { Tenancy: 'dedicated' } })] },
    [unpriced('i-1', 'dedicated-tenancy instance', tags)],
  ],
  [
    'no type',
    { Instances: [instance({ InstanceType: null })] },
    [unpriced('i-1', 'instance of unknown type', tags)],
  ],
];

const DISKS: Row[] = [
  ['in use', { Volumes: [volume({ State: 'in-use' })] }, [disk]],
  ['of nobody', { Volumes: [volume({ State: 'available' })] }, [disk]],
  ['broken', { Volumes: [volume({ State: 'error' })] }, [disk]],
  ['being made', { Volumes: [volume({ State: 'creating' })] }, [disk]],
  ['no state', { Volumes: [volume()] }, [disk]],
  ['deleted', { Volumes: [volume({ State: 'deleting' }), volume({ State: 'deleted' })] }, []],
  ['no id', { Volumes: [volume({ VolumeId: '' })] }, []],
  [
    'faster than included',
    { Volumes: [volume({ Iops: 6000, Throughput: 250 })] },
    [{ ...disk, iops: 6000, throughput: 250 }],
  ],
  ['nothing said of its speed', { Volumes: [volume({ Iops: null, Throughput: null })] }, [disk]],
  [
    'no size',
    { Volumes: [volume({ Size: null })] },
    [unpriced('vol-1', 'volume of unknown type or size', tags)],
  ],
  [
    'no type',
    { Volumes: [volume({ VolumeType: null })] },
    [unpriced('vol-1', 'volume of unknown type or size', tags)],
  ],
];

const ADDRESSES: Row[] = [
  ['idle', { Addresses: [{ PublicIp: '3.0.0.1', Tags }] }, [ip('3.0.0.1', tags)]],
  [
    'elastic, of an instance',
    {
      Addresses: [{ PublicIp: '3.0.0.1', AssociationId: 'a' }],
      Instances: [instance({ PublicAddresses: ['3.0.0.1'] })],
    },
    [{ ...machine, purchase: 'on-demand', running: true }, ip('3.0.0.1')],
  ],
  [
    'lent to an instance, beside an IPv6 one',
    { Instances: [instance({ PublicAddresses: ['3.0.0.2', '2600::1'] })] },
    [{ ...machine, purchase: 'on-demand', running: true }, ip('3.0.0.2', tags)],
  ],
  [
    'as AWS shows those of an instance',
    {
      Instances: [
        instance({
          PublicIpAddress: '3.0.0.2',
          NetworkInterfaces: [
            {
              Association: { PublicIp: '3.0.0.2' },
              PrivateIpAddresses: [
                { Association: { PublicIp: '3.0.0.2' } },
                { Association: { PublicIp: '3.0.0.3' } },
                {},
              ],
            },
          ],
        }),
      ],
    },
    [{ ...machine, purchase: 'on-demand', running: true }, ip('3.0.0.2', tags), ip('3.0.0.3', tags)],
  ],
  [
    'of a stopped instance',
    { Instances: [instance({ State: 'stopped', PublicAddresses: ['3.0.0.2'] })] },
    [{ ...machine, purchase: 'on-demand', running: false }],
  ],
  ['brought by the customer', { Addresses: [{ PublicIp: '3.0.0.1', PublicIpv4Pool: 'ipv4pool-ec2-1' }] }, []],
  [
    'brought by the customer, shown by its gateway too',
    {
      Addresses: [{ PublicIp: '3.0.0.1', PublicIpv4Pool: 'ipv4pool-ec2-1' }],
      NatGateways: [nat({ NatGatewayAddresses: [{ PublicIp: '3.0.0.1' }] })],
    },
    [gate],
    ['nat-1 gb'],
  ],
  [
    'of the pool of Amazon',
    { Addresses: [{ PublicIp: '3.0.0.1', PublicIpv4Pool: 'amazon' }] },
    [ip('3.0.0.1')],
  ],
  ['none yet', { Addresses: [{ PublicIp: null }] }, []],
];

const GATES: Row[] = [
  [
    'with its address',
    {
      NatGateways: [nat({ NatGatewayAddresses: [{ PublicIp: '3.0.0.9', AvailabilityZone: 'us-east-1a' }] })],
    },
    [gate, ip('3.0.0.9')],
    ['nat-1 gb'],
  ],
  ['coming', { NatGateways: [nat({ State: 'pending' })] }, [gate], ['nat-1 gb']],
  ['going', { NatGateways: [nat({ State: 'deleting' })] }, [gate], ['nat-1 gb']],
  ['gone', { NatGateways: [nat({ State: 'deleted', NatGatewayAddresses: [{ PublicIp: '3.0.0.9' }] })] }, []],
  ['failed', { NatGateways: [nat({ State: 'failed' })] }, []],
  ['no id', { NatGateways: [nat({ NatGatewayId: null })] }, []],
  [
    'regional, in two zones',
    {
      NatGateways: [
        nat({
          AvailabilityMode: 'regional',
          NatGatewayAddresses: ['a', 'b', 'b'].map((zone) => ({ AvailabilityZone: `us-east-1${zone}` })),
        }),
      ],
    },
    [{ ...gate, count: 2 }],
    ['nat-1 gb'],
  ],
  [
    'regional, zones unknown',
    { NatGateways: [nat({ AvailabilityMode: 'regional' })] },
    [unpriced('nat-1', 'regional NAT gateway of unknown zones')],
  ],
  [
    'interface endpoint in two zones',
    {
      VpcEndpoints: [
        { VpcEndpointId: 'vpce-1', VpcEndpointType: 'Interface', State: 'available', SubnetIds: ['a', 'b'] },
      ],
    },
    [{ id: 'vpce-1', tags: {}, kind: 'interface-endpoint', zones: 2, gb: 0 }],
    ['vpce-1 gb'],
  ],
  [
    'gateway endpoint',
    { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcEndpointType: 'Gateway', State: 'available' }] },
    [],
  ],
  ['endpoint of no type', { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', State: 'available' }] }, []],
  [
    'endpoint that was refused',
    { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcEndpointType: 'Interface', State: 'rejected' }] },
    [],
  ],
  [
    'endpoint, state in capitals',
    {
      VpcEndpoints: [
        { VpcEndpointId: 'vpce-1', VpcEndpointType: 'interface', State: 'Available', SubnetIds: ['a'] },
      ],
    },
    [{ id: 'vpce-1', tags: {}, kind: 'interface-endpoint', zones: 1, gb: 0 }],
    ['vpce-1 gb'],
  ],
  [
    'another endpoint',
    { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcEndpointType: 'GatewayLoadBalancer', State: 'pending' }] },
    [unpriced('vpce-1', 'VPC endpoint of type gatewayloadbalancer')],
  ],
];

const balancer = { id: 'bm-alb', tags: {}, kind: 'load-balancer', type: 'application', lcu: 0 };
const BALANCERS: Row[] = [
  ['inside', { LoadBalancers: [alb()] }, [balancer], ['bm-alb lcu']],
  [
    'facing the Internet from two zones',
    { LoadBalancers: [alb({ Scheme: 'internet-facing' })] },
    [{ ...ip('bm-alb addresses'), count: 2 }, balancer],
    ['bm-alb lcu'],
  ],
  [
    'facing it without IPv4',
    { LoadBalancers: [alb({ Scheme: 'internet-facing', IpAddressType: 'dualstack-without-public-ipv4' })] },
    [balancer],
    ['bm-alb lcu'],
  ],
  [
    'of the network, one fixed address that is listed as well',
    {
      Addresses: [{ PublicIp: '3.0.0.5', Tags }],
      LoadBalancers: [
        alb({
          Type: 'network',
          Scheme: 'internet-facing',
          AvailabilityZones: [{ LoadBalancerAddresses: [{ IpAddress: '3.0.0.5' }] }, {}],
        }),
      ],
    },
    [ip('3.0.0.5', tags), { ...ip('bm-alb addresses'), count: 1 }, { ...balancer, type: 'network' }],
    ['bm-alb lcu'],
  ],
  ['failed', { LoadBalancers: [alb({ State: { Code: 'failed' }, Scheme: 'internet-facing' })] }, []],
  [
    'by its ARN',
    { LoadBalancers: [alb({ LoadBalancerName: null })] },
    [{ ...balancer, id: 'arn:alb' }],
    ['arn:alb lcu'],
  ],
  [
    'of gateways',
    { LoadBalancers: [alb({ Type: 'gateway' })] },
    [unpriced('bm-alb', 'load balancer of type gateway')],
  ],
  [
    'of no type',
    { LoadBalancers: [alb({ Type: null })] },
    [unpriced('bm-alb', 'load balancer of type unknown')],
  ],
  ['no name', { LoadBalancers: [alb({ LoadBalancerName: null, LoadBalancerArn: null })] }, []],
];

const nodes = {
  id: 'bm/general',
  tags: {},
  kind: 'instance',
  instanceType: 'm5.large',
  purchase: 'on-demand',
};
const disks = (count: number) => unpriced('bm/general disks', `disks of ${count} nodes`);
const CLUSTERS: Row[] = [
  [
    'a cluster',
    { Clusters: [{ name: 'bm', version: '1.34', status: 'ACTIVE', tags }] },
    [{ id: 'bm', tags, kind: 'eks-cluster', version: '1.34' }],
  ],
  [
    'without a version',
    { Clusters: [{ name: 'bm', version: null }] },
    [{ id: 'bm', tags: {}, kind: 'eks-cluster' }],
  ],
  ['going', { Clusters: [{ name: 'bm', version: '1.34', status: 'DELETING' }] }, []],
  ['no name', { Clusters: [{ version: '1.34' }] }, []],
  [
    'that makes its own nodes',
    { Clusters: [{ name: 'bm', version: '1.35', computeConfig: { enabled: true } }] },
    [
      { id: 'bm', tags: {}, kind: 'eks-cluster', version: '1.35' },
      unpriced('bm Auto Mode', 'management of nodes by EKS Auto Mode'),
    ],
  ],
  ['nodes that are nowhere else', { Nodegroups: [group()] }, [{ ...nodes, count: 2 }, disks(2)]],
  [
    'one of two nodes is an instance',
    { Nodegroups: [group()], Instances: [node()] },
    [
      {
        ...machine,
        tags: { 'eks:cluster-name': 'bm', 'eks:nodegroup-name': 'general' },
        purchase: 'on-demand',
        running: true,
      },
      { ...nodes, count: 1 },
      disks(1),
    ],
  ],
  [
    'both are instances',
    { Nodegroups: [group()], Instances: [node(), node({ InstanceId: 'i-2' })] },
    ['i-1', 'i-2'].map((id) => ({
      ...machine,
      id,
      tags: { 'eks:cluster-name': 'bm', 'eks:nodegroup-name': 'general' },
      purchase: 'on-demand',
      running: true,
    })),
  ],
  [
    'a dead node, a node of another cluster and one of another group do not count',
    {
      Nodegroups: [group()],
      Instances: [
        node({ State: 'terminated' }),
        node({
          State: 'terminated',
          Tags: [
            { Key: 'eks:cluster-name', Value: 'other' },
            { Key: 'eks:nodegroup-name', Value: 'general' },
          ],
        }),
      ],
    },
    [{ ...nodes, count: 2 }, disks(2)],
  ],
  ['none wanted', { Nodegroups: [group({ scalingConfig: { desiredSize: 0 } })] }, []],
  [
    'no number',
    { Nodegroups: [group({ scalingConfig: {} })] },
    [unpriced('bm/general', 'nodes of unknown number')],
  ],
  ['going', { Nodegroups: [group({ status: 'DELETING' })] }, []],
  ['no name', { Nodegroups: [group({ nodegroupName: null })] }, []],
  [
    'no cluster',
    { Nodegroups: [group({ clusterName: null })] },
    [
      { ...nodes, id: 'general', count: 2 },
      { ...disks(2), id: 'general disks' },
    ],
  ],
  [
    'on Spot, of one type',
    { Nodegroups: [group({ capacityType: 'SPOT', instanceTypes: ['g5.xlarge'], tags })] },
    [
      { ...nodes, tags, instanceType: 'g5.xlarge', purchase: 'spot', count: 2 },
      { ...disks(2), tags },
    ],
  ],
  [
    'on Spot, of many types',
    { Nodegroups: [group({ capacityType: 'SPOT' })] },
    [unpriced('bm/general', 'Spot nodes of one of 2 types'), disks(2)],
  ],
  [
    'type in the template',
    { Nodegroups: [group({ instanceTypes: [] })] },
    [unpriced('bm/general', 'nodes of unknown type'), disks(2)],
  ],
  [
    'paid ahead',
    { Nodegroups: [group({ capacityType: 'CAPACITY_BLOCK' })] },
    [unpriced('bm/general', 'nodes of capacity type CAPACITY_BLOCK'), disks(2)],
  ],
  [
    'nothing said of the market',
    { Nodegroups: [group({ capacityType: null })] },
    [{ ...nodes, count: 2 }, disks(2)],
  ],
];

const serves = { id: 'songs', tags: {}, kind: 'endpoint', instanceType: 'ml.m5.xlarge', count: 3 };
const MANAGED: Row[] = [
  ['endpoint', { Endpoints: [endpoint()], EndpointConfigs: [config(main)] }, [serves]],
  [
    'endpoint that grows',
    {
      Endpoints: [endpoint({ ProductionVariants: [{ VariantName: 'main', DesiredInstanceCount: 2 }] })],
      EndpointConfigs: [config(main)],
    },
    [{ ...serves, count: 2 }],
  ],
  [
    'endpoint that is being made',
    {
      Endpoints: [endpoint({ EndpointStatus: 'Creating', ProductionVariants: [] })],
      EndpointConfigs: [config(main)],
    },
    [{ ...serves, count: 1 }],
  ],
  [
    'endpoint that is going',
    { Endpoints: [endpoint({ EndpointStatus: 'Deleting' })], EndpointConfigs: [config(main)] },
    [],
  ],
  [
    'endpoint that failed',
    { Endpoints: [endpoint({ EndpointStatus: 'Failed' })], EndpointConfigs: [config(main)] },
    [],
  ],
  [
    'endpoint without a name',
    { Endpoints: [endpoint({ EndpointName: null })], EndpointConfigs: [config(main)] },
    [],
  ],
  [
    'two variants and a shadow',
    {
      Endpoints: [endpoint()],
      EndpointConfigs: [
        {
          ...config(main, { VariantName: 'next', InstanceType: 'ml.g5.xlarge', InitialInstanceCount: 1 }),
          ShadowProductionVariants: [
            { VariantName: 'shadow', InstanceType: 'ml.m5.large', InitialInstanceCount: 4 },
          ],
        },
      ],
    },
    [
      { ...serves, id: 'songs/main' },
      { ...serves, id: 'songs/next', instanceType: 'ml.g5.xlarge', count: 1 },
      { ...serves, id: 'songs/shadow', instanceType: 'ml.m5.large', count: 4 },
    ],
  ],
  [
    'serverless',
    {
      Endpoints: [endpoint()],
      EndpointConfigs: [config({ VariantName: 'main', ServerlessConfig: { MemorySizeInMB: 2048 } })],
    },
    [unpriced('songs', 'serverless endpoint')],
  ],
  [
    'not serverless, as a read says it',
    { Endpoints: [endpoint()], EndpointConfigs: [config({ ...main, ServerlessConfig: null })] },
    [serves],
  ],
  ['no configuration', { Endpoints: [endpoint()] }, [unpriced('songs', 'endpoint of unknown instances')]],
  [
    'another configuration',
    { Endpoints: [endpoint({ EndpointConfigName: 'songs-2' })], EndpointConfigs: [config(main)] },
    [unpriced('songs', 'endpoint of unknown instances')],
  ],
  [
    'configuration without a name',
    {
      Endpoints: [endpoint({ EndpointConfigName: null })],
      EndpointConfigs: [{ ProductionVariants: [main] }],
    },
    [unpriced('songs', 'endpoint of unknown instances')],
  ],
  [
    'variant without a type',
    { Endpoints: [endpoint()], EndpointConfigs: [config({ VariantName: 'main' })] },
    [unpriced('songs', 'endpoint of unknown instances')],
  ],
  [
    'variant without a count',
    {
      Endpoints: [endpoint({ ProductionVariants: [] })],
      EndpointConfigs: [config({ VariantName: 'main', InstanceType: 'ml.m5.large' })],
    },
    [unpriced('songs', 'endpoint of unknown instances')],
  ],
  [
    'notebook',
    {
      NotebookInstances: [
        { NotebookInstanceName: 'desk', InstanceType: 'ml.t3.medium', NotebookInstanceStatus: 'InService' },
      ],
    },
    [{ id: 'desk', tags: {}, kind: 'notebook', instanceType: 'ml.t3.medium', running: true }],
  ],
  [
    'notebook, stopped',
    {
      NotebookInstances: [
        { NotebookInstanceName: 'desk', InstanceType: 'ml.t3.medium', NotebookInstanceStatus: 'Stopped' },
      ],
    },
    [{ id: 'desk', tags: {}, kind: 'notebook', instanceType: 'ml.t3.medium', running: false }],
  ],
  [
    'notebook, going',
    { NotebookInstances: [{ NotebookInstanceName: 'desk', NotebookInstanceStatus: 'Deleting' }] },
    [],
  ],
  [
    'notebook, no type',
    { NotebookInstances: [{ NotebookInstanceName: 'desk' }] },
    [unpriced('desk', 'notebook of unknown type')],
  ],
  [
    'training that ended',
    { TrainingJobs: [job()] },
    [
      {
        id: 'train-1',
        tags: {},
        kind: 'training',
        instanceType: 'ml.g5.xlarge',
        count: 2,
        running: false,
        hours: 1.5,
      },
    ],
  ],
  [
    'training that runs',
    { TrainingJobs: [job({ TrainingJobStatus: 'InProgress', BillableTimeInSeconds: undefined })] },
    [
      {
        id: 'train-1',
        tags: {},
        kind: 'training',
        instanceType: 'ml.g5.xlarge',
        count: 2,
        running: true,
        hours: 0,
      },
    ],
    ['train-1 hours'],
  ],
  ['training that never began', { TrainingJobs: [job({ BillableTimeInSeconds: 0 })] }, []],
  [
    'training without instances',
    { TrainingJobs: [job({ ResourceConfig: {} })] },
    [unpriced('train-1', 'training job of unknown instances')],
  ],
];

const requests = {
  id: 'data requests',
  tags: {},
  kind: 's3-requests',
  storageClass: 'STANDARD',
  put: 0,
  get: 0,
};
const noted = ['data requests put', 'data requests get'];
const alarm = (more: object = {}) => ({
  AlarmName: 'slow',
  Period: 60,
  Metrics: [],
  ThresholdMetricId: null,
  ...more,
});
const rings = { id: 'slow', tags: {}, kind: 'alarm', count: 1, highResolution: false };
const STORES: Row[] = [
  ['empty bucket', { Buckets: [{ Name: 'data' }] }, [requests], noted],
  [
    'objects by class',
    {
      Buckets: [
        {
          Name: 'data',
          Objects: [
            { Size: 2 ** 29 },
            { Size: 2 ** 29, StorageClass: 'STANDARD' },
            { Size: 2 ** 30, StorageClass: 'DEEP_ARCHIVE' },
            { Size: 5, StorageClass: 'EXPRESS_ONEZONE' },
          ],
        },
      ],
    },
    [
      { id: 'data STANDARD', tags: {}, kind: 's3-storage', storageClass: 'STANDARD', gb: 1, objects: 2 },
      {
        id: 'data DEEP_ARCHIVE',
        tags: {},
        kind: 's3-storage',
        storageClass: 'DEEP_ARCHIVE',
        gb: 1,
        objects: 1,
      },
      unpriced('data EXPRESS_ONEZONE', 'objects of class EXPRESS_ONEZONE'),
      requests,
    ],
    noted,
  ],
  [
    'objects counted before, not to the end',
    {
      Buckets: [
        {
          Name: 'data',
          Classes: [{ StorageClass: 'GLACIER_IR', Bytes: 2 ** 31, Objects: 3 }],
          Complete: false,
        },
      ],
    },
    [
      { id: 'data GLACIER_IR', tags: {}, kind: 's3-storage', storageClass: 'GLACIER_IR', gb: 2, objects: 3 },
      unpriced('data more', 'objects that were not counted'),
      requests,
    ],
    noted,
  ],
  ['bucket without a name', { Buckets: [{ Objects: [{ Size: 5 }] }] }, []],
  [
    'log group',
    { LogGroups: [{ logGroupName: '/bm', storedBytes: 2 ** 31, tags }] },
    [{ id: '/bm', tags, kind: 'logs', storedGb: 2, ingestedGb: 0 }],
    ['/bm ingestedGb'],
  ],
  [
    'log group of unknown size',
    { LogGroups: [{ logGroupName: '/bm' }] },
    [{ id: '/bm', tags: {}, kind: 'logs', storedGb: 0, ingestedGb: 0 }],
    ['/bm ingestedGb', '/bm storedGb'],
  ],
  ['log group without a name', { LogGroups: [{ storedBytes: 5 }] }, []],
  ['alarm', { MetricAlarms: [alarm()] }, [rings]],
  [
    'alarm every ten seconds',
    { MetricAlarms: [alarm({ Period: 10 })] },
    [{ ...rings, highResolution: true }],
  ],
  [
    'alarm on two metrics',
    {
      MetricAlarms: [
        alarm({
          Period: null,
          Metrics: [
            { MetricStat: { Metric: { MetricName: 'a' }, Period: 60 } },
            { MetricStat: { MetricName: 'b', Period: 30 } },
            { Expression: 'm1 / m2' },
          ],
        }),
      ],
    },
    [{ ...rings, count: 2, highResolution: true }],
  ],
  [
    'alarm on a band',
    {
      MetricAlarms: [
        alarm({
          ThresholdMetricId: 'ad',
          Metrics: [
            { MetricStat: { MetricName: 'a', Period: 300 } },
            { Expression: 'ANOMALY_DETECTION_BAND(m1)' },
          ],
        }),
      ],
    },
    [{ ...rings, count: 3 }],
  ],
  [
    'alarm on a query',
    { MetricAlarms: [alarm({ Metrics: [{ Expression: ' SELECT MAX(x) FROM y' }] })] },
    [unpriced('slow', 'alarm on a Metrics Insights query')],
  ],
  ['alarm without a name', { MetricAlarms: [alarm({ AlarmName: null })] }, []],
  [
    'composite alarm',
    { CompositeAlarms: [{ AlarmName: 'both' }, {}] },
    [unpriced('both', 'composite alarm')],
  ],
  ['dashboard', { Dashboards: [{ DashboardName: 'bm' }, {}] }, [{ id: 'bm', tags: {}, kind: 'dashboard' }]],
  [
    'key',
    { Keys: [{ KeyId: 'k', KeyManager: 'CUSTOMER', KeyState: 'Enabled' }] },
    [{ id: 'k', tags: {}, kind: 'kms-key', requests: 0 }],
    ['k requests'],
  ],
  [
    'disabled key',
    { Keys: [{ KeyId: 'k', KeyManager: 'CUSTOMER', KeyState: 'Disabled' }] },
    [{ id: 'k', tags: {}, kind: 'kms-key', requests: 0 }],
    ['k requests'],
  ],
  ['key that goes', { Keys: [{ KeyId: 'k', KeyManager: 'CUSTOMER', KeyState: 'PendingDeletion' }] }, []],
  [
    'copy of a key that goes',
    { Keys: [{ KeyId: 'k', KeyManager: 'CUSTOMER', KeyState: 'PendingReplicaDeletion' }] },
    [],
  ],
  ['key of AWS', { Keys: [{ KeyId: 'k', KeyManager: 'AWS', KeyState: 'Enabled' }] }, []],
  [
    'key of AWS by its alias',
    {
      Keys: [
        { KeyId: 'k', KeyManager: 'CUSTOMER' },
        { KeyId: 'own', KeyManager: 'CUSTOMER' },
      ],
      KeyAliases: [
        { AliasName: 'alias/aws/s3', TargetKeyId: 'k' },
        { AliasName: 'alias/mine', TargetKeyId: 'own' },
        { AliasName: 'alias/aws/ebs', TargetKeyId: null },
      ],
    },
    [{ id: 'own', tags: {}, kind: 'kms-key', requests: 0 }],
    ['own requests'],
  ],
  ['key without an id', { Keys: [{}] }, []],
  [
    'snapshot',
    { Snapshots: [{ SnapshotId: 'snap-1', Tags }, {}] },
    [unpriced('snap-1', 'snapshot of a volume', tags)],
  ],
  [
    'images',
    {
      Repositories: [{ repositoryName: 'bm/api', images: [{}] }, { repositoryName: 'empty', images: [] }, {}],
    },
    [unpriced('bm/api', 'images in a registry')],
  ],
];

const ROWS: Readonly<Record<string, Row[]>> = {
  machines: MACHINES,
  disks: DISKS,
  addresses: ADDRESSES,
  gates: GATES,
  balancers: BALANCERS,
  clusters: CLUSTERS,
  'SageMaker AI': MANAGED,
  stores: STORES,
};

describe.each(Object.entries(ROWS))('%s', (_name, rows) => {
  for (const [about, account, resources, notes = []] of rows)
    it(about, () => {
      expect(found(account)).toEqual(resources);
      expect(unseen(account)).toEqual(notes);
    });
});

describe('tags', () => {
  it.each([
    [
      [
        { Key: 'Project', Value: 'a' },
        { Key: 'Owner', Value: '' },
      ],
      { Project: 'a', Owner: '' },
    ],
    [[{ Key: 'Project' }, { Value: 'a' }, null, 'x'], {}],
    ['none', {}],
    [[{ Key: '__proto__', Value: 'a' }], JSON.parse('{"__proto__":"a"}') as object],
  ])('%j', (list, wanted) => {
    expect(found({ Addresses: [{ PublicIp: '3.0.0.1', Tags: list }] })[0]?.tags).toEqual(wanted);
  });
  it.each([
    [{ Project: 'a', Owner: 3 }, { Project: 'a' }],
    [[], {}],
    [null, {}],
  ])('as a map: %j', (map, wanted) => {
    expect(found({ Clusters: [{ name: 'bm', tags: map }] })[0]?.tags).toEqual(wanted);
  });
});

describe('the bill of an account', () => {
  const settings = { today: '2026-11-27', calendar: eksCalendar };
  it('is what the catalogue asks of the parts that can be seen', () => {
    const { resources } = inventoryOf({
      Clusters: [{ name: 'bm', version: '1.34' }],
      Instances: [node({ InstanceType: 'm5.large' }), node({ InstanceId: 'i-2', InstanceType: 'm5.large' })],
      Nodegroups: [group()],
      Volumes: [volume({ Size: 50 }), volume({ VolumeId: 'vol-2', Size: 50 })],
      NatGateways: [nat({ NatGatewayAddresses: [{ PublicIp: '3.0.0.1' }] })],
      LoadBalancers: [alb({ Scheme: 'internet-facing' })],
      Keys: [{ KeyId: 'k', KeyManager: 'CUSTOMER' }],
    });
    const bill = monthlyBill(resources, book(), settings);
    // 73.00 cluster, 140.16 nodes, 8.00 disks, 32.85 NAT, 10.95 addresses, 16.43 balancer, 1.00 key
    expect(bill.missing).toEqual([]);
    expect(bill.total && cents(bill.total)).toBe('282.39');
  });

  it('has no total while a part of it cannot be priced, and says which', () => {
    const { resources } = inventoryOf({ Instances: [instance()], CompositeAlarms: [{ AlarmName: 'both' }] });
    const bill = monthlyBill(resources, book(), settings);
    expect(bill.total).toBeNull();
    expect(cents(bill.known)).toBe('587.50');
    expect(bill.missing.map(explainMissing)).toEqual([
      'both: resources of kind composite alarm cannot be priced.',
    ]);
  });

  it('has no Spot price until one is quoted', () => {
    const { resources } = inventoryOf({ Instances: [instance({ InstanceLifecycle: 'spot' })] });
    expect(monthlyBill(resources, book(), settings).missing).toMatchObject([
      { why: 'price-unknown', price: 'ec2-spot g6.xlarge' },
    ]);
  });

  it('burns by the hour what runs, and the disks and addresses of what is stopped', () => {
    const { resources } = inventoryOf({
      Instances: [instance({ State: 'stopped' })],
      Volumes: [volume({ Size: 730 })],
      Addresses: [{ PublicIp: '3.0.0.1' }],
    });
    const burn = hourlyBurn(resources, book(), settings);
    expect(burn.lines.map(({ resource }) => resource)).toEqual(['vol-1', '3.0.0.1']);
    expect(burn.total && Number(burn.total.n) / Number(burn.total.d)).toBeCloseTo(0.085, 12);
  });
});

describe('whatever the answers are', () => {
  it('an empty account has nothing', () => {
    expect(inventoryOf({})).toEqual({ resources: [], unseen: [] });
  });

  const KEYS = [
    'Instances',
    'Volumes',
    'Addresses',
    'NatGateways',
    'VpcEndpoints',
    'Snapshots',
    'LoadBalancers',
    'Clusters',
    'Nodegroups',
    'Endpoints',
    'EndpointConfigs',
    'NotebookInstances',
    'TrainingJobs',
    'LogGroups',
    'MetricAlarms',
    'CompositeAlarms',
    'Dashboards',
    'Keys',
    'KeyAliases',
    'Buckets',
    'Repositories',
  ] as const;
  const SAMPLES = Object.values(ROWS).flat();

  it('any JSON ends in an inventory of which a bill can be made', () => {
    assert(
      property(dictionary(constantFrom(...KEYS), array(jsonValue())), (account) => {
        const { resources } = inventoryOf(account);
        monthlyBill(resources, book(), settingsOf());
      }),
    );
  });

  it.each(SAMPLES.map(([about, account]) => [about, account] as const))(
    'without any one field: %s',
    (_about, account) => {
      for (const [collection, items] of Object.entries(account) as [keyof AccountDescription, object[]][])
        for (const [index, item] of items.entries())
          for (const name of Object.keys(item))
            for (const wrong of [undefined, null, 'x', -1, Number.NaN, [], {}]) {
              const changed = items.with(index, { ...item, [name]: wrong });
              const { resources } = inventoryOf({ ...account, [collection]: changed });
              expect(
                monthlyBill(resources, book(), settingsOf()).missing.filter(
                  ({ why }) => why === 'quantity-invalid',
                ),
              ).toEqual([]);
            }
    },
  );

  it('ids are unique, so that a slider turns one thing', () => {
    for (const [, account] of SAMPLES) {
      const ids = inventoryOf(account).resources.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  function settingsOf() {
    return { today: '2026-11-27', calendar: eksCalendar };
  }
});

describe('what is easily overlooked', () => {
  it.each([
    'STANDARD',
    'STANDARD_IA',
    'INTELLIGENT_TIERING',
    'ONEZONE_IA',
    'GLACIER_IR',
    'GLACIER',
    'DEEP_ARCHIVE',
  ])('objects in %s have a price', (StorageClass) => {
    const [stored] = found({ Buckets: [{ Name: 'data', Objects: [{ Size: 5, StorageClass }] }] });
    expect(stored).toMatchObject({ kind: 's3-storage', storageClass: StorageClass });
  });

  it.each([
    ['Stopping', false],
    ['Failed', false],
    ['Pending', true],
    ['Updating', true],
  ])('a notebook that is %s runs: %s', (NotebookInstanceStatus, running) => {
    const notebook = { NotebookInstanceName: 'desk', InstanceType: 'ml.t3.medium', NotebookInstanceStatus };
    expect(found({ NotebookInstances: [notebook] })).toMatchObject([{ running }]);
  });

  it.each([
    ['Stopping', true],
    ['Stopped', false],
    ['Failed', false],
  ])('a training job that is %s runs: %s', (TrainingJobStatus, running) => {
    expect(found({ TrainingJobs: [job({ TrainingJobStatus })] })).toMatchObject([{ running }]);
  });

  it('nodes of another group, and of another cluster, are not those of this one', () => {
    const other = (cluster: string, name: string) =>
      node({
        InstanceId: `i-${cluster}-${name}`,
        Tags: [
          { Key: 'eks:cluster-name', Value: cluster },
          { Key: 'eks:nodegroup-name', Value: name },
        ],
      });
    const account = { Nodegroups: [group()], Instances: [other('bm', 'gpu'), other('old', 'general')] };
    expect(found(account)).toContainEqual({ ...nodes, count: 2 });
  });

  it('a shadow variant has the number of instances that it has now', () => {
    const account = {
      Endpoints: [
        endpoint({ ShadowProductionVariants: [{ VariantName: 'shadow', CurrentInstanceCount: 5 }] }),
      ],
      EndpointConfigs: [
        {
          ...config(main),
          ShadowProductionVariants: [{ VariantName: 'shadow', InstanceType: 'ml.m5.large' }],
        },
      ],
    };
    expect(found(account)).toContainEqual({
      ...serves,
      id: 'songs/shadow',
      instanceType: 'ml.m5.large',
      count: 5,
    });
  });

  it('Linux has longer names', () => {
    const account = { Instances: [instance({ PlatformDetails: 'Linux/UNIX (Amazon VPC)' })] };
    expect(found(account)).toMatchObject([{ kind: 'instance' }]);
  });

  it.each([
    [{ PublicIpAddress: '3.0.0.2' }],
    [{ NetworkInterfaces: [{ Association: { PublicIp: '3.0.0.2' } }] }],
    [{ PublicAddresses: ['3.0.0.2', 7, null] }],
  ])('an address counts, wherever it is shown: %j', (more) => {
    expect(found({ Instances: [instance(more)] })).toContainEqual(ip('3.0.0.2', tags));
  });

  it('a balancer whose addresses are all elastic has no others', () => {
    const zone = (IpAddress: string) => ({ LoadBalancerAddresses: [{ IpAddress }] });
    const one = alb({
      Type: 'network',
      Scheme: 'internet-facing',
      AvailabilityZones: [zone('3.0.0.5'), zone('3.0.0.6')],
    });
    expect(found({ LoadBalancers: [one] }).map(({ id }) => id)).toEqual(['3.0.0.5', '3.0.0.6', 'bm-alb']);
  });
});
