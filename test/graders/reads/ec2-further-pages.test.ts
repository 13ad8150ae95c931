/** All pages of groups, endpoints, flow logs and log groups, as AWS cuts them. */
import { describe, expect, it } from 'vitest';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { vpcAttribute, vpcEndpoints } from '../../../graders/reads/ec2-endpoints.ts';
import { flowLogs } from '../../../graders/reads/ec2-flow-logs.ts';
import { securityGroups } from '../../../graders/reads/ec2-groups.ts';
import { launchTemplateVersion } from '../../../graders/reads/ec2-templates.ts';
import { volumes } from '../../../graders/reads/ec2-volumes.ts';
import { logGroups } from '../../../graders/reads/logs.ts';
import { schedules } from '../../../graders/reads/scheduler.ts';
import { startDouble, type DoubleReply, type DoubleRequest } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';
import { ec2Answer, set } from './ec2-further-cases.ts';

async function read(one: AnyRead, args: unknown, reply: (request: DoubleRequest) => DoubleReply) {
  const double = await startDouble(reply);
  const session = testSession({ target: endpointTarget(double.endpoint), reads: [one] });
  try {
    return { observation: await session.ask(one, args), requests: double.requests };
  } finally {
    session.close();
    await double.close();
  }
}

const PAGED: [name: string, read: AnyRead, set: string, item: (id: string) => string, idOf: string][] = [
  [
    'DescribeSecurityGroups',
    securityGroups,
    'securityGroupInfo',
    (id) => `<groupId>${id}</groupId>`,
    'GroupId',
  ],
  [
    'DescribeVpcEndpoints',
    vpcEndpoints,
    'vpcEndpointSet',
    (id) => `<vpcEndpointId>${id}</vpcEndpointId>`,
    'VpcEndpointId',
  ],
  ['DescribeVolumes', volumes, 'volumeSet', (id) => `<volumeId>${id}</volumeId>`, 'VolumeId'],
  ['DescribeFlowLogs', flowLogs, 'flowLogSet', (id) => `<flowLogId>${id}</flowLogId>`, 'FlowLogId'],
];

describe('a version of a launch template', () => {
  it.each([
    [{ name: 'bm-trainer', version: '2' }, ['bm-trainer', null]],
    [{ id: 'lt-1', version: '2' }, [null, 'lt-1']],
  ])('is asked for by %o', async (args, [name, id]) => {
    const { requests } = await read(launchTemplateVersion, args, () =>
      ec2Answer('DescribeLaunchTemplateVersions', ''),
    );
    const asked = new URLSearchParams(requests[0]?.body);
    expect([asked.get('LaunchTemplateName'), asked.get('LaunchTemplateId')]).toEqual([name, id]);
    expect(asked.get('LaunchTemplateVersion.1')).toBe('2');
  });
});

describe('pages', () => {
  it.each(PAGED)('joins those of %s', async (operation, one, list, item, idOf) => {
    const { observation, requests } = await read(one, {}, ({ body }) =>
      new URLSearchParams(body).has('NextToken')
        ? ec2Answer(operation, set(list, item('b')))
        : ec2Answer(operation, `${set(list, item('a'))}<nextToken>more</nextToken>`),
    );
    expect(observation).toMatchObject({ state: 'present', value: [{ [idOf]: 'a' }, { [idOf]: 'b' }] });
    expect(requests.map(({ body }) => new URLSearchParams(body).get('NextToken'))).toEqual([null, 'more']);
  });

  it.each(PAGED)('is blocked when a later page of %s cannot be had', async (operation, one, list, item) => {
    const { observation } = await read(one, {}, ({ body }) =>
      new URLSearchParams(body).has('NextToken')
        ? {
            status: 403,
            body: '<Response><Errors><Error><Code>UnauthorizedOperation</Code></Error></Errors></Response>',
          }
        : ec2Answer(operation, `${set(list, item('a'))}<nextToken>more</nextToken>`),
    );
    expect(observation).toMatchObject({ state: 'blocked', reason: 'denied' });
  });

  it('joins those of DescribeLogGroups and asks for the prefix each time', async () => {
    const answer = (logGroupName: string, nextToken?: string): DoubleReply => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ logGroups: [{ logGroupName }], nextToken }),
    });
    const { observation, requests } = await read(logGroups, { prefix: '/bm' }, ({ body }) =>
      body.includes('nextToken') ? answer('/bm/b') : answer('/bm/a', 'more'),
    );
    expect(observation).toMatchObject({ value: [{ logGroupName: '/bm/a' }, { logGroupName: '/bm/b' }] });
    expect(requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { logGroupNamePrefix: '/bm' },
      { logGroupNamePrefix: '/bm', nextToken: 'more' },
    ]);
  });
});

describe('attributes of a VPC', () => {
  it.each(['enableDnsSupport', 'enableDnsHostnames'] as const)(
    '%s is a call of its own',
    async (attribute) => {
      const { observation, requests } = await read(vpcAttribute, { vpcId: 'vpc-1', attribute }, () =>
        ec2Answer('DescribeVpcAttribute', `<${attribute}><value>false</value></${attribute}>`),
      );
      expect(observation).toEqual({ state: 'present', value: { Value: false } });
      expect(new URLSearchParams(requests.at(-1)?.body).get('Attribute')).toBe(attribute);
    },
  );

  it('an answer without the attribute says neither on nor off', async () => {
    const { observation } = await read(vpcAttribute, { vpcId: 'vpc-1', attribute: 'enableDnsSupport' }, () =>
      ec2Answer('DescribeVpcAttribute', '<vpcId>vpc-1</vpcId>'),
    );
    expect(observation).toEqual({ state: 'present', value: { Value: null } });
  });

  it('joins those of ListSchedules', async () => {
    const answer = (Name: string, NextToken?: string): DoubleReply => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Schedules: [{ Name }], NextToken }),
    });
    const { observation, requests } = await read(schedules, {}, ({ url }) =>
      url.includes('NextToken') ? answer('b') : answer('a', 'more'),
    );
    expect(observation).toMatchObject({ value: [{ Name: 'a' }, { Name: 'b' }] });
    expect(requests).toHaveLength(2);
  });
});
