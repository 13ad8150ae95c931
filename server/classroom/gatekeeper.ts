import type { FastifyRequest } from 'fastify';
import { may, PERMISSIONS } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import type { Gatekeeper, RequestLearner, RequestUser } from '../plugins/access.ts';
import {
  changeLogin,
  findCohort,
  findEnrolment,
  findLearner,
  findLogin,
  findUser,
  writeAudit,
  type Db,
} from '../store/index.ts';
import { digestOf } from './secrets.ts';
import { enrolledRole } from './standing.ts';
import { tokenUse } from './tokens.ts';

export const LOGIN_COOKIE = 'groundschool_login';
const HOUR_MS = 3_600_000;
/** A login ends after half a day in which nobody used it, and after a week in any case. */
export const LOGIN_IDLE_MS = 12 * HOUR_MS;
const LOGIN_MAX_MS = 7 * 24 * HOUR_MS;
/** A login that is used is written down as such at most this often. */
const SEEN_EVERY_MS = 60_000;

interface Who {
  user: RequestUser;
  learner: RequestLearner;
}

/**
 * Who calls, and what they may in a cohort. In self-study everybody who reaches the server is the one learner, who is also
 * its admin; in a classroom that is only the holder of the local token, because whoever can read server.json can read the
 * database too.
 */
export function gatekeeper(options: {
  db: Db;
  mode: 'self-study' | 'classroom';
  local: RequestLearner;
  now(): number;
}): Gatekeeper {
  const { db, mode, local, now } = options;
  const owner: Who = {
    user: { id: local.id, name: local.name, admin: true, viewing: false, login: null, token: null },
    learner: local,
  };
  return {
    async identify(request, { uses } = { uses: true }) {
      if (request.apiToken !== null) return await byToken(db, request.apiToken, now());
      if (mode === 'self-study' || request.hasToken) return owner;
      return await byLogin(db, request, now(), uses);
    },
    async enter({ user, learner }, id, permission) {
      const cohort = await findCohort(db, id);
      if (cohort && user.admin) return { cohort, role: 'owner' };
      const { token } = user;
      // A token is for one cohort: every other one looks as if it were not there.
      const own =
        token === null
          ? cohort && (await enrolledRole(db, id, learner.id))
          : token.cohort === id && token.role;
      if (!cohort || !own) throw new CodedError('COHORT_NOT_FOUND', { cohort: id });
      // Who looks at a student's pages sees what they learn, and nothing of what they may elsewhere as staff.
      const role = user.viewing ? 'student' : own;
      if (!may(role, permission)) {
        throw new CodedError('ROLE_FORBIDS', { role, allowed: PERMISSIONS[permission].join(', ') });
      }
      return { cohort, role };
    },
    async note({ user }, call) {
      if (!user.token) return;
      const { id, name, cohort } = user.token;
      const detail = { token: id, name, call };
      await writeAudit(db, { actor: user.id, action: 'token.used', cohort, detail }, now());
    },
  };
}

async function byLogin(db: Db, request: FastifyRequest, now: number, uses: boolean): Promise<Who | null> {
  const token = request.cookies[LOGIN_COOKIE];
  if (token === undefined || token === '') return null;
  const login = await findLogin(db, digestOf(token), now);
  const person = login && (await findUser(db, login.user));
  if (!login || !person || person.disabled === 1) return null;
  if (uses && now - login.seen_at > SEEN_EVERY_MS) {
    const expires_at = Math.min(login.created_at + LOGIN_MAX_MS, now + LOGIN_IDLE_MS);
    await changeLogin(db, login.id, { seen_at: now, expires_at });
  }
  const { id, name, seed } = person;
  const viewed = login.view_as === null ? undefined : await findLearner(db, login.view_as);
  return {
    user: {
      id,
      name,
      admin: person.admin === 1 && !viewed,
      viewing: viewed !== undefined,
      login: login.id,
      token: null,
    },
    learner: viewed ? { id: viewed.id, name: viewed.name, seed: viewed.seed } : { id, name, seed },
  };
}

/** Neither an admin's rights nor the things of the person come with a token: what it may is its own. */
async function byToken(db: Db, given: string, now: number): Promise<Who> {
  const { use, owner } = await tokenUse(db, given, now);
  const { id, name } = owner;
  return { user: { id, name, admin: false, viewing: false, login: null, token: use }, learner: owner };
}

/** Somebody's enrolment, for routes about one learner. @throws CodedError LEARNER_NOT_FOUND */
export async function requireEnrolled(
  db: Db,
  cohort: string,
  learner: string,
): Promise<NonNullable<Awaited<ReturnType<typeof findEnrolment>>>> {
  const enrolment = await findEnrolment(db, cohort, learner);
  if (!enrolment) throw new CodedError('LEARNER_NOT_FOUND', { learner });
  return enrolment;
}
