import { fillTemplate } from '../../graders/kit/index.ts';
import { accountAuthorization, type AccountAuthorization } from '../../graders/reads/iam.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { Principal } from '../../graders/semantics/iam/index.ts';
import type { DecisionsReply } from '../contract/index.ts';
import { QUESTIONS, type Facts } from './decision-questions.ts';
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

const READS = [callerIdentity, accountAuthorization, ...POLICY_READS];

/** A task about permissions, with its check's own parameters. */
interface Asked extends Named {
  use: string;
  params: Record<string, string>;
}

/**
 * Whose permissions the tasks are about, with the policies that they hold, and the requests that the tasks ask for. The page
 * runs the graders' model over them, so that the matrix and the verdict cannot disagree.
 *
 * @returns null when no check of the lab is about permissions
 */
export async function decisionsPicture(job: PictureJob): Promise<DecisionsReply | null> {
  const asked = askedOf(job);
  if (asked.length === 0) return null;
  const { account, region } = job.target;
  return await withPictureSession(job, READS, async ({ ask }) => {
    const authorization = await ask<AccountAuthorization>(accountAuthorization, {});
    const managed = managedDocuments(ask);
    const now = new Date().toISOString();
    const subjects = await Promise.all(
      asked.map(async (one) =>
        authorization.state === 'present'
          ? await drawnOf(one, { account, region, now, authorization: authorization.value }, managed)
          : bareSubject(one, 'blocked', messageOf(authorization)),
      ),
    );
    return { account, region, subjects };
  });
}

function askedOf({ lab, variables }: PictureJob): Asked[] {
  return lab.tasks.flatMap(({ id, title, checks }) =>
    checks.flatMap(({ use, params }) => {
      const question = Object.hasOwn(QUESTIONS, use) ? QUESTIONS[use] : undefined;
      if (!question) return [];
      const filled = fillTemplate(params, variables) as Record<string, string>;
      return [{ task: id, title, use, params: filled, subject: question.subject(filled) }];
    }),
  );
}

async function drawnOf(
  { use, params, ...named }: Asked,
  facts: Facts,
  managed: ReturnType<typeof managedDocuments>,
): Promise<DecisionsReply['subjects'][number]> {
  const subject = await policySubject(named, facts, managed);
  if (subject.own === null) return subject;
  const principal = subject.own.principal as Principal;
  return { ...subject, groups: QUESTIONS[use]?.groups(params, facts, principal) ?? [] };
}
