import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  ArtifactReply,
  AttemptReply,
  AttemptSummary,
  ConnectionReply,
  DraftReply,
  GradedFileReply,
  HintReply,
  JournalEntry,
  LabReply,
  LabSessionReply,
  SessionEvent,
} from '../../../server/contract/index.ts';
import type { TaskResult } from '../../../graders/contract/index.ts';
import { announce } from '../../announce.ts';
import { followSession, type LiveState } from '../../data/events.ts';
import { asApiError, type ApiError } from '../../data/http.ts';
import { getLab, getLabFile } from '../../data/labs.ts';
import * as api from '../../data/lab-sessions.ts';
import { statusName, statusWord } from '../../elements/status.ts';
import { formatPoints } from '../../format.ts';
import { MyDue } from '../due.ts';
import { Waiting } from './waiting.ts';
import { JournalFeed } from './journal-feed.ts';

/** Without a live stream the page asks by itself; with one, this is only the safety net for a missed event. */
const POLL_MS = { live: 4000, otherwise: 1000 };

/**
 * State of one workbench: what the server said, what is going on, and the ways to change it. Re-renders its host. One file
 * in spite of its length, because every event may touch attempt, results and session together.
 */
export class LabStore implements ReactiveController {
  lab: LabReply | null = null;
  session: LabSessionReply | null = null;
  hints: readonly HintReply[] = [];
  artifacts: readonly ArtifactReply[] = [];
  /** Texts kept and not handed in, as they were when the lab was opened; null until they are known. */
  drafts: readonly DraftReply[] | null = null;
  graded: readonly GradedFileReply[] = [];
  connection: ConnectionReply | null = null;
  live: LiveState = 'connecting';
  /** Nothing can be shown. */
  fatal: ApiError | null = null;
  /** An action that did not work; the page stays. */
  problem: { heading: string; error: ApiError } | null = null;
  attempt: AttemptSummary | null = null;
  checking: ReadonlySet<string> = new Set();
  busy: ReadonlySet<string> = new Set();
  /** How the end of a check is said; whoever knows more about it says more. */
  finished: (said: string) => void = announce;
  /** A past attempt opened to look at. */
  shown: AttemptReply | null = null;

