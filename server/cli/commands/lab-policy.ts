import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checks } from '../../../graders/checks/index.ts';
import { labPolicy, resolveVariables } from '../../../graders/engine/index.ts';
import { generatePolicy } from '../../proof/prove.ts';
import { repositoryRoot } from '../../root.ts';
import { ACCESS_ENTRY, asksClusters } from '../../targets/cluster-access.ts';
import {
  EXTERNAL_ID,
  PRINCIPAL,
  ROLE_FORMATS,
  roleTemplate,
  type GraderRole,
  type RoleFormat,
} from '../../targets/role-templates.ts';
import { labForGrading } from '../lab-for-grading.ts';
import { EXIT, parseCommand, parseVariables, UsageError } from '../usage.ts';

const USAGE =
  'groundschool lab policy <lab> [--write | --format json|cloudformation|terraform|cli --principal ARN --external-id ID] [--account ID] [--region R] [--seed S] [--var name=value …]';

/**
 * `groundschool lab policy`: the read-only policy of exactly this lab, generated from its graders, or the role that holds it as its
 * owner can make it. The policy in the repository is that of the default learner; `--seed` and `--var` make somebody's own.
 */
export default async function run(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(
    args,
    {
      write: { type: 'boolean', default: false },
      format: { type: 'string', default: 'json' },
      principal: { type: 'string' },
      'external-id': { type: 'string' },
      account: { type: 'string' },
      region: { type: 'string' },
      seed: { type: 'string' },
      var: { type: 'string', multiple: true },
    },
    USAGE,
    { min: 1, max: 1 },
  );
  const lab = await labForGrading(repositoryRoot(), words[0] ?? '');
  if (values.write) {
    const file = join(lab.folder, 'policy.json');
    writeFileSync(file, await generatePolicy(lab));
    process.stdout.write(`Wrote labs/${lab.manifest.id}/policy.json\n`);
    return EXIT.ok;
  }
  const { account, format } = values;
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new UsageError('USAGE', `--account takes the 12 digits of an account; got "${account}".`);
  const overrides = parseVariables(values.var);
  if (values.region !== undefined) overrides['region'] = values.region;
  const { seed } = values;
  const variables = resolveVariables({
    lab: lab.manifest,
    common: lab.common,
    ...(seed === undefined ? {} : { seed }),
    overrides,
  });
  const policy = await labPolicy({
    lab: lab.manifest,
    checks,
    variables,
    region: String(variables['region']),
    ...(account === undefined ? {} : { account }),
  });
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify(policy, null, 2)}\n`
      : roleTemplate(formatOf(format), { labs: [lab.manifest.id], policy, ...trustOf(values) }),
  );
  // On stderr, so that the policy can be piped on.
  if (await asksClusters(lab.manifest, checks)) process.stderr.write(`\n${ACCESS_ENTRY}\n`);
  return EXIT.ok;
}

function formatOf(text: string): RoleFormat {
  const found = ROLE_FORMATS.find((one) => one === text);
  if (found !== undefined) return found;
  throw new UsageError('USAGE', `--format is json, ${ROLE_FORMATS.join(', ')}; got "${text}".`);
}

/** A role without these would be open to everybody, or to whoever talks its principal into using it. */
function trustOf(values: {
  principal?: string | undefined;
  'external-id'?: string | undefined;
}): Pick<GraderRole, 'principal' | 'externalId'> {
  const { principal = '', 'external-id': externalId = '' } = values;
  if (!PRINCIPAL.test(principal))
    throw new UsageError(
      'USAGE',
      `--principal takes the ARN of who will grade, such as arn:aws:iam::123456789012:user/teacher; got "${principal}".`,
    );
  if (!EXTERNAL_ID.test(externalId))
    throw new UsageError(
      'USAGE',
      '--external-id takes 2 to 1,224 letters, digits or any of _+=,.@:/- that were made up for this account alone.',
    );
  return { principal, externalId };
}
