import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { QuizAttemptReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { icon } from '../elements/icons.ts';
import { formatMoment, plural } from '../format.ts';

const MINUTE_MS = 60_000;
/** From here on the time that is left stands out. */
const SOON_MINUTES = 30;

/** When a quiz stops taking answers, said while one answers, so that nobody is surprised by it. */
export class QuizClose implements ReactiveController {
  /** Whole minutes that are left; null: it never closes, or is finished. */
  #minutes: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  /** Follows the time that is left of this attempt. */
  follow(quiz: QuizAttemptReply): void {
    clearTimeout(this.#timer);
    const before = this.#minutes;
    if (quiz.closesAt === undefined || quiz.finishedAt !== null) this.#minutes = null;
    else {
      const left = Date.parse(quiz.closesAt) - Date.now();
      this.#minutes = Math.max(0, Math.ceil(left / MINUTE_MS));
      if (left <= 0 && before !== null && before > 0) announce('This quiz is closed now');
      if (left > 0) this.#timer = setTimeout(() => this.follow(quiz), Math.min(left, MINUTE_MS / 2));
    }
    if (this.#minutes !== before) this.#host.requestUpdate();
  }

  view({ closesAt, feedback, items }: QuizAttemptReply): TemplateResult | typeof nothing {
    const minutes = this.#minutes;
    if (closesAt === undefined || minutes === null) return nothing;
    if (minutes === 0)
      return html`<p class="tone-warn">
        ${icon('clock')} This quiz closed ${formatMoment(closesAt)}. Answers are not accepted any more;
        ${feedback.length} of ${plural(items.length, 'question')} are answered.
      </p>`;
    const soon = minutes <= SOON_MINUTES;
    return html`<p class=${soon ? 'tone-warn' : 'small muted'}>
      ${icon('clock')} Closes ${formatMoment(closesAt)}${soon ? `, in ${plural(minutes, 'minute')}` : ''};
      what is not answered by then does not count.
    </p>`;
  }
}
