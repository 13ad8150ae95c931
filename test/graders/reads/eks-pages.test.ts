/** All pages of what the EKS lab and balancers list, as AWS cuts them, and what has to be asked for expressly. */
import { describe, expect, it } from 'vitest';
import { certificates } from '../../../graders/reads/acm.ts';
import { repositoryImages } from '../../../graders/reads/ecr.ts';
import { clusterVersions } from '../../../graders/reads/eks.ts';
import { podIdentityAssociations } from '../../../graders/reads/eks-identity.ts';
import { nodegroups } from '../../../graders/reads/eks-nodes.ts';
import { listenerRules, listeners, loadBalancer } from '../../../graders/reads/elbv2.ts';
import { targetGroup } from '../../../graders/reads/elbv2-targets.ts';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { startDouble, type DoubleReply, type DoubleRequest } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';

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

type Page = (id: string) => unknown;
const JSON_PAGES: [read: AnyRead, args: unknown, token: string, list: string, item: Page, value: Page][] = [
  [
    clusterVersions,
    {},
    'nextToken',
    'clusterVersions',
    (id) => ({ clusterVersion: id }),
    (id) => expect.objectContaining({ clusterVersion: id }) as unknown,
  ],
  [nodegroups, { cluster: 'c' }, 'nextToken', 'nodegroups', (id) => id, (id) => id],
  [
    podIdentityAssociations,
    { cluster: 'c' },
    'nextToken',
    'associations',
    (id) => ({ associationId: id }),
    (id) => ({ associationId: id, namespace: null, serviceAccount: null }),
  ],
  [
    repositoryImages,
    { name: 'r' },
    'nextToken',
    'imageDetails',
    (id) => ({ imageDigest: id }),
    (id) => ({ imageDigest: id, imageTags: [] }),
  ],
  [
    certificates,
    {},
    'NextToken',
    'CertificateSummaryList',
    (id) => ({ CertificateArn: id }),
    (id) => ({ CertificateArn: id, DomainName: null, Status: null }),
  ],
];
/** The token of a request, in its query or its body. */
function tokenOf({ query, body }: DoubleRequest, name: string): unknown {
  if (query.has(name)) return query.get(name);
  return body === '' ? undefined : (JSON.parse(body) as Record<string, unknown>)[name];
}
const json = (value: unknown): DoubleReply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

describe('pages in JSON', () => {
  it.each(JSON_PAGES)('of $id are joined', async (one, args, token, list, item, value) => {
    const { observation, requests } = await read(one, args, (request) =>
      tokenOf(request, token) === 'more'
        ? json({ [list]: [item('b')] })
        : json({ [list]: [item('a')], [token]: 'more' }),
    );
    expect(observation).toEqual({ state: 'present', value: [value('a'), value('b')] });
    expect(requests).toHaveLength(2);
  });

  it.each(JSON_PAGES)(
    'of $id: a later one that cannot be had blocks',
    async (one, args, token, list, item) => {
      const { observation } = await read(one, args, (request) =>
        tokenOf(request, token) === 'more'
          ? { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }) }
          : json({ [list]: [item('a')], [token]: 'more' }),
      );
      expect(observation).toMatchObject({ state: 'blocked', reason: 'denied' });
    },
  );

  it('versions without support and certificates of every key are asked for', async () => {
    const versions = await read(clusterVersions, {}, () => json({ clusterVersions: [] }));
    expect(versions.requests[0]?.query.get('includeAll')).toBe('true');
    const keys = await read(certificates, {}, () => json({ CertificateSummaryList: [] }));
    const { Includes } = JSON.parse(keys.requests[0]?.body ?? '') as { Includes: { keyTypes: string[] } };
    expect(Includes.keyTypes).toEqual(expect.arrayContaining(['RSA_2048', 'RSA_4096', 'EC_prime256v1']));
  });
});

const elb = (operation: string, body: string): DoubleReply => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${operation}Result>${body}</${operation}Result></${operation}Response>`,
});
const members = (list: string, ...items: string[]): string =>
  `<${list}>${items.map((item) => `<member>${item}</member>`).join('')}</${list}>`;
const XML_PAGES: [operation: string, read: AnyRead, args: unknown, list: string, member: string][] = [
  ['DescribeListeners', listeners, { loadBalancerArn: 'lb' }, 'Listeners', 'ListenerArn'],
  ['DescribeRules', listenerRules, { listenerArn: 'l' }, 'Rules', 'RuleArn'],
];

describe('pages of balancers', () => {
  it.each(XML_PAGES)('%s: joined', async (operation, one, args, list, member) => {
    const item = (id: string): string => members(list, `<${member}>${id}</${member}>`);
    const { observation } = await read(one, args, ({ body }) =>
      new URLSearchParams(body).has('Marker')
        ? elb(operation, item('b'))
        : elb(operation, `${item('a')}<NextMarker>more</NextMarker>`),
    );
    expect(observation).toMatchObject({ state: 'present', value: [{ [member]: 'a' }, { [member]: 'b' }] });
  });

  it.each<[string, AnyRead, string, string, string]>([
    ['DescribeLoadBalancers', loadBalancer, 'LoadBalancers', 'LoadBalancerName', 'LoadBalancerNotFound'],
    ['DescribeTargetGroups', targetGroup, 'TargetGroups', 'TargetGroupName', 'TargetGroupNotFound'],
  ])('%s that names another one is an absence', async (operation, one, list, member, code) => {
    const other = members(list, `<${member}>other</${member}>`);
    const { observation } = await read(one, { name: 'mine' }, () => elb(operation, other));
    expect(observation).toEqual({ state: 'absent', code });
  });
});
