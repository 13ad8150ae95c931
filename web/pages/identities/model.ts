// The graph of a role: each line is a question to the graders' IAM model over the policies of the account.
import type { IdentitiesReply } from '../../../server/contract/index.ts';
import type { GraphLink, GraphNode, IdentityGraphScene } from '../../elements/identity-graph.ts';
import type { DecisionFacts } from '../../elements/decision-detail.ts';
import { answer, factsAbout, readingOf, requestAt, type Reading } from '../decision-matrix/model.ts';

type Role = IdentitiesReply['roles'][number];
type Node = Role['who'][number];
type Link = Node['links'][number];

export interface Graph extends IdentityGraphScene {
  reading: Reading;
  state: Role['subject']['state'];
  message: string;
}

export function graphsOf(reply: IdentitiesReply): Graph[] {
  return reply.roles.map(({ subject, who, reaches }): Graph => {
    const reading = readingOf(subject, reply.account);
    const { name, identity, boundary } = subject;
    return {
      reading,
      state: subject.state,
      message: subject.message,
      role: name,
      policies: identity.map((one) => one.name),
      boundary: boundary?.name ?? '',
      workloads: reply.workloads.filter(({ role }) => role === name),
      who: who.map((node) => nodeOf(reading, node)),
      reaches: reaches.map((node) => nodeOf(reading, node)),
    };
  });
}

function nodeOf(reading: Reading, { links, ...node }: Node): GraphNode {
  return { ...node, links: links.map((link, index) => linkOf(reading, `${node.id} ${index}`, link, node)) };
}

/** One answer for all requests of a line: what should be allowed needs each of them, what should be denied none. */
function linkOf(
  reading: Reading,
  id: string,
  { verb, requests, wanted, asked }: Link,
  node: Node | Omit<Node, 'links'>,
): GraphLink {
  const answers = requests.map((request) => ({ request, allowed: allowedAt(reading, request) }));
  const against = wanted === 'deny';
  const deciding =
    answers.find(({ allowed }) => allowed === against) ?? answers.find(({ allowed }) => allowed === null);
  const actual = !deciding ? wanted : deciding.allowed === null ? 'unknown' : against ? 'allow' : 'deny';
  const tone =
    actual === 'unknown'
      ? 'blocked'
      : asked
        ? actual === wanted
          ? 'pass'
          : 'fail'
        : actual === 'deny' && node.usedBy.length > 0
          ? 'fail'
          : 'info';
  return { id, verb, wanted, asked, actual, tone, requests, request: deciding?.request ?? requests[0] ?? '' };
}

function allowedAt(reading: Reading, request: string): boolean | null {
  const found = requestAt(reading, request);
  return found && answer(reading, found.group.layer, found.request).allowed;
}

export function linkAt({ who, reaches }: Graph, id: string): { node: GraphNode; link: GraphLink } | null {
  for (const node of [...who, ...reaches]) {
    const link = node.links.find((one) => one.id === id);
    if (link) return { node, link };
  }
  return null;
}

/** The statement behind one request of a line. */
export function factsOf({ reading }: Graph, link: GraphLink, request: string): DecisionFacts | null {
  const found = requestAt(reading, request);
  return found && factsAbout(reading, found.group.layer, found.request, link.asked ? link.wanted : null);
}

export interface Line {
  id: string;
  words: string;
  actual: 'allow' | 'deny' | 'unknown';
}

/** Every request of a line, in words. */
export function requestsOf({ reading }: Graph, { requests }: GraphLink): Line[] {
  return requests.flatMap((id) => {
    const found = requestAt(reading, id);
    if (!found) return [];
    const { who, action, resource, given } = found.request;
    const facts = Object.entries(given).map(([key, value]) => `${key} ${String(value)}`);
    const asks = who === null ? `${action}${resource === '*' ? '' : ` on ${resource}`}` : who;
    const words = facts.length === 0 ? asks : `${asks} with ${facts.join(', ')}`;
    const allowed = allowedAt(reading, id);
    return [{ id, words, actual: allowed === null ? 'unknown' : allowed ? 'allow' : 'deny' }];
  });
}

export function countsOf({ who, reaches }: Graph): { right: number; wrong: number; unknown: number } {
  const links = [...who, ...reaches].flatMap((node) => node.links).filter(({ asked }) => asked);
  const unknown = links.filter(({ actual }) => actual === 'unknown').length;
  const right = links.filter(({ wanted, actual }) => wanted === actual).length;
  return { right, wrong: links.length - right - unknown, unknown };
}

/** The line to look at first: one that is wrong. */
export function firstWrong({ who, reaches }: Graph): string {
  const links = [...who, ...reaches].flatMap((node) => node.links);
  return links.find(({ tone }) => tone === 'fail')?.id ?? '';
}
