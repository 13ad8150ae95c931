/** What stands around a role in the picture of identities: who could become it, and what it reaches. */
import { callerChoices, outsiderChoices } from '../../graders/checks/shared/iam-trust-choices.ts';
import { insidersOf, sourceArn, WITH_MFA } from '../../graders/checks/shared/iam-trust.ts';
import { outsidersOf, servicesOf } from '../../graders/checks/shared/iam-trust-strangers.ts';
import { requestContext } from '../../graders/checks/shared/iam-context.ts';
import { execRoleProbes, type ExecRoleParams } from '../../graders/checks/shared/sagemaker-probes.ts';
import {
  parsePolicy,
  principalText,
  type Policy,
  type Principal,
  type RequestContext,
} from '../../graders/semantics/iam/index.ts';
import type { IdentitiesReply, PolicySubject } from '../contract/index.ts';
import type { Facts } from './decision-questions.ts';
import type { Workload } from './workloads.ts';

type Role = IdentitiesReply['roles'][number];
type Node = Role['who'][number];
type Request = PolicySubject['groups'][number]['requests'][number];
type Around = Pick<Role, 'who' | 'reaches'> & Pick<PolicySubject, 'groups'>;

const SAGEMAKER = 'sagemaker.amazonaws.com';
const OTHER_SERVICES = ['ec2.amazonaws.com', 'lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'];

/** @param asked whether the task is about this role; else what it asks is only what one looks at */
export function around(
  subject: PolicySubject,
  params: ExecRoleParams,
  facts: Facts,
  { workloads, asked }: { workloads: readonly Workload[]; asked: boolean },
): Around {
  const principal = subject.own?.principal as Principal;
  const trust = trustNodes(subject, params, facts, asked);
  const reach = new Reach(principal, facts, asked);
  for (const { wanted, action, resource, context } of execRoleProbes(params, facts)) {
    const place = placeOf(action, resource, params.bucket);
    reach.add(place, { wanted, action, resource, given: { ...context } });
  }
  for (const { shown, touches } of workloads)
    for (const { verb, bucket, key } of touches) {
      const object = key === '' || key.endsWith('/') ? `${key}x` : key;
      const resource = `arn:aws:s3:::${bucket}/${object}`;
      const action = verb === 'read' ? 's3:GetObject' : 's3:PutObject';
      reach.touch(
        placeOf(action, resource, params.bucket),
        { wanted: 'allow', action, resource, given: {} },
        shown.name,
      );
    }
  return {
    who: trust.nodes,
    reaches: reach.nodes(),
    groups: [
      { title: 'Who may assume it', layer: 'trust', requests: trust.requests },
      { title: 'What it reaches', layer: 'all', requests: reach.requests },
    ],
  };
}

type Draft = Pick<Request, 'wanted' | 'action' | 'resource' | 'given'>;
interface Place extends Omit<Node, 'links' | 'usedBy'> {
  verb: string;
}

/** Gathers requests by the place that they are about; those of one kind there are answered together. */
class Reach {
  readonly requests: Request[] = [];
  readonly #nodes = new Map<string, Node>();
  readonly #principal: Principal;
  readonly #facts: Facts;
  readonly #asked: boolean;

  constructor(principal: Principal, facts: Facts, asked: boolean) {
    this.#principal = principal;
    this.#facts = facts;
    this.#asked = asked;
  }

