/** All pages of the account, as AWS cuts them, and documents in every spelling. */
import { describe, expect, it } from 'vitest';
import { accountAuthorization, getPolicyVersion, listAccessKeys } from '../../../graders/reads/iam.ts';
import type { AnyRead } from '../../../graders/kit/index.ts';
import { startDouble, type DoubleReply, type DoubleRequest } from '../../helpers/http-double.ts';
import { endpointTarget, testSession } from '../../helpers/session.ts';
import { answer, encoded } from './iam-cases.ts';

async function read(one: AnyRead, args: unknown, reply: (request: DoubleRequest) => DoubleReply) {
  const double = await startDouble(reply);
  const session = testSession({ target: endpointTarget(double.endpoint), reads: [one] });
  try {
    const observation = await session.ask(one, args);
    return { observation, forms: double.requests.map(({ body }) => new URLSearchParams(body)) };
  } finally {
    session.close();
    await double.close();
  }
}
const paged = (request: DoubleRequest, more: string, last: string, operation: string): DoubleReply =>
  new URLSearchParams(request.body).has('Marker')
    ? answer(operation, `<IsTruncated>false</IsTruncated>${last}`)
    : answer(operation, `<IsTruncated>true</IsTruncated><Marker>next</Marker>${more}`);
const user = (name: string): string =>
  `<UserDetailList><member><UserName>${name}</UserName><Arn>arn:aws:iam::123456789012:user/${name}</Arn></member></UserDetailList>`;
const version = (document: string): DoubleReply =>
  answer(
    'GetPolicyVersion',
    `<PolicyVersion><Document>${document}</Document><VersionId>v1</VersionId></PolicyVersion>`,
  );

describe('pages', () => {
  it('joins the pages of the authorization details and leaves AWS’s own policies out', async () => {
    const { observation, forms } = await read(accountAuthorization, {}, (request) =>
      paged(request, user('a'), user('b'), 'GetAccountAuthorizationDetails'),
    );
    expect(observation).toMatchObject({
      state: 'present',
      value: { UserDetailList: [{ UserName: 'a' }, { UserName: 'b' }], RoleDetailList: [], Policies: [] },
    });
    expect(forms.map((form) => form.get('Marker'))).toEqual([null, 'next']);
    const filters = [1, 2, 3, 4, 5].map((n) => forms[0]?.get(`Filter.member.${n}`));
    expect(filters).toEqual(['User', 'Role', 'Group', 'LocalManagedPolicy', null]);
  });

  it('joins the pages of access keys', async () => {
    const key = (id: string): string =>
      `<AccessKeyMetadata><member><AccessKeyId>${id}</AccessKeyId><Status>Inactive</Status></member></AccessKeyMetadata>`;
    const { observation, forms } = await read(listAccessKeys, { user: 'u' }, (request) =>
      paged(request, key('A'), key('B'), 'ListAccessKeys'),
    );
    expect(observation).toMatchObject({ value: [{ AccessKeyId: 'A' }, { AccessKeyId: 'B' }] });
    expect(forms.every((form) => form.get('UserName') === 'u')).toBe(true);
  });

  it('is blocked when a later page cannot be had', async () => {
    const { observation } = await read(accountAuthorization, {}, (request) =>
      new URLSearchParams(request.body).has('Marker')
        ? {
            status: 403,
            body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
          }
        : paged(request, user('a'), '', 'GetAccountAuthorizationDetails'),
    );
    expect(observation).toMatchObject({ state: 'blocked', reason: 'denied' });
  });
});

describe('documents', () => {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: 'x%20y' }],
  };
  it.each<[string, string, unknown]>([
    ['percent-encoded, as AWS sends it', encoded(document), document],
    ['plain, as emulators send it', JSON.stringify(document).replaceAll('"', '&quot;'), document],
    ['cut off: text for the model to complain about', '%7B%22Version%22', '{"Version"'],
    ['an escape that is none', '%7B%zz', '%7B%zz'],
  ])('%s', async (_name, sent, value) => {
    const { observation } = await read(
      getPolicyVersion,
      { arn: 'arn:aws:iam::aws:policy/X', versionId: 'v1' },
      () => version(sent),
    );
    expect(observation).toEqual({ state: 'present', value: { Document: value } });
  });
});