  /** When the lab is due, where an instructor has given it. */
  readonly due: MyDue;
  /** What AWS may not show yet. */
  readonly waiting: Waiting;
  readonly #host: ReactiveControllerHost;
  readonly #feed = new JournalFeed(() => this.#changed());
  #unfollow: (() => void) | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;
  /** False once the page is left: nothing is asked any more. */
  #alive = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
    this.due = new MyDue(host);
    this.waiting = new Waiting(host);
  }

  hostDisconnected(): void {
    this.#alive = false;
    this.#generation += 1;
    this.#unfollow?.();
    this.#unfollow = undefined;
    clearTimeout(this.#poll);
    this.#feed.stop();
  }

  /** Loads the lab and opens (or makes) the learner's session of it. */
  async open(id: string): Promise<void> {
    const generation = ++this.#generation;
    this.#alive = true;
    this.fatal = null;
    this.drafts = null;
    this.#changed();
    try {
      const [lab, session] = await Promise.all([getLab(id), api.openLabSession(id)]);
      if (generation !== this.#generation) return;
      this.lab = lab;
      this.#take(session);
      this.#unfollow?.();
      this.#unfollow = followSession(session.id, {
        onEvent: (event) => this.#receive(event),
        onState: (live) => {
          this.live = live;
          // A stream that breaks says nothing about the server; a request does, and the app tells the learner.
          if (live === 'reconnecting' || live === 'offline') void this.refresh();
          this.#changed();
        },
        onResume: () => void this.refresh(),
      });
      await this.#loadParts(session);
    } catch (error) {
      if (generation === this.#generation) this.fatal = asApiError(error);
    }
    this.#changed();
  }

  /** Reads the session again: after an attempt, a hint, a gap in the stream. */
  async refresh(): Promise<void> {
    if (!this.session) return;
    try {
      this.#take(await api.getLabSession(this.session.id));
      if (this.problem?.error.code === 'OFFLINE') this.problem = null;
      await this.#loadParts(this.session);
    } catch (error) {
      const known = asApiError(error);
      // A server that does not answer is said once, for the whole page, and asked again by itself.
      if (known.code !== 'OFFLINE')
        this.problem = { heading: 'The state of the lab could not be read', error: known };
    }
    this.#changed();
  }

  /** Checks some tasks, or all. One press is one attempt, also when the request has to be repeated. */
  async check(tasks: string[] | null): Promise<void> {
    const { session, lab } = this;
    if (!session || !lab || this.attempt || session.status !== 'ready') return;
    this.problem = null;
    this.shown = null;
    this.checking = new Set(tasks ?? lab.tasks.map((task) => task.id));
    announce(tasks ? 'Checking' : 'Checking all tasks');
    await this.#act('check', 'The check did not start', async () => {
      const reply = await api.createAttempt(session.id, { key: newKey(), ...(tasks ? { tasks } : {}) });
      this.#progress(reply.attempt);
    });
    if (!this.attempt) this.checking = new Set();
    this.#changed();
  }

  async openHint(task: string, level: number): Promise<void> {
    const id = this.session?.id;
    if (!id) return;
    await this.#act(`hint ${task}`, 'The hint was not opened, and nothing was taken off', async () => {
      await api.openHint(id, { task, level });
      await this.refresh();
      announce(`Hint ${level} opened`);
    });
  }

  async handIn(task: string, name: string, text: string): Promise<boolean> {
    const id = this.session?.id;
    if (!id) return false;
    return this.#act(
      `artifact ${task}/${name}`,
      `${name} was not handed in; your text is still in the editor`,
      async () => {
        const reply = await api.putArtifact(id, task, name, text);
        this.artifacts = [
          ...this.artifacts.filter((one) => one.task !== task || one.name !== name),
          { ...reply, text },
        ];
        this.drafts = (this.drafts ?? []).filter((one) => one.task !== task || one.name !== name);
        announce(`${name} handed in`);
      },
    );
  }

  async starter(path: string): Promise<string | null> {
    let text: string | null = null;
    const lab = this.lab?.id ?? '';
    await this.#act(`starter ${path}`, 'The starting file could not be read', async () => {
      text = await getLabFile(lab, path.replace(/^files\//, ''));
    });
    return text;
  }

  async reset(): Promise<boolean> {
    const id = this.session?.id;
    if (!id) return false;
    return this.#act('reset', 'The account was not reset', async () => {
      this.#take(await api.resetLabSession(id));
      this.#feed.clear();
      this.connection = null;
      await this.#loadParts(this.session);
      announce('A new account is ready');
    });
  }

  async show(attempt: string): Promise<void> {
    if (this.shown?.attempt.id === attempt) {
      this.shown = null;
      this.#changed();
      return;
    }
    await this.#act('show', 'The attempt could not be read', async () => {
      this.shown = await api.getAttempt(attempt);
    });
  }

  get journal(): readonly JournalEntry[] {
    return this.#feed.entries;
  }

  /** Result that the page shows for a task now. */
  result(task: string): TaskResult | null {
    const past = this.shown?.report?.tasks.find((one) => one.id === task);
    return past ?? this.session?.tasks.find((one) => one.id === task)?.last ?? null;
  }

  async #loadParts(session: LabSessionReply | null): Promise<void> {
    if (!session) return;
    const [hints, artifacts] = await Promise.all([api.getHints(session.id), api.getArtifacts(session.id)]);
    this.hints = hints.hints;
    this.artifacts = artifacts.artifacts;
    this.graded = artifacts.graded;
    // Later the page knows better what is typed in it.
    this.drafts ??= artifacts.drafts;
    // An account at AWS has no keys of ours and no journal here.
    if (session.status !== 'ready' || session.target.kind !== 'sandbox') return;
    this.connection ??= await api.getConnection(session.id);
    await this.#feed.catchUp(session.id);
  }

  #take(session: LabSessionReply) {
    this.session = session;
    const open = session.attempts.find((one) => one.status === 'queued' || one.status === 'running') ?? null;
    if (open) this.#progress(open);
    else if (this.attempt) this.#finish();
    if (session.status === 'preparing') this.#pollSoon();
    this.#changed();
  }

  #receive(event: SessionEvent) {
    if (!this.session) return;
    if (event.type === 'waiting') {
      this.waiting.receive(event);
      return;
    }
    if (event.type === 'journal') {
      this.#feed.arrive(event.entries);
      return;
    }
    if (event.type === 'session') {
      const changed = event.status !== this.session.status;
      this.session = { ...this.session, status: event.status, problem: event.problem };
      if (changed && event.status === 'ready') void this.refresh();
    } else if (event.type === 'attempt') {
      this.#progress(event.attempt);
    } else if (event.type === 'task-started') {
      this.checking = new Set(this.checking).add(event.task);
    } else {
      this.#landed(event.result);
    }
    this.#changed();
  }

  #landed(result: TaskResult) {
    const checking = new Set(this.checking);
    checking.delete(result.id);
    this.checking = checking;
    if (!this.session) return;
    const tasks = this.session.tasks.map((task) =>
      task.id === result.id ? { ...task, last: result, targetedHintHtml: null } : task,
    );
    this.session = { ...this.session, tasks };
    announce(`${result.title}: ${statusWord(statusName(result.status))}`);
  }

  #progress(attempt: AttemptSummary) {
    if (attempt.status === 'queued' || attempt.status === 'running') {
      this.attempt = attempt;
      if (this.checking.size === 0)
        this.checking = new Set(attempt.tasks ?? this.lab?.tasks.map((task) => task.id) ?? []);
      this.#pollSoon();
    } else if (
      this.attempt?.id === attempt.id ||
      !this.session?.attempts.some((one) => one.id === attempt.id)
    ) {
      if (attempt.status === 'failed')
        this.problem = {
          heading: 'The check stopped before its end',
          error: asApiError(
            new Error(`attempt ${attempt.number} stopped. Nothing was taken off; check again`),
          ),
        };
      this.#finish();
      void this.refresh().then(() => {
        const { session } = this;
        if (session)
          this.finished(
            `Check done. Score ${formatPoints(session.score)} of ${formatPoints(session.maxScore)}.`,
          );
      });
    }
  }

  #finish() {
    this.attempt = null;
    this.waiting.clear();
    void this.due.load();
    this.checking = new Set();
  }

  #pollSoon() {
    clearTimeout(this.#poll);
    if (!this.#alive) return;
    this.#poll = setTimeout(
      () => void this.refresh(),
      this.live === 'live' ? POLL_MS.live : POLL_MS.otherwise,
    );
  }

  async #act(what: string, heading: string, action: () => Promise<void>): Promise<boolean> {
    if (this.busy.has(what)) return false;
    this.busy = new Set(this.busy).add(what);
    this.problem = null;
    this.#changed();
    try {
      await action();
      return true;
    } catch (error) {
      this.problem = { heading, error: asApiError(error) };
      return false;
    } finally {
      const busy = new Set(this.busy);
      busy.delete(what);
      this.busy = busy;
      this.#changed();
    }
  }

  #changed() {
    this.#host.requestUpdate();
  }
}

/** `crypto.randomUUID` exists in secure contexts only; a school's plain-HTTP host is none. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
