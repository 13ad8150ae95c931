import { SCOPES, TOKEN_PREFIX, type Scope } from '../contract/index.ts';
import { noteOf, typeText, type Schema } from './type-text.ts';

/** A route as the server registered it. */
export interface DescribedRoute {
  method: string;
  url: string;
  access?: string | undefined;
  scope?: Scope | undefined;
  schema?: { body?: unknown; querystring?: unknown; response?: unknown } | undefined;
}

const INTRODUCTION = `# The API for programs

What a program may call with a token of a cohort. This file is written from the routes and their schemas;
\`test/server/exports/api-text.test.ts\` fails when it is old and says how to write it again.

Somebody makes a token under **Connections** of the cohort, with a role no higher than their own, with scopes, and if wanted with an end.
It is shown once. Send it in a header, never in an address:

\`\`\`bash
curl -H "Authorization: Bearer $GROUNDSCHOOL_TOKEN" https://school.example/api/cohorts/spring-class/gradebook
\`\`\`

- A token may what its role **and** its scopes allow, in its one cohort. It never makes tokens, links, users or roles.
- It ends when it is revoked or runs out, and for good when the person who made it leaves the cohort, is disabled, or may less than it.
- Each token has its own limit of requests a minute; beyond it the answer is 429 with \`retry-after\`.
- What it changes is in the audit as \`token.used\`, under the name of the person.
- It begins with \`${TOKEN_PREFIX}\`, so that a scanner finds one that was published: \`${TOKEN_PREFIX}[A-Za-z0-9_-]{43}\`.

Every error is \`{ code, message, cure?, details? }\`; programs go by \`code\`. Those of tokens: \`API_TOKEN_INVALID\` (401: unknown, revoked, run
out, ended), \`API_TOKEN_NOT_HERE\` (403: no route for tokens), \`API_TOKEN_SCOPE\` (403), \`ROLE_FORBIDS\` (403), \`COHORT_NOT_FOUND\` (404: also for
a cohort that the token is not for), \`RATE_LIMITED\` (429). Times are ISO 8601 in UTC. Absent scores are \`null\`, which is not zero.
`;

/** docs/api.md: every route that takes a token, with its types. */
export function apiText(routes: readonly DescribedRoute[]): string {
  const open = routes.filter(({ scope }) => scope !== undefined);
  const scopes = Object.entries(SCOPES).map(([scope, { permission, does }]) => [
    `\`${scope}\``,
    does,
    `\`${permission}\``,
  ]);
  return [
    INTRODUCTION,
    `## Scopes\n\n${table(['scope', 'may', 'the role needs'], scopes)}\n`,
    ...open.map(routeText),
  ].join('\n');
}

function routeText({ method, url, access = '', scope = 'cohort:read', schema }: DescribedRoute): string {
  const response = Object.entries((schema?.response ?? {}) as Record<string, Schema>);
  const [status, reply] = response.find(([code]) => /^2\d\d$/.test(code)) ?? [];
  return [
    `## ${method} ${url}\n`,
    `Scope \`${scope}\`, permission \`${access.replace('cohort:', '')}\`.\n`,
    ...queryText(schema?.querystring as Schema | undefined),
    ...codeText('Body', schema?.body as Schema | undefined),
    ...(reply ? codeText(`Reply ${status}`, reply) : ['Reply 200: the file.\n']),
  ].join('\n');
}

function queryText(query: Schema | undefined): string[] {
  const fields = Object.entries(query?.properties ?? {});
  if (fields.length === 0) return [];
  const rows = fields.map(([name, schema]) => [
    `\`${name}\``,
    `\`${typeText(schema).replaceAll('|', '\\|')}\``,
    noteOf(schema).replaceAll('|', '\\|'),
  ]);
  return [`${table(['query', 'type', ''], rows)}\n`];
}

function codeText(title: string, schema: Schema | undefined): string[] {
  const [name = ''] = title.split(' ');
  return schema ? [`${title}:\n\n\`\`\`ts\ntype ${name} = ${typeText(schema)};\n\`\`\`\n`] : [];
}

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
