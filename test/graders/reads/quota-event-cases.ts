import { quotaRequests, serviceQuota } from '../../../graders/reads/service-quotas.ts';
import { spotPriceHistory, spotPrices } from '../../../graders/reads/ec2-spot-prices.ts';
import { eventRules, ruleTargets } from '../../../graders/reads/eventbridge.ts';
import { ec2Answer, set } from './ec2-further-cases.ts';
import type { ReadCase } from './s3-cases.ts';
import { json, jsonAnswer, seconds } from './sagemaker-training-cases.ts';

const absent = { status: 400, code: 'NoSuchResourceException' };
const quota = {
  ServiceCode: 'ec2',
  QuotaCode: 'L-DB2E81BA',
  QuotaName: 'Running On-Demand G and VT instances',
};

export const QUOTA_EVENT_READ_CASES: readonly ReadCase[] = [
  {
    ...json,
    read: serviceQuota,
    args: { service: 'ec2', code: 'L-DB2E81BA' },
    answer: jsonAnswer({ Quota: { ...quota, Value: 8, Unit: 'None', Adjustable: true } }),
    value: { QuotaCode: 'L-DB2E81BA', QuotaName: 'Running On-Demand G and VT instances', Value: 8 },
    absent,
    action: 'servicequotas:GetServiceQuota',
  },
  {
    ...json,
    read: quotaRequests,
    args: { service: 'ec2', code: 'L-DB2E81BA' },
    answer: jsonAnswer({
      RequestedQuotas: [{ ...quota, Id: '1f', DesiredValue: 8, Status: 'CASE_OPENED', Created: seconds }],
    }),
    value: [{ Id: '1f', QuotaCode: 'L-DB2E81BA', DesiredValue: 8, Status: 'CASE_OPENED' }],
    absent,
    action: 'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
  },
  {
    ...json,
    read: eventRules,
    args: {},
    answer: jsonAnswer({
      Rules: [
        {
          Name: 'spot',
          Arn: 'arn:aws:events:us-east-1:123456789012:rule/spot',
          EventPattern: '{"source":["aws.ec2"]}',
          State: 'ENABLED',
          EventBusName: 'default',
        },
        { Name: 'nightly', State: 'DISABLED', ScheduleExpression: 'rate(1 day)', EventBusName: 'default' },
      ],
    }),
    value: [
      { Name: 'spot', State: 'ENABLED', EventPattern: '{"source":["aws.ec2"]}' },
      { Name: 'nightly', State: 'DISABLED', EventPattern: null },
    ],
    absent: null,
    action: 'events:ListRules',
  },
  {
    ...json,
    read: ruleTargets,
    args: { rule: 'spot' },
    answer: jsonAnswer({ Targets: [{ Id: '1', Arn: 'arn:aws:sns:us-east-1:123456789012:spot' }] }),
    value: ['arn:aws:sns:us-east-1:123456789012:spot'],
    absent: { status: 400, code: 'ResourceNotFoundException' },
    action: 'events:ListTargetsByRule',
  },
  {
    protocol: 'xml',
    read: spotPrices,
    args: { type: 'g6.xlarge' },
    answer: ec2Answer(
      'DescribeSpotPriceHistory',
      set(
        'spotPriceHistorySet',
        ...[
          ['us-east-1b', '0.301000', '2026-11-25T08:00:00.000Z'],
          ['us-east-1a', '0.280000', '2026-11-25T04:00:00.000Z'],
          ['us-east-1a', '0.270000', '2026-11-25T10:00:00.000Z'],
        ].map(
          ([zone, price, at]) =>
            `<instanceType>g6.xlarge</instanceType><productDescription>Linux/UNIX</productDescription><spotPrice>${price}</spotPrice><timestamp>${at}</timestamp><availabilityZone>${zone}</availabilityZone>`,
        ),
      ),
    ),
    // The newest of each zone.
    value: [
      { AvailabilityZone: 'us-east-1a', SpotPrice: 0.27, Timestamp: '2026-11-25T10:00:00.000Z' },
      { AvailabilityZone: 'us-east-1b', SpotPrice: 0.301, Timestamp: '2026-11-25T08:00:00.000Z' },
    ],
    absent: null,
    action: 'ec2:DescribeSpotPriceHistory',
  },
  {
    protocol: 'xml',
    read: spotPriceHistory,
    args: { types: ['g6.xlarge', 'g5.xlarge'], since: '2026-11-20T00:00:00.000Z' },
    answer: ec2Answer(
      'DescribeSpotPriceHistory',
      set(
        'spotPriceHistorySet',
        `<instanceType>g6.xlarge</instanceType><spotPrice>0.301000</spotPrice><timestamp>2026-11-25T08:00:00.000Z</timestamp><availabilityZone>us-east-1b</availabilityZone>`,
        `<instanceType>g5.xlarge</instanceType><spotPrice>0.280000</spotPrice><timestamp>2026-11-19T04:00:00.000Z</timestamp><availabilityZone>us-east-1a</availabilityZone>`,
      ),
    ),
    // Oldest first.
    value: [
      {
        AvailabilityZone: 'us-east-1a',
        InstanceType: 'g5.xlarge',
        SpotPrice: 0.28,
        Timestamp: '2026-11-19T04:00:00.000Z',
      },
      {
        AvailabilityZone: 'us-east-1b',
        InstanceType: 'g6.xlarge',
        SpotPrice: 0.301,
        Timestamp: '2026-11-25T08:00:00.000Z',
      },
    ],
    absent: null,
    action: 'ec2:DescribeSpotPriceHistory',
  },
];