  add(place: Place, draft: Draft, asked = this.#asked): void {
    const { links } = this.#node(place);
    const id = `1.${this.requests.length}`;
    const context = { ...requestContext(this.#principal, this.#facts, draft.resource), ...draft.given };
    this.requests.push({ ...draft, who: null, tries: [{ principal: this.#principal, context }] });
    const known = links.find(({ verb, wanted }) => verb === place.verb && wanted === draft.wanted);
    if (known) known.requests.push(id);
    else links.push({ verb: place.verb, requests: [id], wanted: draft.wanted, asked });
  }

  /** What a job or model does there, whether or not the task asks for it. */
  touch(place: Place, draft: Draft, by: string): void {
    const node = this.#node(place);
    if (!node.usedBy.includes(by)) node.usedBy.push(by);
    if (!node.links.some(({ verb }) => verb === place.verb)) this.add(place, draft, false);
  }

  /** In the order of what they are: data first, powers last. */
  nodes(): Node[] {
    const order = ['data', 'logs', 'image', 'power'];
    return [...this.#nodes.values()].toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }

  #node({ id, kind, title, detail }: Place): Node {
    const known = this.#nodes.get(id) ?? { id, kind, title, detail, links: [], usedBy: [] };
    this.#nodes.set(id, known);
    return known;
  }
}

const VERBS: Readonly<Record<string, string>> = {
  's3:GetObject': 'read',
  's3:PutObject': 'write',
  's3:ListBucket': 'list',
  's3:DeleteBucket': 'delete',
};

function placeOf(action: string, resource: string, own: string): Place {
  const [service = ''] = action.split(':');
  if (service === 's3') {
    const [bucket = '', ...path] = resource.replace('arn:aws:s3:::', '').split('/');
    const verb = VERBS[action] ?? action;
    // The data set is what the bucket is listed for.
    const folder = verb === 'list' ? 'datasets' : path.length > 1 ? path[0] : undefined;
    const uri = `s3://${bucket}/${folder === undefined ? '' : `${folder}/`}`;
    const detail = bucket !== own ? 'another bucket' : (FOLDERS[folder ?? ''] ?? 'in the bucket of the lab');
    return { id: uri, kind: 'data', title: uri, detail, verb };
  }
  if (service === 'logs')
    return { id: 'logs', kind: 'logs', title: '/aws/sagemaker/…', detail: 'log groups', verb: 'write' };
  if (service === 'ecr') {
    const verb = resource === '*' ? 'sign in' : 'pull';
    return { id: 'image', kind: 'image', title: 'Deep Learning Containers', detail: 'images of AWS', verb };
  }
  if (action === 'iam:PassRole')
    return {
      id: 'roles',
      kind: 'power',
      title: 'Other roles',
      detail: 'to become more than it is',
      verb: 'pass on',
    };
  if (service === 'sagemaker')
    return {
      id: 'endpoints',
      kind: 'power',
      title: 'Endpoints',
      detail: 'that bill by the hour',
      verb: 'create',
    };
  return {
    id: 'instances',
    kind: 'power',
    title: 'EC2 instances',
    detail: 'that bill by the hour',
    verb: 'start',
  };
}

const FOLDERS: Readonly<Record<string, string>> = {
  '': 'the bucket itself',
  datasets: 'what jobs learn from',
  models: 'what jobs make and endpoints serve',
  checkpoints: 'what an interrupted job goes on from',
};

/** Who asks for a session of the role; a caller may write into its request what it likes, so each choice is tried. */
function trustNodes(
  { arn, trust }: PolicySubject,
  { prefix }: ExecRoleParams,
  facts: Facts,
  asked: boolean,
): { nodes: Node[]; requests: Request[] } {
  const roleArn = arn ?? '';
  const parsed = parsePolicy(trust ?? {});
  const policy: Policy = parsed.ok ? parsed.policy : { version: '2012-10-17', statements: [] };
  const requests: Request[] = [];
  const ask = (
    wanted: Request['wanted'],
    callers: readonly Principal[],
    given: RequestContext,
    { action = 'sts:AssumeRole', outside = false, who = '' } = {},
  ): string => {
    const choices = outside ? outsiderChoices : callerChoices;
    const tries = callers.flatMap((principal) =>
      choices(policy, principal).map((choice) => ({
        principal,
        context: { ...requestContext(principal, facts, roleArn), ...given, ...choice },
      })),
    );
    const [first] = callers;
    requests.push({
      wanted,
      who: who || (first ? principalText(first) : ''),
      action,
      resource: roleArn,
      given: { ...given },
      tries,
    });
    return `0.${requests.length - 1}`;
  };
  const service = (name: string, wanted: Request['wanted']): string => {
    const source =
      name === SAGEMAKER
        ? `arn:aws:sagemaker:${facts.region}:${facts.account}:training-job/${prefix}-1`
        : sourceArn(name, facts);
    return ask(wanted, [{ type: 'service', name }], {
      'aws:SourceAccount': facts.account,
      'aws:SourceArn': source,
    });
  };
  const node = (
    { id, kind, title, detail }: Pick<Node, 'id' | 'kind' | 'title' | 'detail'>,
    wanted: Request['wanted'],
    ids: string[],
  ): Node => ({
    id,
    kind,
    title,
    detail,
    links: [{ verb: 'become it', requests: ids, wanted, asked }],
    usedBy: [],
  });
  const others = [...new Set([...OTHER_SERVICES, ...servicesOf(policy)])].filter(
    (name) => name !== SAGEMAKER,
  );
  const insiders = insidersOf(facts.authorization, facts.account);
  const who = 'Somebody of this account';
  const nodes = [
    node({ id: 'sagemaker', kind: 'service', title: 'SageMaker AI', detail: SAGEMAKER }, 'allow', [
      service(SAGEMAKER, 'allow'),
    ]),
    node(
      {
        id: 'services',
        kind: 'service',
        title: 'Other services',
        detail: others.map((one) => one.split('.')[0]).join(', '),
      },
      'deny',
      others.map((name) => service(name, 'deny')),
    ),
    node(
      { id: 'people', kind: 'people', title: 'This account', detail: 'its users and roles' },
      'deny',
      [{}, WITH_MFA].map((given) => ask('deny', insiders, given, { who })),
    ),
    node(
      {
        id: 'outside',
        kind: 'outside',
        title: 'Everybody else',
        detail: 'other accounts, unsigned requests',
      },
      'deny',
      [
        ask('deny', [{ type: 'anonymous' }], {}),
        ...outsidersOf(policy, facts.account).flatMap(({ principal, action }) =>
          [{}, WITH_MFA].map((given) => ask('deny', [principal], given, { action, outside: true })),
        ),
      ],
    ),
  ];
  return { nodes, requests };
}
