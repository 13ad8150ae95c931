/** The read-only role by which an account lets Groundschool grade labs, in the forms in which its owner can make it. */
import { stringify } from 'yaml';
import type { PolicyDocument } from '../../graders/contract/index.ts';

export const ROLE_FORMATS = ['cloudformation', 'terraform', 'cli'] as const;
export type RoleFormat = (typeof ROLE_FORMATS)[number];

export interface GraderRole {
  /** What it is for, at least one. A role of one lab is named after it. */
  labs: readonly string[];
  policy: PolicyDocument;
  /** Who may assume it: the identity of the server or person that grades. */
  principal: string;
  /** What the principal has to say with it, so that nobody makes it grade somebody else's account (confused deputy). */
  externalId: string;
}

/** The least that AWS lets a role have, in seconds; Groundschool asks for sessions of 900. */
const MAX_SESSION_SECONDS = 3_600;
const POLICY_NAME = 'read-only';

/** ARN of somebody in particular, or of an account that decides itself who: never everybody. */
export const PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(root|(user|role)\/[\w+=,.@/-]{1,576})$/;
/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** Name of the role, at most 64 characters. */
function roleName(labs: readonly string[]): string {
  return labs.length === 1 ? `groundschool-grader-${labs[0]}`.slice(0, 64) : 'groundschool-grader';
}

/** Text that makes the role: a template, a configuration, or commands. The last also says how it goes away again. */
export function roleTemplate(format: RoleFormat, role: GraderRole): string {
  if (format === 'cloudformation') return cloudFormation(role);
  return format === 'terraform' ? terraform(role) : commands(role);
}

/**
 * Who may assume the role, and with what.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 */
export function trustPolicy({ principal, externalId }: Pick<GraderRole, 'principal' | 'externalId'>): {
  Version: string;
  Statement: object[];
} {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': externalId } },
      },
    ],
  };
}

/** IAM takes at most 1,000 characters of it. */
function about(labs: readonly string[]): string {
  const which = labs.length === 1 ? `the lab ${labs[0]} is` : `${labs.length} labs are`;
  return `Lets Groundschool read what ${which} graded on and change nothing`;
}

/** Strings are quoted throughout: CloudFormation reads YAML 1.1, where a version is a date and an account number octal. */
function cloudFormation(role: GraderRole): string {
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: about(role.labs),
    Resources: {
      GraderRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: roleName(role.labs),
          Description: about(role.labs),
          MaxSessionDuration: MAX_SESSION_SECONDS,
          AssumeRolePolicyDocument: trustPolicy(role),
          Policies: [{ PolicyName: POLICY_NAME, PolicyDocument: role.policy }],
        },
      },
    },
    Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['GraderRole', 'Arn'] } } },
  };
  return stringify(template, { defaultStringType: 'QUOTE_SINGLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
}

function terraform(role: GraderRole): string {
  return `resource "aws_iam_role" "groundschool_grader" {
  name                 = ${hcl(roleName(role.labs))}
  description          = ${hcl(about(role.labs))}
  max_session_duration = ${MAX_SESSION_SECONDS}
  assume_role_policy   = jsonencode(${hcl(trustPolicy(role), 1)})
}

resource "aws_iam_role_policy" "groundschool_grader" {
  name   = ${hcl(POLICY_NAME)}
  role   = aws_iam_role.groundschool_grader.id
  policy = jsonencode(${hcl(role.policy, 1)})
}

output "groundschool_role_arn" {
  value = aws_iam_role.groundschool_grader.arn
}
`;
}

/** JSON is an expression of HCL but for what would begin a template in a string. */
function hcl(value: unknown, depth = 0): string {
  const indent = '  '.repeat(depth);
  return JSON.stringify(value, null, 2)
    .replace(/[$%]\{/g, (found) => `${found.charAt(0)}${found}`)
    .replaceAll('\n', `\n${indent}`);
}

function commands(role: GraderRole): string {
  const name = roleName(role.labs);
  return `# Makes the role; the last command prints its ARN.
aws iam create-role --role-name ${name} \\
  --description ${quote(about(role.labs))} \\
  --max-session-duration ${MAX_SESSION_SECONDS} \\
  --assume-role-policy-document ${quote(JSON.stringify(trustPolicy(role)))} > /dev/null
aws iam put-role-policy --role-name ${name} --policy-name ${POLICY_NAME} \\
  --policy-document ${quote(JSON.stringify(role.policy))}
aws iam get-role --role-name ${name} --query Role.Arn --output text

# Takes it away again; from then on nothing here can be read, at the latest when the last session ends (15 minutes):
# ${removalCommands(role.labs).join('\n# ')}
`;
}

/** Commands of the AWS CLI that take the role away. */
export function removalCommands(labs: readonly string[]): string[] {
  const name = roleName(labs);
  return [
    `aws iam delete-role-policy --role-name ${name} --policy-name ${POLICY_NAME}`,
    `aws iam delete-role --role-name ${name}`,
  ];
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
