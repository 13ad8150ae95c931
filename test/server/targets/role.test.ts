import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { createBox } from '../../../graders/box/index.ts';
import { checks } from '../../../graders/checks/index.ts';
import { grade, labPolicy, labSessions, resolveVariables } from '../../../graders/engine/index.ts';
import { callerIdentity } from '../../../graders/reads/sts.ts';
import { loadLabForGrading } from '../../../server/catalog/lab-manifest.ts';
import { sandboxTarget } from '../../../server/proof/sandbox-target.ts';
import { loadScripts, runScript } from '../../../server/scripts/index.ts';
import { assumedRole, roleCredentials, sessionName } from '../../../server/targets/credentials.ts';
import {
  EXTERNAL_ID,
  PRINCIPAL,
  removalCommands,
  roleTemplate,
} from '../../../server/targets/role-templates.ts';
import { residentAws } from '../../helpers/aws-cli.ts';
import { awsEnv, runProgram, sharedSandbox } from '../../helpers/sandbox.ts';

const root = join(import.meta.dirname, '../../..');
const REGION = 'us-east-1';
const EXTERNAL = 'gs-5f3b0c62';
afterEach(() => vi.unstubAllEnvs());

/** The sandbox asks for these on `*`, where AWS names the resource (server/sandbox/iam/README.md, limits). */
const SANDBOX_ASKS_ALL = new Set(['kms:DescribeKey', 'eks:DescribeNodegroup', 'cloudwatch:GetDashboard']);
/** A policy as the sandbox can judge it; nothing but the resources of those actions differs. */
function forSandbox<P extends { Statement: readonly object[] }>(policy: P): P {
  const widened = policy.Statement.map((statement) => {
    const actions = [(statement as { Action: string | string[] }).Action].flat();
    return actions.every((action) => SANDBOX_ASKS_ALL.has(action))
      ? { ...statement, Resource: ['*'] }
      : statement;
  });
  return { ...policy, Statement: widened };
}

const example = {
  labs: ['s3-lifecycle'],
  principal: 'arn:aws:iam::123456789012:user/teacher',
  externalId: EXTERNAL,
  policy: {
    Version: '2012-10-17',
    Statement: [{ Sid: 'A', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/${x}'] }],
  },
} as const satisfies { policy: unknown } & Record<string, unknown>;
const role = { ...example, policy: structuredClone(example.policy) as never };

describe('the role of a lab', () => {
  it('as a CloudFormation template has the policy, and a trust that only principal and id together meet', () => {
    const text = roleTemplate('cloudformation', role);
    const { Resources } = parse(text, { version: '1.1' }) as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    expect(Object.keys(Resources)).toEqual(['GraderRole']);
    expect(Resources['GraderRole']).toMatchObject({
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'groundschool-grader-s3-lifecycle',
        MaxSessionDuration: 3_600,
        Policies: [{ PolicyName: 'read-only', PolicyDocument: example.policy }],
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: example.principal },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'sts:ExternalId': EXTERNAL } },
            },
          ],
        },
      },
    });
  });

  it('as Terraform takes nothing in a policy for a template', () => {
    const text = roleTemplate('terraform', role);
    expect(text).toContain('arn:aws:s3:::b/$${x}');
    const documents = [...text.matchAll(/jsonencode\((\{[\s\S]*?\n {2}\})\)/g)].map(
      ([, json = '']) => JSON.parse(json.replaceAll('$${', '${')) as unknown,
    );
    expect(documents).toEqual([
      expect.objectContaining({ Statement: [expect.objectContaining({ Action: 'sts:AssumeRole' })] }),
      example.policy,
    ]);
  });

  it.each(['*', 'arn:aws:iam::*:root', 'arn:aws:iam::123456789012:user/*', '123456789012', ''])(
    'trusts nobody called %s',
    (principal) => expect(PRINCIPAL.test(principal)).toBe(false),
  );

  it('takes no external id that a shell or a policy would read otherwise', () => {
    for (const id of ['a', "x'; rm", '${aws:username}', 'a b', '*']) expect(EXTERNAL_ID.test(id)).toBe(false);
    expect(EXTERNAL_ID.test(EXTERNAL)).toBe(true);
  });
});

describe.each(['s3-lifecycle', 'capstone-ml-system'])('the role of %s, made by the commands', (id) => {
  it(
    'grades the solution in sessions of its own, opens to nobody else, and goes',
    { timeout: 240_000 },
    async () => {
      const sandbox = await sharedSandbox();
      const account = await sandbox.createAccount(`role of ${id}`);
      const { manifest: lab, common, folder } = loadLabForGrading(root, id);
      const variables = resolveVariables({ lab, common });
      const scripts = loadScripts(root, id);
      const artifacts: Record<string, never[]> = {};
      for (const name of ['setup', 'solution']) {
        const script = scripts.get(name);
        if (!script) throw new Error(name);
        const target = sandboxTarget(sandbox, account, REGION);
        const ran = await runScript(script, { scripts, labFolder: folder, variables, target });
        Object.assign(artifacts, Object.fromEntries(ran.artifacts));
      }

      const input = { lab, checks, variables, account: account.account, region: REGION };
      const principal = `arn:aws:iam::${account.account}:root`;
      const made = {
        labs: [id],
        policy: forSandbox(await labPolicy(input)),
        principal,
        externalId: EXTERNAL,
      };
      const env = awsEnv(sandbox, account);
      const shell = (text: string) =>
        residentAws().then((bin) =>
          runProgram('/bin/sh', ['-euc', text], { ...env, PATH: `${bin}:${env['PATH']}` }),
        );
      const { code, stdout, stderr } = await shell(roleTemplate('cli', made));
      expect([code, stderr]).toEqual([0, '']);
      const roleArn = stdout.trim();
      expect(roleArn).toBe(`arn:aws:iam::${account.account}:role/groundschool-grader-${id}`);

      for (const [name, value] of Object.entries(env)) if (name.startsWith('AWS_')) vi.stubEnv(name, value);
      const place = { roleArn, region: REGION, stsEndpoint: sandbox.endpoint };
      for (const externalId of [undefined, 'gs-of-somebody-else']) {
        const assume = assumedRole({ ...place, externalId, policy: undefined, sessionName: 'stranger' });
        await expect(assume()).rejects.toMatchObject({
          name: expect.stringContaining('AccessDenied') as string,
        });
      }

      const policies = (await labSessions(input)).map(({ services, document }) => ({
        services,
        document: JSON.stringify(forSandbox(JSON.parse(document) as { Statement: object[] })),
      }));
      const { report } = await grade({
        lab,
        version: 'test',
        variables,
        target: {
          kind: 'endpoint',
          endpoint: sandbox.endpoint,
          region: REGION,
          ...roleCredentials({
            ...place,
            externalId: EXTERNAL,
            sessions: { policies, name: sessionName(id, '1') },
          }),
        },
        checks,
        identity: callerIdentity,
        artifacts,
        box: createBox(),
      });
      expect(report.tasks.map((task) => `${task.id} ${task.status} ${task.message}`)).toEqual(
        report.tasks.map((task) => `${task.id} pass ${task.message}`),
      );

      expect(await shell(removalCommands([id]).join('\n'))).toMatchObject({ code: 0 });
      const gone = assumedRole({ ...place, externalId: EXTERNAL, policy: undefined, sessionName: 'late' });
      await expect(gone()).rejects.toMatchObject({ name: expect.stringContaining('AccessDenied') as string });
    },
  );
});
