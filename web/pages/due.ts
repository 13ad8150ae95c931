import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { MyAssignment } from '../../server/contract/index.ts';
import { getMyAssignments } from '../data/assignments.ts';
import { getSession } from '../data/http.ts';
import { icon } from '../elements/icons.ts';
import { formatPoints, plural } from '../format.ts';

/**
 * What a student has to do and by when, beside what the page itself shows. In self-study nothing is asked. A page without
 * it is still a page: when the server cannot say, nothing is shown.
 */
export class MyDue implements ReactiveController {
  #all: readonly MyAssignment[] = [];
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    void this.load();
  }

  /** Asks (again): after an attempt fewer are left. */
  async load(): Promise<void> {
    try {
      const { mode, user } = await getSession();
      if (mode !== 'classroom' || user === null) return;
      this.#all = (await getMyAssignments()).assignments;
      this.#host.requestUpdate();
    } catch {
      this.#all = [];
    }
  }

  /** Is this lab somebody's assignment, so that there is staff to ask? */
  assigns(lab: string): boolean {
    return this.#all.some(({ kind, item }) => kind === 'lab' && item === lab);
  }

  /** One lab's line in the workbench: "Due Friday 4 December 18:00, 2 attempts left". */
  note(lab: string): TemplateResult | typeof nothing {
    const own = this.#all.find(({ kind, item }) => kind === 'lab' && item === lab);
    if (!own) return nothing;
    return html`<span class="chip tone-${toneOf(own)}">${icon('clock')} ${dueText(own)}</span>`;
  }

  /** All of them, soonest first, for the course map. */
  list(): TemplateResult | typeof nothing {
    if (this.#all.length === 0) return nothing;
    return html`<section aria-labelledby="due">
      <h2 class="label" id="due">To hand in</h2>
      <dl>
        ${this.#all.map(
          (own) =>
            html`<div>
              <dt>
                <a href=${own.kind === 'lab' ? `/labs/${own.item}` : `/quizzes/${own.item}`}>${own.title}</a>
                <span class="small muted">${dueText(own)}</span>
              </dt>
              <dd>
                ${own.score === null ? 'no score yet' : `${formatPoints(own.score)} of ${formatPoints(own.maxPoints)}`}
              </dd>
            </div>`,
        )}
      </dl>
    </section>`;
  }
}

function toneOf({ state }: MyAssignment): string {
  return state === 'late' || state === 'closed' ? 'warn' : state === 'open' ? 'info' : 'none';
}

/** When it is due, what counts now and what is left, in the class's own time zone. */
export function dueText({
  state,
  dates,
  timeZone,
  percentNow,
  attemptsLeft,
  nextAttemptAt,
}: MyAssignment): string {
  // In the class's own zone: that is what the instructor said, wherever the learner sits.
  const format = new Intl.DateTimeFormat('en', {
    weekday: 'long',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  });
  const at = (iso: string | null): string => (iso === null ? '' : format.format(new Date(iso)));
  if (state === 'excused') return 'Excused';
  if (state === 'upcoming') return dates.release === null ? 'Opens later' : `Opens ${at(dates.release)}`;
  if (state === 'closed') return `Closed ${at(dates.close)}`;
  const parts = [
    dates.due === null ? 'No due time' : `${state === 'late' ? 'Was due' : 'Due'} ${at(dates.due)}`,
    ...(state === 'late' ? [`now ${percentNow} % count`] : []),
    ...(attemptsLeft === null ? [] : [`${plural(attemptsLeft, 'attempt', 'attempts')} left`]),
    ...(nextAttemptAt === null ? [] : [`next attempt from ${at(nextAttemptAt)}`]),
  ];
  return parts.join(', ');
}
