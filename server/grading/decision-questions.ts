/** What the IAM tasks ask, as the decision matrix draws it. Every request stands in the text of its task; none is hidden. */
import { insidersOf, sourceArn, WITH_MFA } from '../../graders/checks/shared/iam-trust.ts';
import { STRANGERS } from '../../graders/checks/shared/iam-trust-strangers.ts';
import { callerChoices } from '../../graders/checks/shared/iam-trust-choices.ts';
import { requestContext } from '../../graders/checks/shared/iam-context.ts';
import { roleArnOf, roleOf, type Subject } from '../../graders/checks/shared/iam-holdings.ts';
import {
  adminProbes,
  boundaryProbes,
  engineerProbes,
  guardProbes,
  retiredProbes,
  trainerProbes,
  type Place,
  type Probe,
} from '../../graders/checks/shared/iam-probes.ts';
import type { AccountAuthorization } from '../../graders/reads/iam.ts';
import {
  parsePolicy,
  principalText,
  type Principal,
  type RequestContext,
} from '../../graders/semantics/iam/index.ts';
import type { DecisionsReply } from '../contract/index.ts';

type Group = DecisionsReply['subjects'][number]['groups'][number];
type Request = Group['requests'][number];

export interface Facts extends Place {
  now: string;
  authorization: AccountAuthorization;
}
type Params = Readonly<Record<string, string>>;

/** A check about permissions: whose, and which requests by what kind of policy. */
interface Question {
  readonly subject: (params: Params) => Subject;
  readonly groups: (params: Params, facts: Facts, principal: Principal) => Group[];
}

const TITLES: Readonly<Record<string, string>> = {
  needed: 'What the work needs',
  escalation: 'Rights about rights',
  'pass-role': 'Roles that it may pass on',
  'big-instance': 'Large instances',
  terminate: "Other projects' instances",
  'foreign-data': 'Data beyond its prefixes',
  leak: 'Work in other Regions',
  global: 'Services without a Region',
  home: 'Work in the Region',
  'too-wide': 'What its own policies must not allow',
  boundary: 'What the boundary stops, whatever is attached',
  retired: 'What the shared user did',
  power: 'What the role is for',
};

export const QUESTIONS: Readonly<Record<string, Question>> = {
  'iam/engineer-trust': {
    subject: ({ role = '' }) => ({ role }),
    groups: ({ role = '' }, facts) => peopleAsk(role, facts),
  },
  'iam/engineer-permissions': {
    subject: ({ role = '' }) => ({ role }),
    groups: (params, facts, principal) =>
      byTopic(
        engineerProbes(
          {
            ...(params as unknown as Parameters<typeof engineerProbes>[0]),
            trainerRole: roleArnOf(facts.authorization, params['trainerRole'] ?? '', facts.account),
            adminRole: roleArnOf(facts.authorization, params['adminRole'] ?? '', facts.account),
          },
          facts,
        ),
        facts,
        principal,
      ),
  },
  'iam/region-guard': {
    subject: ({ role = '' }) => ({ role }),
    groups: ({ prefix = '', guardRegion = '' }, facts, principal) =>
      byTopic(guardProbes({ prefix, guardRegion }, facts.account), facts, principal),
  },
  'iam/trainer-role': {
    subject: ({ role = '' }) => ({ role }),
    groups: (params, facts, principal) => {
      const { role = '', prefix = '', bucket = '', dataPrefix = '', modelPrefix = '' } = params;
      const roleArn = roleArnOf(facts.authorization, role, facts.account);
      const own = { prefix, bucket, dataPrefix, modelPrefix, roleArn };
      return [
        trustGroup(role, facts, [
          serviceAsks('sagemaker.amazonaws.com', 'allow', facts),
          serviceAsks('ec2.amazonaws.com', 'deny', facts),
          ...strangersAsk(),
        ]),
        ...byTopic(trainerProbes({ ...own, passable: [roleArn] }, facts), facts, principal),
        ...byTopic(boundaryProbes(own, facts), facts, principal),
      ];
    },
  },
  'iam/retire-user': {
    subject: ({ user = '' }) => ({ user }),
    groups: (params, facts, principal) => {
      const roles = (params as unknown as { roles: readonly string[] }).roles;
      const roleArns = roles.map((role) => roleArnOf(facts.authorization, role, facts.account));
      return byTopic(retiredProbes({ bucket: params['bucket'] ?? '', roleArns }, facts), facts, principal);
    },
  },
  'iam/admin-trust': {
    subject: ({ role = '' }) => ({ role }),
    groups: ({ role = '' }, facts, principal) => [
      ...peopleAsk(role, facts),
      ...byTopic(adminProbes(facts), facts, principal),
    ],
  },
};

