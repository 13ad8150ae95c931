/** Keys of IAM users: the engine makes and ends them, and the gateway has to know which may sign. */
import type { DeleteAccessKeyCommandInput } from '@aws-sdk/client-iam';
import type { OverlayHook, OverlayOperation } from '../../types.ts';
import { parseXml, type XmlElement } from '../wire/xml.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html */
const create: OverlayHook = async (context) => {
  const reply = await context.forward();
  if (reply.status !== 200 || context.access === null) return reply;
  const texts = textsOf(parseXml(reply.body.toString('utf8')));
  const [id, secret, name] = ['AccessKeyId', 'SecretAccessKey', 'UserName'].map((key) => texts.get(key));
  if (id === undefined || secret === undefined || name === undefined)
    throw new Error('the engine made an access key and did not tell it');
  const user = (await context.access.directory()).user(name);
  if (user?.UserId === undefined)
    throw new Error('the engine made an access key for a user that it does not have');
  context.access.keepKey(id, user.UserId, secret);
  return reply;
};

function textsOf(element: XmlElement): Map<string, string> {
  return new Map([
    ...element.children.map(({ name, text }): [string, string] => [name, text]),
    ...element.children.flatMap((child) => [...textsOf(child)]),
  ]);
}

/**
 * DeleteAccessKey: the gateway forgets the key, too. The engine would keep that of a user whose name has changed.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html
 */
const remove: OverlayHook = async (context, input) => {
  const reply = await context.forward();
  const { AccessKeyId } = input as unknown as DeleteAccessKeyCommandInput;
  if (reply.status === 200 && AccessKeyId !== undefined) context.access?.dropKey(AccessKeyId);
  return reply;
};

export const accessKeyOperations: readonly OverlayOperation[] = [
  { service: 'iam', operation: 'CreateAccessKey', hook: create },
  { service: 'iam', operation: 'DeleteAccessKey', hook: remove },
];
