import { html, nothing, type PropertyDeclarations } from 'lit';
import type { Certificate, CertificatesReply } from '../../server/contract/index.ts';
import { announce } from '../announce.ts';
import { asApiError } from '../data/http.ts';
import { getCertificates, issueCertificate } from '../data/progress.ts';
import { icon } from '../elements/icons.ts';
import type { ProblemText } from '../elements/problem.ts';
import { formatDate, formatPercent, formatPoints } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { certificateStyles } from './certificate-styles.ts';
import { Load, Page } from './page.ts';

/** Certificates: what is missing for each, the name, and the sheet that is printed. */
class CertificatePage extends Page {
  static override properties: PropertyDeclarations = {
    scope: { state: true },
    shown: { state: true },
    problem: { state: true },
  };
  static override styles = [base, controls, tones, certificateStyles];
  declare scope: string;
  declare shown: string;
  declare problem: ProblemText | null;
  readonly #load = new Load<CertificatesReply>(this, (state) => {
    if (state.status === 'ready')
      this.scope = state.value.scopes.find(({ complete }) => complete)?.scope ?? 'course';
    void this.ready(state.status === 'ready' ? 'Certificates' : 'Certificates not available');
  });

  constructor() {
    super();
    this.scope = 'course';
    this.shown = '';
    this.problem = null;
  }

  override arrived() {
    this.problem = null;
    void this.#load.run(getCertificates);
  }

  override render() {
    const { state } = this.#load;
    if (state.status === 'loading')
      return html`<div class="page"><gs-skeleton what="your certificates"></gs-skeleton></div>`;
    if (state.status === 'error')
      return html`<div class="page">
        <gs-problem
          page
          heading="Your certificates cannot be shown"
          .problem=${state.error}
          @retry=${() => this.arrived()}
        ></gs-problem>
      </div>`;
    const reply = state.value;
    const certificate = reply.certificates.find(({ id }) => id === this.shown) ?? reply.certificates[0];
    return html`<div class="page">
      <header class="screen">
        <p class="label"><a href="/progress">My progress</a> <span aria-hidden="true">/</span> Certificate</p>
        <h1 tabindex="-1">Certificates</h1>
        <p class="muted">
          A certificate says what was completed and points at the evidence. It does not say who sat at the
          keyboard: nobody was watched.
        </p>
      </header>
      ${this.#form(reply)}${certificate ? this.#sheet(certificate, reply) : nothing}
    </div>`;
  }

  #form(reply: CertificatesReply) {
    const scope = reply.scopes.find((one) => one.scope === this.scope);
    return html`<section class="card form screen" aria-label="Make a certificate">
      <label class="field"
        >For
        <select @change=${(event: Event) => (this.scope = (event.target as HTMLSelectElement).value)}>
          ${reply.scopes.map(
            (one) =>
              html`<option value=${one.scope} ?selected=${one.scope === this.scope}>
                ${one.scope === 'course' ? `The whole course: ${one.title}` : one.title}
                (${one.complete ? 'complete' : `${one.missing.length} to do`})
              </option>`,
          )}
        </select>
      </label>
      ${
        scope?.complete
          ? html`<form class="row" @submit=${this.#issue}>
              <label class="field"
                >Name on it
                <input type="text" name="name" maxlength="80" required autocomplete="name" />
              </label>
              <button class="primary">Make the certificate</button>
              <p class="small muted">The name stays on this machine and on the certificate.</p>
            </form>`
          : html`<div>
              <p><strong>Not complete yet.</strong> What is missing:</p>
              <ul class="missing">
                ${scope?.missing.map(({ label, href }) => html`<li><a href=${href}>${label}</a></li>`)}
              </ul>
            </div>`
      }
      ${
        this.problem
          ? html`<gs-problem heading="It could not be made" retry="" .problem=${this.problem}></gs-problem>`
          : nothing
      }
      ${
        reply.certificates.length > 1
          ? html`<label class="field"
              >Shown below
              <select @change=${(event: Event) => (this.shown = (event.target as HTMLSelectElement).value)}>
                ${reply.certificates.map(
                  (one) =>
                    html`<option value=${one.id}>
                      ${one.name}, ${titleOf(one)}, ${formatDate(one.issuedAt)}
                    </option>`,
                )}
              </select>
            </label>`
          : nothing
      }
    </section>`;
  }

  #sheet(certificate: Certificate, { publicKey }: CertificatesReply) {
    return html`<div class="row screen">
        <button @click=${() => print()}>${icon('file')} Print</button>
        <a
          class="button"
          href="/api/certificates/${certificate.id}"
          download="certificate-${certificate.id}.json"
          >${icon('download')} JSON to verify</a
        >
      </div>
      <article class="sheet" aria-labelledby="who">
        <p class="brand">Groundschool</p>
        <p class="kind">Certificate of completion</p>
        <h2 id="who">${certificate.name}</h2>
        <p class="what">has completed <strong>${titleOf(certificate)}</strong></p>
        <table>
          <thead>
            <tr>
              <th scope="col">Part</th>
              <th scope="col">Lesson</th>
              <th scope="col">Quiz</th>
              <th scope="col">Lab, graded on what was built</th>
            </tr>
          </thead>
          <tbody>
            ${certificate.parts.map(
              (part) =>
                html`<tr>
                  <th scope="row">${part.title}</th>
                  <td>${part.lessonRead ? 'read' : 'none'}</td>
                  <td>
                    ${part.quizScore === null ? 'none' : formatPercent(part.quizScore)}${part.quizPassedAt ? html`<small>${formatDate(part.quizPassedAt)}</small>` : nothing}
                  </td>
                  <td>
                    ${
                      part.labs.length === 0
                        ? 'none'
                        : part.labs.map(
                            (lab) =>
                              html`${formatPoints(lab.score)} of ${lab.maxScore}<small
                                  >${formatDate(lab.attempts.at(-1)?.endedAt ?? certificate.issuedAt)}</small
                                >`,
                          )
                    }
                  </td>
                </tr>`,
            )}
          </tbody>
        </table>
        <dl>
          <div>
            <dt>Issued</dt>
            <dd>${formatDate(certificate.issuedAt)}, Groundschool ${certificate.graderVersion}</dd>
          </div>
          <div>
            <dt>Certificate</dt>
            <dd><code>${certificate.id}</code></dd>
          </div>
          <div>
            <dt>Evidence root</dt>
            <dd><code>${certificate.evidenceRoot}</code></dd>
          </div>
          <div>
            <dt>Public key</dt>
            <dd><code>${publicKey}</code></dd>
          </div>
        </dl>
        <p class="how">
          To verify: <code>groundschool certificate verify &lt;file&gt; --key ${publicKey}</code>
        </p>
      </article>`;
  }

  readonly #issue = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = this.renderRoot.querySelector<HTMLInputElement>('input[name=name]')?.value ?? '';
    this.problem = null;
    try {
      const certificate = await issueCertificate({ scope: this.scope, name });
      const { state } = this.#load;
      if (state.status === 'ready')
        this.#load.replace({ ...state.value, certificates: [certificate, ...state.value.certificates] });
      this.shown = certificate.id;
      announce('The certificate is made');
    } catch (error) {
      this.problem = asApiError(error);
    }
  };
}
customElements.define('page-certificate', CertificatePage);

const titleOf = ({ scope, course, parts }: Certificate): string =>
  scope === 'course' ? course : `${parts[0]?.title ?? scope}, part of ${course}`;