/** The trainer's own policies are judged without the boundary's help, and the boundary without theirs. */
const LAYERS: Readonly<Record<string, Group['layer']>> = { 'too-wide': 'identity', boundary: 'boundary' };

function byTopic(probes: readonly Probe[], facts: Facts, principal: Principal): Group[] {
  const groups = new Map<string, Group>();
  for (const { topic, wanted, action, resource, context } of probes) {
    const group = groups.get(topic) ?? {
      title: TITLES[topic] ?? topic,
      layer: LAYERS[topic] ?? 'all',
      requests: [],
    };
    groups.set(topic, group);
    const full = { ...requestContext(principal, facts, resource), ...context };
    group.requests.push({
      wanted,
      who: null,
      action,
      resource,
      given: { ...context },
      tries: [{ principal, context: full }],
    });
  }
  return [...groups.values()];
}

/** Callers who ask for a session, of whom the answer is the same for all. */
interface Asking {
  who: string;
  wanted: Request['wanted'];
  callers: readonly Principal[];
  given: RequestContext;
}

function peopleAsk(role: string, facts: Facts): Group[] {
  const insiders = insidersOf(facts.authorization, facts.account);
  const own = (who: string, wanted: Request['wanted'], given: RequestContext): Asking => ({
    who,
    wanted,
    callers: insiders,
    given,
  });
  return [
    trustGroup(role, facts, [
      own('Somebody of this account, with MFA', 'allow', WITH_MFA),
      own('Somebody of this account, signed in without MFA', 'deny', {
        'aws:MultiFactorAuthPresent': 'false',
      }),
      own('Somebody of this account, with a key that never saw MFA', 'deny', {}),
      ...strangersAsk(),
      serviceAsks('ec2.amazonaws.com', 'deny', facts),
      serviceAsks('lambda.amazonaws.com', 'deny', facts),
    ]),
  ];
}

const strangersAsk = (): Asking[] => [
  ...STRANGERS.map((caller): Asking => ({
    who: principalText(caller),
    wanted: 'deny',
    callers: [caller],
    given: WITH_MFA,
  })),
  { who: 'Anybody, unsigned', wanted: 'deny', callers: [{ type: 'anonymous' }], given: {} },
];

function serviceAsks(name: string, wanted: Request['wanted'], facts: Facts): Asking {
  const source =
    name === 'sagemaker.amazonaws.com'
      ? `arn:aws:sagemaker:${facts.region}:${facts.account}:training-job/x`
      : sourceArn(name, facts);
  return {
    who: name,
    wanted,
    callers: [{ type: 'service', name }],
    given: { 'aws:SourceAccount': facts.account, 'aws:SourceArn': source },
  };
}

/** Each caller with whatever it may write into its request itself, as the check tries it. */
function trustGroup(role: string, facts: Facts, asking: readonly Asking[]): Group {
  const found = roleOf(facts.authorization, role);
  const arn = roleArnOf(facts.authorization, role, facts.account);
  const parsed = parsePolicy(found?.AssumeRolePolicyDocument ?? {});
  const choices = (caller: Principal): readonly RequestContext[] =>
    parsed.ok ? callerChoices(parsed.policy, caller) : [{}];
  const requests = asking.map(({ who, wanted, callers, given }): Request => ({
    wanted,
    who,
    action: 'sts:AssumeRole',
    resource: arn,
    given: { ...given },
    tries: callers.flatMap((principal) =>
      choices(principal).map((choice) => ({
        principal,
        context: { ...requestContext(principal, facts, arn), ...given, ...choice },
      })),
    ),
  }));
  return { title: 'Who may assume it', layer: 'trust', requests };
}
