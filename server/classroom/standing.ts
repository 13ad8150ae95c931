import type { Role } from '../contract/index.ts';
import { findEnrolment, findUser, type Executor } from '../store/index.ts';

/** What somebody is in a cohort by enrolment; undefined for those who are not in it, or not any more. */
export async function enrolledRole(db: Executor, cohort: string, learner: string): Promise<Role | undefined> {
  const enrolment = await findEnrolment(db, cohort, learner);
  return enrolment?.status === 'active' ? (enrolment.role as Role) : undefined;
}

/** What somebody may be in a cohort now, with or without a login: admins count as owners, who is disabled is nobody. */
export async function standingOf(db: Executor, cohort: string, person: string): Promise<Role | undefined> {
  const user = await findUser(db, person);
  if (user?.disabled === 1) return undefined;
  return user?.admin === 1 ? 'owner' : await enrolledRole(db, cohort, person);
}
