import { fillTemplate } from '../../graders/kit/index.ts';
import { roleArnOf } from '../../graders/checks/shared/iam-holdings.ts';
import { accountAuthorization, type AccountAuthorization } from '../../graders/reads/iam.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { IdentitiesReply } from '../contract/index.ts';
import type { Facts } from './decision-questions.ts';
import { around } from './identity-nodes.ts';
import { withPictureSession } from './picture-session.ts';
import type { PictureJob } from './ports.ts';
import {
  bareSubject,
  managedDocuments,
  messageOf,
  POLICY_READS,
  policySubject,
  type Named,
} from './subject-policies.ts';
import { WORKLOAD_READS, workloadsOf } from './workloads.ts';

type Role = IdentitiesReply['roles'][number];

const READS = [callerIdentity, accountAuthorization, ...POLICY_READS, ...WORKLOAD_READS];
/** The task's role, and others that jobs and models run as. */
const MOST_ROLES = 5;

interface Subject extends Named {
  role: string;
  bucket: string;
  prefix: string;
  jobPrefix: string;
}

/**
 * The roles that training jobs and models of the account run as: who may become them, what they reach, and which of it the
 * jobs and models touch. The page runs the graders' model over them, so that the graph and the verdict cannot disagree.
 *
 * @returns null when no check of the lab is about an execution role
 */
export async function identitiesPicture(job: PictureJob): Promise<IdentitiesReply | null> {
  const subject = subjectOf(job);
  if (subject === null) return null;
  const { account, region } = job.target;
  return await withPictureSession(job, READS, async ({ now, ask }) => {
    const [authorization, { all, unread }] = await Promise.all([
      ask<AccountAuthorization>(accountAuthorization, {}),
      workloadsOf(ask, subject.jobPrefix),
    ]);
    const names = [subject.role, ...all.flatMap(({ shown }) => shown.role ?? [])];
    const named = [...new Set(names)].slice(0, MOST_ROLES).map((role) => ({
      task: subject.task,
      title: subject.title,
      subject: { role },
    }));
    const managed = managedDocuments(ask);
    const draw = async (one: (typeof named)[number], facts: Facts): Promise<Role> => {
      const { role } = one.subject;
      const found = await policySubject(one, facts, managed);
      if (found.own === null) return { subject: found, who: [], reaches: [] };
      const self = roleArnOf(facts.authorization, role, account);
      const existing = facts.authorization.RoleDetailList.map(({ Arn }) => Arn);
      const { bucket, prefix } = subject;
      const otherRoles = [`arn:aws:iam::${account}:role/${prefix}-any-other`, ...existing].filter(
        (arn) => arn !== self,
      );
      const workloads = all.filter(({ shown }) => shown.role === role);
      const asked = role === subject.role;
      const { groups, ...nodes } = around(found, { bucket, prefix, otherRoles }, facts, { workloads, asked });
      return { subject: { ...found, groups }, ...nodes };
    };
    const roles = await Promise.all(
      named.map(async (one) =>
        authorization.state === 'present'
          ? await draw(one, { account, region, now, authorization: authorization.value })
          : { subject: bareSubject(one, 'blocked', messageOf(authorization)), who: [], reaches: [] },
      ),
    );
    return { account, region, roles, workloads: all.map(({ shown }) => shown), unread };
  });
}

function subjectOf({ lab, variables }: PictureJob): Subject | null {
  let subject: Subject | null = null;
  let jobPrefix = '';
  for (const { id, title, checks } of lab.tasks)
    for (const { use, params } of checks) {
      if (use !== 'sagemaker/exec-role' && use !== 'sagemaker/spot-training') continue;
      const filled = fillTemplate(params, variables) as Record<string, string>;
      const { role = '', bucket = '', prefix = '' } = filled;
      if (use === 'sagemaker/spot-training') jobPrefix = filled['jobPrefix'] ?? '';
      else subject = { task: id, title, subject: { role }, role, bucket, prefix, jobPrefix };
    }
  return subject && { ...subject, jobPrefix: jobPrefix || `${subject.prefix}-` };
}
