import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { LabReply, LabSessionReply, RequestsReply } from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { asApiError } from '../../data/http.ts';
import { askForRegrade, getMyRequests } from '../../data/requests.ts';
import '../../elements/ask-regrade.ts';

/** A learner's requests for another look at results of this lab; only where somebody teaches it. */
export class LabAsk {
  #requests: RequestsReply['requests'] | null = null;
  #asked = false;
  #problem = '';
  readonly #host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  view(lab: LabReply, session: LabSessionReply): TemplateResult | typeof nothing {
    if (!this.#asked) void this.#load();
    const attempt = session.attempts.find(({ status }) => status === 'done');
    if (!attempt) return nothing;
    const own = (this.#requests ?? []).filter((one) => one.lab === lab.id);
    return html`<gs-ask-regrade
      .tasks=${lab.tasks.map(({ id, title }) => ({ id, title }))}
      .number=${attempt.number}
      .requests=${own}
      .problem=${this.#problem}
      @ask=${(event: CustomEvent<{ task: string; text: string }>) => void this.#ask(attempt.id, event.detail)}
    ></gs-ask-regrade>`;
  }

  async #load() {
    this.#asked = true;
    try {
      this.#requests = (await getMyRequests()).requests;
      this.#host.requestUpdate();
    } catch (error) {
      // The form still works; what was asked before is on record with the staff.
      console.warn('Earlier requests could not be read', error);
    }
  }

  async #ask(attempt: string, { task, text }: { task: string; text: string }) {
    this.#problem = '';
    try {
      this.#requests = (await askForRegrade({ attempt, task, text })).requests;
      announce('Your request is with the staff of your cohort');
    } catch (error) {
      const { message, cure } = asApiError(error);
      this.#problem = cure === undefined ? message : `${message} ${cure}`;
      announce(this.#problem);
    }
    this.#host.requestUpdate();
  }
}
