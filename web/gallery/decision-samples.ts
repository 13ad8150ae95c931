import type { DecisionFacts } from '../elements/decision-detail.ts';
import type { GridGroup } from '../elements/decision-grid.ts';

export const decisionGroups: readonly GridGroup[] = [
  {
    title: 'Who may assume it',
    rows: [
      {
        id: '1',
        who: 'Somebody of this account, with MFA',
        action: 'sts:AssumeRole',
        resource: '',
        given: ['aws:MultiFactorAuthPresent = true'],
        wanted: 'allow',
        actual: 'allow',
      },
    ],
  },
  {
    title: 'Data beyond its prefixes',
    rows: [
      {
        id: '2',
        who: '',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::larkfield-ml-data-4f09c1/payroll/x',
        given: [],
        wanted: 'deny',
        actual: 'allow',
      },
      {
        id: '3',
        who: '',
        action: 's3:DeleteBucket',
        resource: 'arn:aws:s3:::larkfield-ml-data-4f09c1',
        given: [],
        wanted: 'deny',
        actual: 'deny',
      },
      {
        id: '4',
        who: '',
        action: 's3:ListBucket',
        resource: 'arn:aws:s3:::larkfield-ml-data-4f09c1',
        given: ['s3:prefix = datasets/'],
        wanted: 'allow',
        actual: 'unknown',
      },
    ],
  },
];

const wrong: DecisionFacts = {
  outcome: 'allow',
  wanted: 'deny',
  title: 'larkfield-ml-engineer calling s3:GetObject on arn:aws:s3:::larkfield-ml-data-4f09c1/payroll/x',
  given: ['aws:MultiFactorAuthPresent = true'],
  reason: 'Statement "ReadBucket" of identity policy data (inline) allows it.',
  statement: JSON.stringify(
    { Sid: 'ReadBucket', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::larkfield-*/*' },
    null,
    2,
  ),
  nearest: '',
  counterExample:
    'An anonymous caller calling s3:GetObject on arn:aws:s3:::larkfield-ml-data-4f09c1/payroll/x is allowed.',
  others: [
    {
      name: 'statement "WriteModels" of identity policy data (inline) (Allow)',
      why: 'It does not apply: Action s3:PutObject does not cover s3:GetObject.',
    },
  ],
};

export const decisions: readonly (readonly [name: string, facts: DecisionFacts])[] = [
  ['wrongly allowed', wrong],
  [
    'denied, as asked',
    {
      ...wrong,
      outcome: 'deny',
      reason: 'No statement of an identity policy allows it.',
      statement: '',
      counterExample: '',
      nearest: 'Closest: statement "ReadData" (Allow) does not apply: Resource does not cover it.',
    },
  ],
  [
    'cannot be told',
    {
      ...wrong,
      outcome: 'unknown',
      reason: 'iam:GetPolicyVersion could not be read: access denied.',
      statement: '',
      counterExample: '',
      others: [],
    },
  ],
  ['a request of one’s own', { ...wrong, wanted: null, counterExample: '', others: [] }],
];
