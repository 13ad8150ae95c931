import type { UserRow, UsersReply } from '../contract/index.ts';
import type { localServer } from './local-server.ts';
import { UsageError } from './usage.ts';

/** The user with a login, asked of the running server. @throws UsageError USER_NOT_FOUND */
export async function userByLogin(
  server: Pick<ReturnType<typeof localServer>, 'get'>,
  login: string,
): Promise<UserRow> {
  const { users } = await server.get<UsersReply>('/api/users');
  const user = users.find((one) => one.login === login.trim().toLowerCase());
  if (!user)
    throw new UsageError('USER_NOT_FOUND', `There is nobody with the login "${login}", or not any more.`);
  return user;
}
