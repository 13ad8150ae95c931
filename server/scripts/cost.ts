/** What the steps of an account script would cost an hour at AWS, from the dated prices that the bill is made with. */
import type { Variables } from '../../graders/contract/index.ts';
import { fillTemplate, UnknownName } from '../../graders/kit/index.ts';
import calendar from '../../graders/semantics/data/eks-calendar.json' with { type: 'json' };
import instances from '../../graders/semantics/data/ec2-types.json' with { type: 'json' };
import s3 from '../../graders/semantics/data/s3-prices.json' with { type: 'json' };
import services from '../../graders/semantics/data/service-prices.json' with { type: 'json' };
import {
  brief,
  byResource,
  explainMissing,
  hourlyBurn,
  priceBook,
  toNumber,
  type Resource,
} from '../../graders/semantics/pricing/index.ts';
import type { Step } from './schema.ts';

export interface HourlyCost {
  /** Dearest first. `usd` is dollars an hour, as short as it can be said. */
  lines: { what: string; usd: string }[];
  /** Dollars an hour of everything that has a price. */
  known: number;
  /** In words: what costs money and has no price here. */
  missing: string[];
  /** Day of the prices. */
  date: string;
}

/** A tenth of a thousandth of a dollar an hour is seven cents a month. */
const DIGITS = 4;

type Input = Readonly<Record<string, unknown>>;
type Call = { operation: string; input: Input };
type Made = (input: Input, id: string, all: readonly Call[]) => Resource[];

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
const whole = (value: unknown, otherwise: number): number => {
  const number = Number(value);
  return value !== undefined && Number.isFinite(number) ? number : otherwise;
};
const record = (value: unknown): Input =>
  typeof value === 'object' && value !== null ? (value as Input) : {};

/** What each operation leaves behind that is paid for by the hour. What is not listed costs nothing by standing there. */
const MAKES: Readonly<Record<string, Made>> = {
  'ec2:RunInstances': (input, id, all) => [
    {
      id,
      kind: 'instance',
      instanceType: text(input['InstanceType'], templateType(record(input['LaunchTemplate']), all)),
      count: whole(input['MinCount'], 1),
      ...(record(input['InstanceMarketOptions'])['MarketType'] === 'spot'
        ? { purchase: 'spot' as const }
        : {}),
    },
  ],
  'ec2:CreateVolume': (input, id) => [
    { id, kind: 'volume', volumeType: text(input['VolumeType'], 'gp2'), gb: whole(input['Size'], 0) },
  ],
  'ec2:AllocateAddress': (_input, id) => [{ id, kind: 'public-ipv4' }],
  'ec2:CreateNatGateway': (_input, id) => [{ id, kind: 'nat-gateway' }],
  'ec2:CreateVpcEndpoint': (input, id) =>
    input['VpcEndpointType'] === 'Interface'
      ? [{ id, kind: 'interface-endpoint', zones: Math.max(1, list(input['SubnetIds']).length) }]
      : [],
  'elasticloadbalancing:CreateLoadBalancer': (input, id) => [
    { id, kind: 'load-balancer', type: input['Type'] === 'network' ? 'network' : 'application' },
    ...(input['Scheme'] === 'internal'
      ? []
      : [{ id: `${id} addresses`, kind: 'public-ipv4' as const, count: list(input['Subnets']).length }]),
  ],
  'eks:CreateCluster': (input, id) => [{ id, kind: 'eks-cluster', version: text(input['version'], '') }],
  'eks:CreateNodegroup': (input, id) => [
    {
      id,
      kind: 'instance',
      instanceType: text(list(input['instanceTypes'])[0], 't3.medium'),
      count: whole(record(input['scalingConfig'])['desiredSize'], 2),
      ...(input['capacityType'] === 'SPOT' ? { purchase: 'spot' as const } : {}),
    },
  ],
  'sagemaker:CreateEndpoint': (input, id, all) =>
    variantsOf(text(input['EndpointConfigName'], ''), all).map((variant) => ({
      id,
      kind: 'endpoint',
      instanceType: text(variant['InstanceType'], 'unknown'),
      count: whole(variant['InitialInstanceCount'], 1),
    })),
  'sagemaker:CreateTrainingJob': (input, id) => {
    const { InstanceType, InstanceCount } = record(input['ResourceConfig']);
    return [
      {
        id,
        kind: 'training',
        running: true,
        instanceType: text(InstanceType, 'unknown'),
        count: whole(InstanceCount, 1),
      },
    ];
  },
  'autoscaling:CreateAutoScalingGroup': (input, id) => {
    const wanted = whole(input['DesiredCapacity'], whole(input['MinSize'], 0));
    return wanted === 0
      ? []
      : [{ id, kind: 'unpriced', what: `${wanted} instances of an Auto Scaling group` }];
  },
  'cloudwatch:PutMetricAlarm': (_input, id) => [{ id, kind: 'alarm' }],
  'cloudwatch:PutDashboard': (_input, id) => [{ id, kind: 'dashboard' }],
  'kms:CreateKey': (_input, id) => [{ id, kind: 'kms-key' }],
};

