import { html, nothing, type PropertyDeclarations } from 'lit';
import type { LabReply, LabSessionReply } from '../../server/contract/index.ts';
import '../elements/artifact.ts';
import '../elements/dialog.ts';
import '../elements/gauge.ts';
import '../elements/hints.ts';
import { icon } from '../elements/icons.ts';
import '../elements/prose.ts';
import '../elements/result-card.ts';
import { statusName, type StatusName } from '../elements/status.ts';
import '../elements/task-list.ts';
import { formatMoment, formatPoints } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { Dock } from './lab/dock.ts';
import { answerView } from './lab/feedback-view.ts';
import { LabFeedback } from './lab/feedback.ts';
import { LabFiles } from './lab/files.ts';
import { PICTURES } from './lab/pictures.ts';
import { nextTask } from './lab/next-task.ts';
import { hintRungs, taskRows } from './lab/rows.ts';
import { isOwnAccount, sessionState, liveNote } from './lab/session-state.ts';
import { takeCommand } from './lab/carried-command.ts';
import { pasteInto } from './lab/paste-command.ts';
import { resetDialog, statesView } from './lab/states-view.ts';
import { LabStore } from './lab/store.ts';
import { labStyles } from './lab/styles.ts';
import { LabTerminals } from './lab/terminals.ts';
import { toolsView } from './lab/tools-view.ts';
import { LabTour } from './lab/tour.ts';
import { Page } from './page.ts';

type Task = LabReply['tasks'][number];

/**
 * The workbench: tasks, the open task with its result, hints and files, and the tools (terminal, journal, attempts).
 * Longer than most pages because it joins nine elements to one store; looks, tools and state have files of their own.
 */
class LabPage extends Page {
  static override properties: PropertyDeclarations = {
    tool: { state: true },
    asking: { state: true },
    unfolded: { state: true },
  };
  static override styles = [base, controls, tones, labStyles];
  /** Empty until the learner has chosen one. */
  declare tool: string;
  declare asking: boolean;
  /** Task whose reference answer is unfolded. */
  declare unfolded: string;
  override keepsScroll = true;
  #opened = '';
  readonly #store = new LabStore(this);
  readonly #files = new LabFiles(this, this.#store);
  readonly #tour = new LabTour(this);
  readonly #feedback = new LabFeedback(this, this.#store, () => this.tool === 'attempts');
  readonly #terminals = new LabTerminals(this);
  readonly #dock = new Dock(this);

  constructor() {
    super();
    this.tool = '';
    this.asking = false;
    this.unfolded = '';
  }

