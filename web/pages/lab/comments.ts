import {
  html,
  nothing,
  type ReactiveController,
  type ReactiveControllerHost,
  type TemplateResult,
} from 'lit';
import type { Comment, LabReply } from '../../../server/contract/index.ts';
import { getMyComments, markSeen } from '../../data/comments.ts';
import { getSession } from '../../data/http.ts';
import '../../elements/comments.ts';

/** What staff wrote beside this learner's attempts; only where somebody teaches. */
export class LabComments implements ReactiveController {
  #all: readonly Comment[] = [];
  /** Shown as new until the page is left, though the server knows that they were seen. */
  readonly #told = new Set<string>();
  #viewing = false;
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    void this.#load();
  }

  /** How many of a lab were not on the screen yet. */
  unread(lab: string): number {
    return this.#all.filter((one) => one.lab === lab && !one.seen && !this.#told.has(one.id)).length;
  }

  /** They are on the screen now. */
  view(lab: LabReply): TemplateResult | typeof nothing {
    const own = this.#all.filter((one) => one.lab === lab.id);
    if (own.length === 0) return nothing;
    const fresh = own.filter(({ id, seen }) => !seen && !this.#told.has(id)).map(({ id }) => id);
    if (fresh.length > 0) void this.#tell(fresh);
    return html`<section aria-labelledby="comments">
      <h3 id="comments">Comments of the staff</h3>
      <gs-comments
        .comments=${own}
        .titles=${Object.fromEntries(lab.tasks.map(({ id, title }) => [id, title]))}
      ></gs-comments>
      <p class="small muted">To answer, ask for another look at the task below.</p>
    </section>`;
  }

  async #load(): Promise<void> {
    try {
      const { mode, user } = await getSession();
      if (mode !== 'classroom' || user === null) return;
      this.#viewing = user.viewing;
      this.#all = (await getMyComments()).comments;
      this.#host.requestUpdate();
    } catch (error) {
      // The workbench is whole without them; they are there the next time it is opened.
      console.warn('Comments could not be read', error);
    }
  }

  async #tell(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#told.add(id);
    // Who looks at a student's pages has not read them in the student's place.
    if (this.#viewing) return;
    try {
      await markSeen(ids);
    } catch (error) {
      // They stay new for the next visit, which is the safe side.
      console.warn('Comments could not be marked as read', error);
    }
    this.#host.requestUpdate();
  }
}