/**
 * What the steps of a script make, at list prices. What a step of the script takes away again counts all the same: this is the most
 * that can stand there at one time.
 *
 * @param today YYYY-MM-DD, for the support of a cluster's version
 */
export function hourlyCostOf(steps: readonly Step[], variables: Variables, today: string): HourlyCost {
  const calls = steps.flatMap((step): Call[] => {
    if (step.kind !== 'call') return [];
    const operation = `${step.service}:${step.operation}`;
    const times =
      step.forEach && 'list' in step.forEach && Array.isArray(step.forEach.list)
        ? step.forEach.list.length
        : 1;
    const call = { operation, input: record(filled(step.input, variables)) };
    return Array.from({ length: times }, () => call);
  });
  const counts = new Map<string, number>();
  const resources = calls.flatMap(({ operation, input }) => {
    const makes = Object.hasOwn(MAKES, operation) ? MAKES[operation] : undefined;
    if (!makes) return [];
    const number = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, number);
    return makes(input, `${operation} ${nameOf(input) ?? number}`, calls);
  });
  const bill = hourlyBurn(resources, priceBook({ services, instances, s3 }), { today, calendar });
  const lines = byResource(bill.lines)
    .toSorted((a, b) => toNumber(b.usd) - toNumber(a.usd))
    .map(({ key, usd }) => ({ what: key ?? '', usd: brief(usd, DIGITS) }));
  return {
    lines,
    known: toNumber(bill.known),
    missing: bill.missing.map(explainMissing),
    date: services.reviewed,
  };
}

/** The variables' values put in; what only AWS's answers tell stays as it is written. */
function filled(value: unknown, variables: Variables): unknown {
  if (Array.isArray(value)) return value.map((one) => filled(one, variables));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, filled(one, variables)]));
  try {
    return fillTemplate(value, variables);
  } catch (error) {
    if (error instanceof UnknownName) return value;
    throw error;
  }
}

function nameOf(input: Input): string | undefined {
  const names = [
    'name',
    'Name',
    'nodegroupName',
    'EndpointName',
    'TrainingJobName',
    'AlarmName',
    'DashboardName',
  ];
  for (const name of names) if (typeof input[name] === 'string') return input[name];
  for (const one of list(input['TagSpecifications']).flatMap((spec) => list(record(spec)['Tags'])))
    // A name that only the run itself knows says nothing here.
    if (record(one)['Key'] === 'Name' && !text(record(one)['Value'], '{{').includes('{{'))
      return text(record(one)['Value'], '');
  return undefined;
}

function templateType(template: Input, all: readonly Call[]): string {
  const made = all.filter(({ operation }) => /^ec2:CreateLaunchTemplate(Version)?$/.test(operation));
  const own = made.findLast(({ input }) => input['LaunchTemplateName'] === template['LaunchTemplateName']);
  return text(record(own?.input['LaunchTemplateData'])['InstanceType'], 'of a launch template');
}

function variantsOf(config: string, all: readonly Call[]): Input[] {
  const made = all.findLast(
    ({ operation, input }) =>
      operation === 'sagemaker:CreateEndpointConfig' && input['EndpointConfigName'] === config,
  );
  return list(made?.input['ProductionVariants']).map(record);
}
