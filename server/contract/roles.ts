import { Type, type Static } from 'typebox';

/** What somebody is in a cohort. */
export const Role = Type.Enum(['owner', 'instructor', 'assistant', 'designer', 'auditor', 'student']);
export type Role = Static<typeof Role>;

/** What may be done in a cohort: the one table of who may what. */
export const PERMISSIONS = {
  /** Know that the cohort is there, and its name. */
  member: ['owner', 'instructor', 'assistant', 'designer', 'auditor', 'student'],
  /** See learners, what they did and what was read of their accounts. */
  learners: ['owner', 'instructor', 'assistant', 'auditor'],
  /** Grade, comment, correct. */
  grade: ['owner', 'instructor', 'assistant'],
  /** Change the roster, assignments and rules. */
  manage: ['owner', 'instructor'],
  /** See statistics without anybody's name. */
  design: ['owner', 'instructor', 'assistant', 'designer', 'auditor'],
  /** Give roles, archive, erase. */
  own: ['owner'],
} as const satisfies Record<string, readonly Role[]>;
export const Permission = Type.Enum(['member', 'learners', 'grade', 'manage', 'design', 'own']);
export type Permission = keyof typeof PERMISSIONS;

/** What a role may do. */
export function permissionsOf(role: Role): Permission[] {
  return (Object.keys(PERMISSIONS) as Permission[]).filter((permission) => may(role, permission));
}

export function may(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}

/** Does a role allow nothing that the other one does not? */
export function isAtMost(role: Role, other: Role): boolean {
  return permissionsOf(role).every((permission) => may(other, permission));
}