  override arrived() {
    const lab = this.params['lab'] ?? '';
    if (lab !== this.#opened) void this.#open(lab);
    else void this.ready(this.#title());
  }

  async #open(lab: string) {
    this.#opened = lab;
    await this.#store.open(lab);
    await this.ready(this.#title());
    if (this.#store.lab && !this.#store.fatal) this.#tour.offer();
  }

  override heading(): HTMLElement | null {
    // Moving to another task: its own heading is what changed.
    return this.renderRoot.querySelector<HTMLElement>('#task-title') ?? super.heading();
  }

  #title(): string {
    const { lab } = this.#store;
    if (!lab) return 'Lab not available';
    return this.params['task'] ? `${this.#task(lab)?.title ?? 'Task'} · ${lab.title}` : lab.title;
  }

  #task(lab: LabReply): Task | undefined {
    const asked = lab.tasks.find((task) => task.id === this.params['task']);
    if (asked) return asked;
    const open = lab.tasks.find((task) => this.#status(task) !== 'pass');
    return open ?? lab.tasks[0];
  }

  #status(task: Task): StatusName {
    if (this.#store.checking.has(task.id)) return 'busy';
    return statusName(this.#store.session?.tasks.find((one) => one.id === task.id)?.last?.status);
  }

  override render() {
    const { fatal, lab, session } = this.#store;
    if (fatal)
      return html`<div class="hold">
        <gs-problem
          page
          heading="This lab cannot be opened"
          .problem=${fatal}
          @retry=${() => this.#open(this.#opened)}
        ></gs-problem>
        <p><a href="/">Back to the course map</a></p>
      </div>`;
    if (!lab || !session)
      return html`<div class="hold"><gs-skeleton what="the workbench" lines="12"></gs-skeleton></div>`;
    const task = this.#task(lab);
    this.#terminals.follow(session);
    return html`<div class="bench" @paste-command=${this.#paste}>
        ${this.#head(lab, session)}
        <nav class="tasks card" aria-label="Tasks" data-tour="tasks">
          <gs-task-list
            .tasks=${taskRows(lab, session, (task) => this.#status(task))}
            .current=${task?.id ?? ''}
          ></gs-task-list>
        </nav>
        <section class="work" aria-labelledby="task-title" data-tour="work">
          ${this.#work(lab, session, task)}
        </section>
        <section class="tools" aria-label="Tools" data-tour="tools" ?data-open=${this.#dock.open}>
          ${toolsView(lab, session, this.#store, {
            tool: this.tool || this.#terminals.firstTool,
            choose: (tool) => this.#show(tool),
            feedback: this.#feedback,
            terminals: this.#terminals,
            dock: this.#dock,
          })}
        </section>
      </div>
      ${resetDialog(session, this.#store, {
        open: this.asking,
        close: () => (this.asking = false),
        reset: () => void this.#reset(),
      })}
      ${this.#tour.view()}`;
  }

  #head(lab: LabReply, session: LabSessionReply) {
    const { attempt, busy } = this.#store;
    const ready = session.status === 'ready';
    const pictures = PICTURES[lab.id] ?? [];
    return html`<header class="head">
      <div class="titles">
        <p class="label"><a href="/lessons/${lab.part}">Lesson</a> <span aria-hidden="true">/</span> Lab</p>
        <h1 tabindex="-1">${lab.title}</h1>
        <p class="facts">${sessionState(session)} ${liveNote(this.#store)}</p>
      </div>
      <gs-gauge .value=${session.score} .max=${session.maxScore} label="Score, points:"></gs-gauge>
      <div class="actions">
        <button
          class="primary big"
          data-tour="check"
          aria-disabled=${!ready || attempt !== null}
          @click=${() => this.#store.check(null)}
        >
          ${icon(attempt ? 'busy' : 'check')} ${attempt ? `Attempt ${attempt.number} runs` : 'Check all'}
        </button>
        ${pictures.map(({ href, title, about }) => html`<a class="button" href=${href} title=${about}>${icon('timeline')} ${title}</a>`)}
        <a
          class="button quiet"
          href="/labs/${lab.id}/bill"
          title="See what your account costs, by resource and by tag."
          >Bill</a
        >
        ${
          isOwnAccount(session)
            ? nothing
            : html`<button
                class="quiet"
                ?disabled=${busy.has('reset') || session.status === 'preparing'}
                @click=${() => (this.asking = true)}
              >
                ${icon('reset')} Reset
              </button>`
        }
        ${this.#tour.help()}
      </div>
    </header>`;
  }

  #work(lab: LabReply, session: LabSessionReply, task: Task | undefined) {
    const first = !this.params['task'] && session.attempts.length === 0;
    return html`${statesView(session, this.#store)} ${this.#store.waiting.view()}
    ${
      first && lab.introHtml
        ? html`<details class="intro card" open>
            <summary>The situation</summary>
            <gs-prose .html=${lab.introHtml}></gs-prose>
            <p class="small muted">
              In <a href="/account?lab=${lab.id}">an account of your own</a>: ${lab.costNote}
            </p>
          </details>`
        : nothing
    }
    ${task ? this.#taskView(lab, session, task) : html`<p>This lab has no tasks.</p>`}`;
  }

  #taskView(lab: LabReply, session: LabSessionReply, task: Task) {
    const state = session.tasks.find((one) => one.id === task.id);
    const status = this.#status(task);
    const { attempt, shown, busy } = this.#store;
    const result = this.#store.result(task.id);
    const left = Math.max(0, task.points - (state?.best ?? 0) - (state?.hintCost ?? 0));
    const pastResult = shown?.report?.tasks.some((one) => one.id === task.id) ?? false;
    return html`<div class="task-head">
        <div class="grow">
          <p class="label">
            Task ${lab.tasks.indexOf(task) + 1} of
            ${lab.tasks.length}${task.kind === 'fix' ? ' · repair' : ''}
          </p>
          <h2 id="task-title" tabindex="-1">${task.title}</h2>
          <p class="small muted num">
            ${formatPoints(state?.best ?? 0)} of ${formatPoints(task.points)}
            points${left > 0 ? `, ${formatPoints(left)} still to earn` : ''}
          </p>
        </div>
        <button
          class="primary"
          aria-disabled=${session.status !== 'ready' || attempt !== null}
          @click=${() => this.#store.check([task.id])}
        >
          ${icon(status === 'busy' ? 'busy' : 'check')} ${status === 'busy' ? 'Checking' : 'Check this task'}
        </button>
      </div>
      ${
        result && status !== 'busy'
          ? html`<gs-result-card
              .result=${result}
              .change=${pastResult ? null : this.#feedback.change(task.id)}
              .next=${nextTask(lab, session, task)}
              .hintHtml=${pastResult ? null : (state?.targetedHintHtml ?? null)}
              .when=${pastResult && shown ? `in attempt ${shown.attempt.number}, ${formatMoment(shown.attempt.createdAt)}` : ''}
              .waitsFor=${lab.tasks.find((one) => one.id === result.reason)?.title ?? ''}
            ></gs-result-card>`
          : status === 'busy'
            ? html`<p class="checking card">${icon('busy')} Reading your account …</p>`
            : nothing
      }
      ${
        session.status === 'preparing' && !state
          ? html`<gs-skeleton what="the task"></gs-skeleton>`
          : html`<gs-prose
              class="instructions card"
              ?paste=${this.#terminals.usable}
              .html=${state?.instructionsHtml ?? ''}
            ></gs-prose>`
      }
      ${this.#files.view(session, task)}
      ${answerView(lab, session, task.id, {
        feedback: this.#feedback,
        unfolded: this.unfolded,
        unfold: (id) => (this.unfolded = id),
      })}
      ${
        task.hints > 0
          ? html`<details class="hint-box card" ?open=${(state?.hintsOpened.length ?? 0) > 0}>
              <summary>
                ${icon('hint')} Hints
                <span class="muted small num">${state?.hintsOpened.length ?? 0} of ${task.hints} opened</span>
              </summary>
              <gs-hints
                ?paste=${this.#terminals.usable}
                .rungs=${hintRungs(lab, task, this.#store.hints)}
                .points=${task.points}
                .busy=${busy.has(`hint ${task.id}`)}
                @open-hint=${(event: CustomEvent<number>) => this.#store.openHint(task.id, event.detail)}
              ></gs-hints>
            </details>`
          : nothing
      }`;
  }

  /** What a lesson sent here goes into the terminal as soon as there can be one; where there is none it is said. */
  override updated() {
    if (this.#store.session?.status !== 'ready' || this.#terminals.available === null) return;
    const command = takeCommand(this.#opened);
    if (command !== null) this.#intoTerminal(command);
  }

  #show(tool: string) {
    this.tool = tool;
    this.#dock.show();
  }

  readonly #paste = (event: CustomEvent<string>) => this.#intoTerminal(event.detail);

  #intoTerminal(command: string) {
    this.#show('terminal');
    void pasteInto(this, this.#terminals, command);
  }

  readonly #reset = async () => {
    if (await this.#store.reset()) this.asking = false;
    else this.asking = this.#store.busy.has('reset');
  };
}
customElements.define('page-lab', LabPage);
