// A stand-in for the Groundschool server: serves a build of the web app under the strict policy, and answers the API from
// fixtures. Every reply is validated against the contract, so that a test cannot pass on a shape the server never sends.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import * as contract from '../../../server/contract/index.ts';
import type { TaskResult } from '../../../graders/contract/index.ts';
import { coverageReply } from '../../../web/gallery/coverage-samples.ts';
import { FakeTerminals } from './fake-terminals.ts';
import * as fixtures from './fixtures.ts';
import { billReply } from './bill-fixture.ts';
import { decisionsReply } from './decisions-fixture.ts';
import { spotPricesReply } from './spot-fixture.ts';
import { deploymentReply } from './deployment-fixture.ts';
import { identitiesReply } from './identities-fixture.ts';
import { podsReply } from './pods-fixture.ts';
import * as progress from './progress-fixture.ts';
import { searchReply } from './search-fixture.ts';
import { glossaryReply } from '../../../web/gallery/glossary-samples.ts';
import { networkReply } from './network-fixture.ts';
import { judge, quizItems } from '../../../web/gallery/quiz-samples.ts';
import { comparison, otherReason, solution, timeline } from '../../../web/gallery/feedback-samples.ts';
import { AT, connectionReply, journalEntry, results } from '../../../web/gallery/samples.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const NONCE = 'dGVzdC1ub25jZQ';
export const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  `style-src 'self' 'nonce-${NONCE}'`,
  "style-src-attr 'none'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

interface Failure {
  method: string;
  path: RegExp;
  status: number;
  reply: contract.ErrorReply | string;
}

interface Answer {
  method: string;
  path: RegExp;
  schema: TSchema;
  /** The reply, or a function that makes it of the request's body. */
  reply: unknown;
  status: number;
}

