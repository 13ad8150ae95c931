import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { announce } from '../../announce.ts';
import { icon } from '../../elements/icons.ts';
import '../../elements/tour.ts';
import type { Tour, TourStep } from '../../elements/tour.ts';

const KEY = 'groundschool-tour';

const STEPS: readonly TourStep[] = [
  {
    id: 'tasks',
    title: 'What there is to do',
    text: 'A lab is a handful of tasks in an account of your own, with an inherited mess in it. Take them in any order; one that builds on another says so.',
  },
  {
    id: 'work',
    title: 'One task at a time',
    text: 'Here stands what the task wants to have at its end. How you get there is yours: any way with the same effect passes.',
  },
  {
    id: 'tools',
    title: 'Your account',
    text: 'The terminal has aws, Python with boto3 and jq, signed in to the sandbox account; F6 leaves it by keyboard. Connect gives the same to a shell of your own. Nothing here costs money, and the call journal shows every call as it arrives.',
  },
  {
    id: 'check',
    title: 'Check as often as you like',
    text: 'A check reads your account and says what it found: what was expected, what is there, and which call it comes from. Your best result per task counts.',
  },
  {
    id: 'help',
    title: 'When you are stuck',
    text: 'A failed task often comes with a free hint on that very reason; further hints name their price before you open them. This tour is under Help.',
  },
];

/** The tour of the workbench: it shows itself once, to a newcomer, and afterwards only when it is asked for. */
export class LabTour implements ReactiveController {
  readonly #host: ReactiveControllerHost & { renderRoot: ParentNode };
  #open = false;
  #step = '';

  constructor(host: ReactiveControllerHost & { renderRoot: ParentNode }) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#open = false;
    this.#step = '';
  }

  /** Shows itself to somebody who has not seen it, without taking the focus from them. */
  offer(): void {
    if (seen()) return;
    remember();
    this.#open = true;
    announce('A short tour of the workbench is open at the end of the page. Escape ends it.');
    this.#host.requestUpdate();
  }

  /** For the host's template, at its end. */
  view(): TemplateResult {
    return html`<gs-tour
      .steps=${STEPS}
      .open=${this.#open}
      @tour-step=${(event: CustomEvent<string>) => this.#show(event.detail)}
      @tour-end=${() => this.#end()}
    ></gs-tour>`;
  }

  /** The way back to it. */
  help(): TemplateResult {
    return html`<button class="quiet" id="help" data-tour="help" @click=${() => this.#start()}>
      ${icon('hint')} Help: show me around
    </button>`;
  }

  #start() {
    remember();
    this.#open = true;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => this.#host.renderRoot.querySelector<Tour>('gs-tour')?.focus());
  }

  #end() {
    this.#open = false;
    this.#mark('');
    // Whoever was in the tour goes on where it can be had again; whoever was elsewhere stays there.
    const tour = this.#host.renderRoot.querySelector<Tour>('gs-tour');
    if (tour?.matches(':focus-within'))
      this.#host.renderRoot.querySelector<HTMLElement>('#help')?.focus({ preventScroll: true });
    this.#host.requestUpdate();
  }

  #show(step: string) {
    this.#mark(step);
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.#part(step)?.scrollIntoView({ block: 'nearest', behavior: calm ? 'auto' : 'smooth' });
  }

  #mark(step: string) {
    this.#part(this.#step)?.classList.remove('toured');
    this.#step = step;
    this.#part(step)?.classList.add('toured');
  }

  #part(step: string): HTMLElement | null {
    return step === '' ? null : this.#host.renderRoot.querySelector<HTMLElement>(`[data-tour="${step}"]`);
  }
}

function seen(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    // Without storage it would come back at every visit.
    return true;
  }
}

function remember(): void {
  try {
    localStorage.setItem(KEY, 'seen');
  } catch {
    // Nothing can be remembered; `seen` then says that it was.
  }
}
