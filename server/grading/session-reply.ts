import type { TargetKind, TaskResult } from '../../graders/contract/index.ts';
import { fillVariables, type Lab } from '../catalog/index.ts';
import type { LabSessionReply } from '../contract/index.ts';
import { attemptsOf, type Db, type LabSession } from '../store/index.ts';
import { attemptSummary } from './attempt-summary.ts';
import { round } from './score.ts';
import type { SolutionRelease } from './ports.ts';
import { openSolutions } from './solutions.ts';
import { taskStandings } from './standings.ts';
import { variablesOf } from './targets.ts';

/** A lab session as its page shows it: the learner's own variables filled in, and where they stand. */
export async function sessionReply(
  db: Db,
  session: LabSession,
  lab: Lab,
  release: SolutionRelease,
): Promise<LabSessionReply> {
  const variables = variablesOf(session);
  const standings = await taskStandings(db, session, lab);
  const attempts = await attemptsOf(db, session.id);
  const open = await openSolutions(db, session, release);
  const tasks = lab.manifest.tasks.map(({ id }): LabSessionReply['tasks'][number] => {
    const standing = standings.get(id);
    const text = lab.tasks.get(id);
    const last =
      standing?.lastResult === null || standing === undefined
        ? null
        : (JSON.parse(standing.lastResult) as TaskResult);
    const targeted =
      last?.status === 'fail' || last?.status === 'partial' ? text?.targeted.get(last.reason) : null;
    return {
      id,
      instructionsHtml: fillVariables(text?.instructions ?? '', variables),
      best: standing?.best ?? 0,
      hintCost: standing?.hintCost ?? 0,
      hintsOpened: standing?.opened ?? [],
      last,
      targetedHintHtml: targeted ? fillVariables(targeted, variables) : null,
      answerOpen: open.has(id),
    };
  });
  return {
    id: session.id,
    lab: session.lab,
    status: session.status as LabSessionReply['status'],
    problem: session.problem,
    createdAt: new Date(session.created_at).toISOString(),
    generation: session.generation,
    variables,
    target: {
      kind: session.target_kind as TargetKind,
      endpoint: session.endpoint,
      account: session.account,
      region: session.region,
    },
    score: round(tasks.reduce((sum, { best }) => sum + best, 0)),
    maxScore: 100,
    tasks,
    attempts: attempts.map(attemptSummary),
  };
}
