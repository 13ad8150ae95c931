/**
 * Permissions boundaries of users, which the engine does not have: it forgets that of CreateUser and knows no other call.
 * Kept by the user's id, so that a user of the same name made later has none.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPermissionsBoundary.html
 */
import { GetPolicyCommand, GetUserCommand, IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import {
  AwsError,
  type OverlayContext,
  type OverlayHandler,
  type OverlayHook,
  type OverlayOperation,
  type OverlayState,
  type WireReply,
} from '../../types.ts';
import { escapeXml } from '../wire/xml.ts';

const PREFIX = 'boundary/';

/** ARN of the boundary of a user; undefined when it has none. */
export function userBoundary(state: OverlayState, userId: string): string | undefined {
  return state.get<string>(`${PREFIX}${userId}`);
}

const put: OverlayHandler = async (context, input) => {
  const { UserName, PermissionsBoundary } = input as { UserName: string; PermissionsBoundary: string };
  const id = await idOf(context, UserName);
  await requirePolicy(context, PermissionsBoundary);
  context.state.set(`${PREFIX}${id}`, PermissionsBoundary);
  return {};
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html */
const remove: OverlayHandler = async (context, input) => {
  const { UserName } = input as { UserName: string };
  const id = await idOf(context, UserName);
  if (userBoundary(context.state, id) === undefined)
    throw missing(`The user with name ${UserName} does not have a permissions boundary.`);
  context.state.delete(`${PREFIX}${id}`);
  return {};
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html */
const create: OverlayHook = async (context, input) => {
  const { PermissionsBoundary: arn } = input as { PermissionsBoundary?: string };
  if (arn === undefined) return context.forward();
  await requirePolicy(context, arn);
  const reply = await context.forward();
  const id = /<UserId>([^<]+)<\/UserId>/.exec(reply.body.toString('utf8'))?.[1];
  if (reply.status === 200 && id !== undefined) context.state.set(`${PREFIX}${id}`, arn);
  return withBoundaries(context, reply);
};

/** Answers of the engine that describe users, with their boundaries put in. */
const describe: OverlayHook = async (context) => withBoundaries(context, await context.forward());

function withBoundaries({ state }: OverlayContext, reply: WireReply): WireReply {
  if (reply.status !== 200 || state.keys(PREFIX).length === 0) return reply;
  const text = reply.body.toString('utf8').replace(/<UserId>([^<]+)<\/UserId>/g, (whole, id: string) => {
    const arn = userBoundary(state, id);
    return arn === undefined
      ? whole
      : `${whole}<PermissionsBoundary><PermissionsBoundaryType>PermissionsBoundaryPolicy</PermissionsBoundaryType><PermissionsBoundaryArn>${escapeXml(arn)}</PermissionsBoundaryArn></PermissionsBoundary>`;
  });
  const body = Buffer.from(text);
  return { ...reply, headers: { ...reply.headers, 'content-length': String(body.length) }, body };
}

async function idOf(context: OverlayContext, UserName: string): Promise<string> {
  const { User } = await ask(
    context,
    (client) => client.send(new GetUserCommand({ UserName })),
    `The user with name ${UserName} cannot be found.`,
  );
  return User?.UserId ?? '';
}

async function requirePolicy(context: OverlayContext, arn: string): Promise<void> {
  const absent = `Scope ARN: ${arn} does not exist or is not attachable.`;
  await ask(context, (client) => client.send(new GetPolicyCommand({ PolicyArn: arn })), absent);
}

/** @throws AwsError NoSuchEntity with the given words when the engine has no such thing */
async function ask<T>(
  context: OverlayContext,
  call: (client: IAMClient) => Promise<T>,
  absent: string,
): Promise<T> {
  const client = new IAMClient(context.engineClient() as IAMClientConfig);
  try {
    return await call(client);
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('NoSuchEntity')) throw missing(absent);
    throw error;
  } finally {
    client.destroy();
  }
}

function missing(message: string): AwsError {
  return new AwsError('NoSuchEntity', message, 404);
}

export const userBoundaryOperations: readonly OverlayOperation[] = [
  { service: 'iam', operation: 'PutUserPermissionsBoundary', answer: put },
  { service: 'iam', operation: 'DeleteUserPermissionsBoundary', answer: remove },
  { service: 'iam', operation: 'CreateUser', hook: create },
  { service: 'iam', operation: 'GetUser', hook: describe },
  { service: 'iam', operation: 'GetAccountAuthorizationDetails', hook: describe },
];
