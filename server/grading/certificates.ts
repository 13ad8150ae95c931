import type { Catalog, Lab } from '../catalog/index.ts';
import type { Certificate, CertificatesReply } from '../contract/index.ts';
import { CodedError } from '../errors.ts';
import { evidenceDigest, merkleRoot, seal, type Signer } from '../records/index.ts';
import {
  bestQuizScores,
  certificatesOf,
  evidenceOf,
  findCertificate,
  finishedQuizzes,
  getAttempt,
  insertCertificate,
  labSessionsOf,
  lessonProgress,
  newId,
  pointsByAttempt,
  type Db,
  type LabSession,
} from '../store/index.ts';
import { courseReply, type Standing } from './progress.ts';
import { round } from './score.ts';
import { labStandings, taskStandings } from './standings.ts';

export interface CertificatesOptions {
  catalog: Catalog;
  db: Db;
  signer: Signer;
  version: string;
  now(): number;
}

type CertifiedPart = Certificate['parts'][number];
type CertifiedLab = CertifiedPart['labs'][number];

/** Everything that the course map is drawn from. */
export async function standingOf(db: Db, catalog: Catalog, learner: string): Promise<Standing> {
  return {
    lessons: await lessonProgress(db, learner),
    quizzes: await bestQuizScores(db, learner),
    labs: await labStandings(db, catalog, learner),
  };
}

/** Certificates: issued for what is complete, each with the digests of the evidence behind it. */
export class Certificates {
  readonly #options: CertificatesOptions;

  constructor(options: CertificatesOptions) {
    this.#options = options;
  }

  async list(learner: string): Promise<CertificatesReply> {
    const { db, signer, version } = this.#options;
    return {
      publicKey: signer.publicKey,
      graderVersion: version,
      scopes: await this.#scopes(learner),
      certificates: (await certificatesOf(db, learner)) as Certificate[],
    };
  }

  async get(learner: string, id: string): Promise<Certificate> {
    const found = await findCertificate(this.#options.db, learner, id);
    if (!found) throw new CodedError('CERTIFICATE_NOT_FOUND', { id });
    return found as Certificate;
  }

  /** @throws CodedError CERTIFICATE_INCOMPLETE with every missing step in the details */
  async issue(learner: string, { scope, name }: { scope: string; name: string }): Promise<Certificate> {
    const { catalog, db, signer, version, now } = this.#options;
    const scopes = await this.#scopes(learner);
    const found = scopes.find((one) => one.scope === scope);
    if (!found) {
      const known = scopes.map((one) => one.scope).join(', ');
      throw new CodedError('CERTIFICATE_SCOPE_UNKNOWN', { scope, known });
    }
    if (!found.complete) {
      const details = found.missing.map(({ label }) => label);
      throw new CodedError('CERTIFICATE_INCOMPLETE', { title: found.title }, { details });
    }
    const lessons = await lessonProgress(db, learner);
    const quizzes = await finishedQuizzes(db, learner);
    const sessions = await labSessionsOf(db, learner);
    const parts: CertifiedPart[] = [];
    for (const part of catalog.parts) {
      if (scope !== 'course' && part.id !== scope) continue;
      const taken = quizzes.filter((quiz) => quiz.part === part.id);
      const pass = catalog.quizzes.get(part.id)?.pass ?? 1;
      const passed = taken.find(({ score }) => score >= pass);
      const labs: CertifiedLab[] = [];
      for (const id of part.labs) {
        const lab = catalog.labs.get(id);
        const session = sessions.find((one) => one.lab === id);
        if (lab && session) labs.push(await this.#lab(lab, session));
      }
      parts.push({
        id: part.id,
        title: part.title,
        lessonRead: lessons.get(part.id)?.done === 1,
        quizScore: passed ? Math.max(...taken.map(({ score }) => score)) : null,
        quizPassedAt: passed ? new Date(passed.finishedAt).toISOString() : null,
        labs,
      });
    }
    const digests = parts.flatMap(({ labs }) =>
      labs.flatMap(({ attempts }) => attempts.map((attempt) => attempt.evidenceDigest)),
    );
    const at = now();
    const certificate = seal(
      {
        format: 'groundschool-certificate/1' as const,
        id: newId(),
        name: name.trim(),
        course: catalog.title,
        scope,
        issuedAt: new Date(at).toISOString(),
        graderVersion: version,
        parts,
        evidenceRoot: merkleRoot(digests),
      },
      signer,
    );
    await insertCertificate(db, { id: certificate.id, learner, scope, body: certificate }, at);
    return certificate;
  }

  /** The lab's score and the attempts that it comes from, their evidence digested anew. */
  async #lab(lab: Lab, session: LabSession): Promise<CertifiedLab> {
    const { db } = this.#options;
    const { id, title, tasks } = lab.manifest;
    const standings = await taskStandings(db, session, lab);
    const results = await pointsByAttempt(db, session.id);
    const counted = new Map<string, number>();
    for (const task of tasks) {
      const own = results.filter((result) => result.task === task.id);
      const best = Math.max(...own.map(({ points }) => points));
      const one = task.final === true ? own.at(-1) : own.find(({ points }) => points === best);
      if (one) counted.set(one.attempt, one.number);
    }
    const attempts: CertifiedLab['attempts'] = [];
    for (const [attemptId, number] of [...counted].toSorted(([, a], [, b]) => a - b)) {
      const attempt = await getAttempt(db, attemptId);
      const report = JSON.parse(attempt?.report ?? '{}') as { version?: string };
      attempts.push({
        id: attemptId,
        number,
        endedAt: new Date(attempt?.finished_at ?? 0).toISOString(),
        score: attempt?.score ?? 0,
        graderVersion: report.version ?? '',
        evidenceDigest: evidenceDigest(await evidenceOf(db, attemptId)),
      });
    }
    const score = round([...standings.values()].reduce((sum, { best }) => sum + best, 0));
    return { id, title, score, maxScore: 100, attempts };
  }

  async #scopes(learner: string): Promise<CertificatesReply['scopes']> {
    const { catalog, db } = this.#options;
    const { title, parts } = courseReply(catalog, await standingOf(db, catalog, learner));
    const scopes = parts.map((part) => {
      const missing =
        part.status === 'planned'
          ? [{ label: `“${part.title}” is planned and not there yet`, href: '/' }]
          : part.steps.map(({ label, href }) => ({ label, href }));
      return { scope: part.id, title: part.title, complete: missing.length === 0, missing };
    });
    const missing = scopes.flatMap((scope) => scope.missing);
    return [
      { scope: 'course', title, complete: scopes.length > 0 && missing.length === 0, missing },
      ...scopes,
    ];
  }
}
