import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type {
  AttemptChangesReply,
  LabSessionReply,
  SolutionReply,
  TaskChange,
  TimelineReply,
} from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { asApiError, type ApiError } from '../../data/http.ts';
import { getAttemptChanges, getChanges, getSolution, getTimeline } from '../../data/lab-sessions.ts';
import { LabAsk } from './ask.ts';
import { changeSentence } from './change-words.ts';
import { LabComments } from './comments.ts';
import type { LabStore } from './store.ts';

/** A busy account makes a hundred calls a second; its time line is read again at most this often. */
const TIMELINE_MS = 3000;

/** What the page says about attempts besides their results: what changed, what happened between them, and the answer. */
export class LabFeedback implements ReactiveController {
  timeline: TimelineReply | null = null;
  comparison: AttemptChangesReply | null = null;
  comparing = false;
  problem: ApiError | null = null;
  readonly ask: LabAsk;
  readonly comments: LabComments;

  readonly #host: ReactiveControllerHost;
  readonly #store: LabStore;
  readonly #timelineIsOpen: () => boolean;
  #changes = new Map<string, TaskChange>();
  #session = '';
  #ended = '';
  #loading: Promise<string> = Promise.resolve('');
  #drawn = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #solutions = new Map<string, SolutionReply | ApiError | null>();

  constructor(host: ReactiveControllerHost, store: LabStore, timelineIsOpen: () => boolean) {
    this.#host = host;
    this.ask = new LabAsk(host);
    this.comments = new LabComments(host);
    this.#store = store;
    this.#timelineIsOpen = timelineIsOpen;
    store.finished = (said) => void this.#say(said);
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  hostUpdated(): void {
    const { session } = this.#store;
    if (!session) return;
    const isNew = session.id !== this.#session;
    if (isNew) this.#forget(session);
    const ended = session.attempts.filter(({ status }) => status === 'done').map(({ id }) => id);
    if (ended.join(' ') !== this.#ended) {
      this.#ended = ended.join(' ');
      this.#loading = ended.length > 1 ? this.#loadChanges(session) : Promise.resolve('');
    }
    if (this.#timelineIsOpen()) this.#drawSoon(session);
  }

  /** What changed about a task in its last check, while that is the result on the page. */
  change(task: string): TaskChange | null {
    return this.#changes.get(task) ?? null;
  }

  /** The answer of a task: null while it is asked for, which the first call does. */
  solution(task: string): SolutionReply | ApiError | null {
    const { session } = this.#store;
    if (session && !this.#solutions.has(task)) {
      this.#solutions.set(task, null);
      void getSolution(session.id, task)
        .catch(asApiError)
        .then((reply) => {
          this.#solutions.set(task, reply);
          this.#host.requestUpdate();
        });
    }
    return this.#solutions.get(task) ?? null;
  }

  /** Asks for an answer again, after an error. */
  again(task: string): void {
    this.#solutions.delete(task);
    this.#host.requestUpdate();
  }

  async compare({ from, to }: { from: string; to: string }): Promise<void> {
    this.comparing = true;
    this.problem = null;
    this.#host.requestUpdate();
    try {
      this.comparison = await getAttemptChanges(to, from);
      announce(`Attempts ${this.comparison.from.number} and ${this.comparison.to.number} compared`);
    } catch (error) {
      this.problem = asApiError(error);
    }
    this.comparing = false;
    this.#host.requestUpdate();
  }

  endCompare(): void {
    this.comparison = null;
    this.#host.requestUpdate();
  }

  #forget(session: LabSessionReply): void {
    this.#session = session.id;
    this.#ended = '';
    this.#drawn = '';
    this.#changes = new Map();
    this.#solutions.clear();
    Object.assign(this, { timeline: null, comparison: null, problem: null });
  }

  /** The end of a check in one breath: score first, then what it changed. */
  async #say(said: string): Promise<void> {
    const changed = await this.#loading;
    announce(changed === '' ? said : `${said} ${changed}`);
  }

  /** @returns what the newest check changed, in words; empty when nothing did */
  async #loadChanges(session: LabSessionReply): Promise<string> {
    const [newest] = session.attempts;
    let said = '';
    try {
      const { tasks } = await getChanges(session.id);
      if (session.id !== this.#session) return '';
      this.#changes = new Map(tasks.map((change) => [change.task, change]));
      // An answer may say more once another task has passed.
      this.#solutions.clear();
      const titles = Object.fromEntries(this.#store.lab?.tasks.map(({ id, title }) => [id, title]) ?? []);
      said = changeSentence(
        tasks.filter(({ to }) => to === newest?.number),
        titles,
      );
    } catch (error) {
      // The result itself is there; what changed is an addition that the next check brings.
      console.warn('What changed could not be read', error);
    }
    this.#host.requestUpdate();
    return said;
  }

  #drawSoon(session: LabSessionReply): void {
    const state = `${session.attempts.map(({ id, status }) => id + status).join(' ')} ${this.#store.journal.at(-1)?.seq ?? 0}`;
    if (state === this.#drawn || this.#timer !== undefined) return;
    const draw = async (): Promise<void> => {
      this.#drawn = state;
      try {
        this.timeline = await getTimeline(session.id);
        this.problem = null;
      } catch (error) {
        this.problem = asApiError(error);
      }
      this.#host.requestUpdate();
    };
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void draw();
      },
      this.timeline === null ? 0 : TIMELINE_MS,
    );
  }
}
