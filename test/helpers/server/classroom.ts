import type { InjectOptions } from 'fastify';
import type { CreatedUserReply, Role } from '../../../server/contract/index.ts';
import { pageSession, startTestApp, TOKEN, type TestApp, type TestAppOptions } from './app.ts';

/** Somebody at a browser of their own. */
export interface Caller {
  /** Id of user and learner; empty for somebody who is not logged in. */
  id: string;
  login: string;
  cookie: string;
  call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    more?: Partial<InjectOptions>,
  ): Promise<{ status: number; code: string | undefined; body: T; text: string }>;
}

export const PASSWORD = 'correct horse battery staple';
export const COHORT = 'spring-class';

export interface Classroom extends TestApp {
  /** Programs with the local token: admins. */
  local: Caller;
  anonymous: Caller;
  /** Makes a user who has chosen PASSWORD and is logged in. */
  user(login: string, options?: { admin?: boolean; name?: string }): Promise<Caller>;
  /** Puts somebody into a cohort. */
  enrol(person: Caller, role: Role | null, cohort?: string): Promise<void>;
  /** A browser that has nobody's login yet. */
  browser(): Promise<Caller>;
}

/** The real app in classroom mode, with one cohort that nobody but admins is in. */
export async function startClassroom(options: TestAppOptions = {}): Promise<Classroom> {
  const t = await startTestApp({ ...options, env: { GROUNDSCHOOL_MODE: 'classroom', ...options.env } });
  const caller = (identity: Partial<Caller>, headers: Record<string, string>): Caller => ({
    id: '',
    login: '',
    cookie: '',
    ...identity,
    async call(method, url, body, more) {
      const reply = await t.app.inject({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { payload: body as object }),
        ...more,
      });
      const isJson = String(reply.headers['content-type']).startsWith('application/json');
      const parsed: { code?: string } = isJson && reply.body !== '' ? reply.json() : {};
      return { status: reply.statusCode, code: parsed.code, body: parsed as never, text: reply.body };
    },
  });
  const browser = async (): Promise<Caller> => {
    const { cookie, token } = await pageSession(t.app);
    return caller({ cookie }, { cookie, 'x-csrf-token': token });
  };
  const local = caller({}, { authorization: `Bearer ${TOKEN}` });
  const made = await local.call('POST', '/api/cohorts', {
    id: COHORT,
    title: 'Spring class',
    timeZone: 'Europe/Berlin',
  });
  if (made.status !== 201) throw new Error(made.text);
  return Object.assign(t, {
    local,
    anonymous: await browser(),
    browser,
    async user(login: string, { admin = false, name = login }: { admin?: boolean; name?: string } = {}) {
      const created = await local.call<CreatedUserReply>('POST', '/api/users', { login, name, admin });
      if (created.status !== 201) throw new Error(created.text);
      const [, token = ''] = created.body.link.path.split('#');
      const { cookie: csrf, token: csrfToken } = await pageSession(t.app);
      const reply = await t.app.inject({
        method: 'POST',
        url: '/api/one-time-links/redeem',
        headers: { cookie: csrf, 'x-csrf-token': csrfToken },
        payload: { token, password: PASSWORD },
      });
      if (reply.statusCode !== 204) throw new Error(reply.body);
      const cookie = `${csrf}; ${String(reply.headers['set-cookie']).split(';')[0] ?? ''}`;
      return caller({ id: created.body.user.id, login, cookie }, { cookie, 'x-csrf-token': csrfToken });
    },
    async enrol(person: Caller, role: Role | null, cohort = COHORT) {
      const reply = await local.call('PUT', `/api/cohorts/${cohort}/staff`, { login: person.login, role });
      if (reply.status !== 200) throw new Error(reply.text);
    },
  });
}