export class FakeApi {
  session = fixtures.sessionReply();
  course = fixtures.courseReply();
  coverage = coverageReply();
  reviews = progress.reviewOverview();
  review = progress.reviewReply();
  receipts = progress.receipts();
  certificates = progress.certificates();
  search = searchReply();
  glossary = glossaryReply();
  lesson = fixtures.lessonReply();
  lab = fixtures.labReply();
  labSession = fixtures.labSessionReply();
  lifecycle = fixtures.lifecycleReply();
  network = networkReply();
  decisions = decisionsReply();
  bill = billReply();
  spot = spotPricesReply();
  identities = identitiesReply();
  deployment = deploymentReply();
  pods = podsReply();
  timeline = timeline;
  changes: contract.ChangesReply = { tasks: [otherReason] };
  readonly terminals = new FakeTerminals();
  journal = Array.from({ length: 12 }, (_, index) => journalEntry(index + 1));
  hints: contract.HintReply[] = [1, 2].map((level) => hint('tiering', level));
  artifacts: contract.ArtifactReply[] = [];
  drafts: contract.DraftReply[] = [];
  graded: contract.GradedFileReply[] = [];
  quiz: contract.QuizAttemptReply = newQuiz();
  /** Results of the next check, by task; tasks without one pass. */
  grades: Record<string, TaskResult> = {};
  gradeDelayMs = 40;
  readonly failures: Failure[] = [];
  readonly #answers: Answer[] = [];
  readonly requests: { method: string; path: string; body: unknown; csrf: string | undefined }[] = [];
  readonly violations: string[] = [];
  url = '';
  #server: Server | undefined;
  #streams = new Set<ServerResponse>();
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
    this.answer('GET', /^\/api\/assignments$/, contract.MyAssignmentsReply, { assignments: [] });
  }

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        this.violations.push(String(error));
        if (!response.headersSent) response.writeHead(500);
        response.end();
      });
    });
    this.terminals.csrf = () => this.session.csrfToken;
    server.on('upgrade', (request, socket) => this.terminals.upgrade(request, socket));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.dropStreams();
    for (const line of this.terminals.lines) line.drop();
    const server = this.#server;
    if (!server) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }

  /** Makes matching requests fail until the list is cleared. */
  fail(method: string, path: RegExp, status: number, reply: contract.ErrorReply | string): void {
    this.failures.push({ method, path, status, reply });
  }

  /** What a route of a room that brings its own fixtures answers; the newest of several that match. */
  answer(method: string, path: RegExp, schema: TSchema, reply: unknown, status = 200): void {
    this.#answers.unshift({ method, path, schema, reply, status });
  }

  push(event: contract.SessionEvent): void {
    this.#check(contract.SessionEvent, event, 'an event');
    for (const stream of this.#streams)
      stream.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  }

  dropStreams(): void {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  get listeners(): number {
    return this.#streams.size;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    if (!pathname.startsWith('/api/')) return this.#file(pathname, response);
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    const csrf = request.headers['x-csrf-token'];
    this.requests.push({ method, path: pathname, body, csrf: typeof csrf === 'string' ? csrf : undefined });
    const failure = this.failures.find((one) => one.method === method && one.path.test(pathname));
    if (failure) {
      if (typeof failure.reply !== 'string') this.#check(contract.ErrorReply, failure.reply, pathname);
      response.writeHead(failure.status, { 'content-type': 'application/json' });
      response.end(typeof failure.reply === 'string' ? failure.reply : JSON.stringify(failure.reply));
      return;
    }
    if (method !== 'GET' && csrf !== this.session.csrfToken)
      return send(response, 403, {
        code: 'CSRF_TOKEN_INVALID',
        message: 'The request token is missing or old.',
      });
    if (/^\/api\/lab-sessions\/[^/]+\/events$/.test(pathname)) return this.#stream(response);
    const terminal = this.terminals.answer(method, pathname, body);
    if (terminal?.status === 204) {
      response.writeHead(204).end();
      return;
    }
    if (terminal) {
      const schema = { 200: contract.TerminalsReply, 201: contract.TerminalReply }[terminal.status];
      this.#check(schema ?? contract.ErrorReply, terminal.reply, pathname);
      return send(response, terminal.status, terminal.reply);
    }
    const file = /^\/api\/labs\/[^/]+\/files\/(.+)$/.exec(pathname);
    if (file) {
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(`# ${file[1]}\ndef inventory(client, bucket, prefix):\n    ...\n`);
      return;
    }
    const own = this.#answers.find((one) => one.method === method && one.path.test(pathname));
    if (own?.status === 204) {
      response.writeHead(204).end();
      return;
    }
    const [schema, reply, status] = own
      ? [
          own.schema,
          typeof own.reply === 'function' ? (own.reply as (body: unknown) => unknown)(body) : own.reply,
          own.status,
        ]
      : this.#route(method, pathname, body, searchParams);
    this.#check(schema, reply, `${method} ${pathname}`);
    send(response, status ?? 200, reply);
  }

  #route(method: string, path: string, body: unknown, query: URLSearchParams): [TSchema, unknown, number?] {
    const key = `${method} ${path.replace(/^\/api/, '')}`;
    const route = (pattern: RegExp) => pattern.exec(key);
    if (route(/^GET \/session$/)) return [contract.SessionReply, this.session];
    if (route(/^GET \/course$/)) return [contract.CourseReply, this.course];
    if (route(/^GET \/course\/coverage$/)) return [contract.CoverageReply, this.coverage];
    if (route(/^GET \/glossary$/)) return [contract.GlossaryReply, this.glossary];
    if (route(/^GET \/reviews$/)) return [contract.ReviewOverviewReply, this.reviews];
    if (route(/^POST \/reviews$/)) return [contract.ReviewReply, this.review];
    if (route(/^POST \/reviews\/[^/]+\/answers$/)) {
      this.#check(contract.ReviewAnswerBody, body, key);
      const { part, item, answer } = body as contract.ReviewAnswerBody;
      return [contract.ReviewAnswerReply, { part, feedback: judge(item, answer), dueAt: AT }];
    }
    if (route(/^GET \/receipts$/)) return [contract.ReceiptsReply, { receipts: this.receipts }];
    if (route(/^POST \/records\/verify$/)) {
      this.#check(contract.VerifyRecordBody, body, key);
      return [contract.VerifyRecordReply, progress.verdict()];
    }
    if (route(/^GET \/certificates$/)) return [contract.CertificatesReply, this.certificates];
    if (route(/^POST \/certificates$/)) {
      this.#check(contract.IssueCertificateBody, body, key);
      const { name } = body as contract.IssueCertificateBody;
      return [contract.Certificate, { ...progress.certificate(), name }, 201];
    }
    if (route(/^GET \/search$/)) return [contract.SearchReply, this.search];
    if (route(/^GET \/lessons\/s3$/)) return [contract.LessonReply, this.lesson];
    if (route(/^PUT \/lessons\/s3\/progress$/)) {
      this.#check(contract.LessonProgressBody, body, key);
      Object.assign(this.lesson.progress, body);
      return [contract.LessonReply.properties.progress, this.lesson.progress];
    }
    if (route(/^GET \/labs\/s3-lifecycle$/)) return [contract.LabReply, this.lab];
    if (route(/^POST \/lab-sessions$/)) {
      this.#check(contract.CreateLabSessionBody, body, key);
      return [contract.LabSessionReply, this.labSession];
    }
    if (route(/^GET \/lab-sessions\/[^/]+$/)) return [contract.LabSessionReply, this.labSession];
    if (route(/\/reset$/)) {
      Object.assign(this.labSession, {
        status: 'ready',
        problem: null,
        generation: this.labSession.generation + 1,
      });
      this.labSession.target.account = '000000000002';
      return [contract.LabSessionReply, this.labSession];
    }
    if (route(/\/connection$/)) return [contract.ConnectionReply, connectionReply()];
    if (route(/\/journal$/)) {
      const entries = this.journal.filter(({ seq }) => seq > Number(query.get('after') ?? 0));
      return [contract.JournalReply, { entries, lastSeq: entries.at(-1)?.seq ?? 0 }];
    }
    if (route(/\/timeline$/)) return [contract.TimelineReply, this.timeline];
    if (route(/^GET \/lab-sessions\/[^/]+\/changes$/)) return [contract.ChangesReply, this.changes];
    if (route(/^GET \/attempts\/[^/]+\/changes$/)) return [contract.AttemptChangesReply, comparison];
    const answer = route(/\/solution\/([^/]+)$/);
    if (answer) return [contract.SolutionReply, { ...solution, task: answer[1] ?? '' }];
    if (route(/\/lifecycle$/)) return [contract.LifecycleReply, this.lifecycle];
    if (route(/\/bill$/)) return [contract.BillReply, this.bill];
    if (route(/\/decisions$/)) return [contract.DecisionsReply, this.decisions];
    if (route(/\/spot-prices$/)) return [contract.SpotPricesReply, this.spot];
    if (route(/\/deployment$/)) return [contract.DeploymentReply, this.deployment];
    if (route(/\/identities$/)) return [contract.IdentitiesReply, this.identities];
    if (route(/\/pods$/)) return [contract.PodsReply, this.pods];
    if (route(/\/network$/)) return [contract.NetworkReply, this.network];
    if (route(/^GET .*\/artifacts$/))
      return [
        contract.ArtifactsReply,
        { artifacts: this.artifacts, drafts: this.drafts, graded: this.graded },
      ];
    const artifact = route(/^PUT .*\/artifacts\/([^/]+)\/([^/]+)$/);
    if (artifact) {
      this.#check(contract.ArtifactBody, body, key);
      const { text } = body as contract.ArtifactBody;
      const reply = {
        task: artifact[1] ?? '',
        name: artifact[2] ?? '',
        bytes: text.length,
        sha256: 'f'.repeat(64),
        submittedAt: AT,
        text,
      };
      this.drafts = this.drafts.filter(({ task, name }) => task !== reply.task || name !== reply.name);
      this.artifacts = this.artifacts.filter(({ task, name }) => task !== reply.task || name !== reply.name);
      this.artifacts.push(reply);
      return [contract.ArtifactReply, reply];
    }
    const draft = route(/^PUT .*\/drafts\/([^/]+)\/([^/]+)$/);
    if (draft) {
      this.#check(contract.ArtifactBody, body, key);
      const [, task = '', name = ''] = draft;
      const reply = { task, name, text: (body as contract.ArtifactBody).text, savedAt: AT };
      this.drafts = this.drafts.filter((one) => one.task !== task || one.name !== name);
      this.drafts.push(reply);
      return [contract.DraftReply, reply];
    }
    if (route(/^GET .*\/hints$/)) return [contract.HintsReply, { hints: this.hints }];
    if (route(/^POST .*\/hints$/)) {
      this.#check(contract.OpenHintBody, body, key);
      const { task, level } = body as contract.OpenHintBody;
      const reply = hint(task, level);
      this.hints.push(reply);
      return [contract.HintReply, reply];
    }
    if (route(/^POST .*\/attempts$/) && path.startsWith('/api/lab-sessions'))
      return this.#grade(body as contract.CreateAttemptBody);
    const attempt = route(/^GET \/attempts\/(.+)$/);
    if (attempt) return [contract.AttemptReply, this.#attempt(attempt[1] ?? '')];
    if (route(/^POST \/quizzes\/s3\/attempts$/)) {
      if (this.quiz.finishedAt) this.quiz = newQuiz();
      return [contract.QuizAttemptReply, this.quiz, 201];
    }
    if (route(/^GET \/quiz-attempts\//)) return [contract.QuizAttemptReply, this.quiz];
    if (route(/^POST \/quiz-attempts\/[^/]+\/answers$/)) {
      this.#check(contract.QuizAnswerBody, body, key);
      const { item, answer } = body as contract.QuizAnswerBody;
      const feedback = judge(item, answer);
      this.quiz.feedback.push(feedback);
      if (this.quiz.feedback.length === this.quiz.items.length) {
        this.quiz.finishedAt = AT;
        this.quiz.score = this.quiz.feedback.filter((one) => one.correct).length / this.quiz.items.length;
      }
      return [contract.QuizFeedback, feedback];
    }
    return [
      contract.ErrorReply,
      {
        code: 'NOT_FOUND',
        message: `There is nothing at ${path}.`,
        cure: 'Open the course map and start from there.',
      },
      404,
    ];
  }

  #grade(body: contract.CreateAttemptBody): [TSchema, unknown, number] {
    this.#check(contract.CreateAttemptBody, body, 'a check');
    const number = this.labSession.attempts.length + 1;
    const attempt: contract.AttemptSummary = {
      id: `at_0000000${number}`,
      number,
      status: 'running',
      createdAt: AT,
      finishedAt: null,
      score: null,
      checkable: null,
      tasks: body.tasks ?? null,
    };
    this.labSession.attempts.unshift(attempt);
    void this.#run(attempt, body.tasks ?? this.lab.tasks.map((one) => one.id));
    return [
      contract.AttemptReply,
      { attempt, session: this.labSession.id, lab: this.lab.id, report: null },
      202,
    ];
  }

  async #run(attempt: contract.AttemptSummary, tasks: readonly string[]): Promise<void> {
    const wait = () => new Promise((resolve) => setTimeout(resolve, this.gradeDelayMs));
    for (const id of tasks) {
      const spec = this.lab.tasks.find((one) => one.id === id);
      if (!spec) continue;
      await wait();
      this.push({ type: 'task-started', attempt: attempt.id, task: id });
      const passed: TaskResult = {
        ...results.pass,
        id,
        title: spec.title,
        points: spec.points,
        maxPoints: spec.points,
      };
      const result = this.grades[id] ?? passed;
      const state = this.labSession.tasks.find((one) => one.id === id);
      if (state)
        Object.assign(state, {
          last: result,
          best: Math.max(state.best, result.points),
          targetedHintHtml: null,
        });
      await wait();
      this.push({ type: 'task-result', attempt: attempt.id, result });
    }
    this.labSession.score = this.labSession.tasks.reduce((sum, one) => sum + one.best, 0);
    Object.assign(attempt, {
      status: 'done',
      finishedAt: AT,
      score: this.labSession.score,
      checkable: 100,
    });
    this.push({ type: 'attempt', attempt });
  }

  #attempt(id: string): contract.AttemptReply {
    const attempt = this.labSession.attempts.find((one) => one.id === id) ?? this.labSession.attempts[0];
    if (!attempt) throw new Error(`no attempt ${id}`);
    const tasks = [results.pass, results.fail, results.skipped, results.blocked];
    return {
      attempt,
      session: this.labSession.id,
      lab: this.lab.id,
      report: {
        lab: this.lab.id,
        version: '0.1.0',
        target: this.labSession.target,
        startedAt: AT,
        durationMs: 640,
        awsCalls: 12,
        score: 16,
        checkable: 88,
        maxScore: 100,
        tasks,
      },
    };
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 500\n\n');
    this.#streams.add(response);
    response.on('close', () => this.#streams.delete(response));
  }

  #file(path: string, response: ServerResponse): void {
    const asked = join(this.#root, normalize(path));
    const found = existsSync(asked) && statSync(asked).isFile();
    const file = found ? asked : join(this.#root, 'index.html');
    const type = TYPES[extname(file)] ?? 'application/octet-stream';
    response.setHeader('content-type', type);
    if (extname(file) === '.html') {
      response.setHeader('content-security-policy', POLICY);
      response.end(readFileSync(file, 'utf8').replaceAll('__CSP_NONCE__', NONCE));
      return;
    }
    createReadStream(file).pipe(response);
  }

  #check(schema: TSchema, value: unknown, where: string): void {
    if (Value.Check(schema, value)) return;
    const problems = [...Value.Errors(schema, value)].map(
      (error) => `${error.instancePath} ${error.message}`,
    );
    throw new Error(`${where} breaks its contract: ${problems.join('; ')}`);
  }
}

function hint(task: string, level: number): contract.HintReply {
  return {
    task,
    level,
    html: fixtures.hintTexts[level] ?? '',
    costPercent: [0, 10, 25][level - 1] ?? 0,
    openedAt: AT,
  };
}

function newQuiz(): contract.QuizAttemptReply {
  return {
    id: 'qa_00000001',
    part: 's3',
    title: 'Quiz: S3',
    pass: 0.8,
    startedAt: AT,
    finishedAt: null,
    items: quizItems.map(({ item }) => item),
    feedback: [],
    score: null,
  };
}

function send(response: ServerResponse, status: number, reply: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(reply));
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
