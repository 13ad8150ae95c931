import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type { CohortReply, GradebookReply } from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { getGradebook, gradebookUrl, previewGradebook } from '../../data/cohort-grading.ts';
import { asApiError } from '../../data/http.ts';
import { eraseLearner } from '../../data/privacy.ts';
import { icon } from '../../elements/icons.ts';
import { plural } from '../../format.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { textOf } from '../form-text.ts';
import { CohortPage } from './cohort-page.ts';
import { privacyPart } from './privacy-part.ts';

const FORMATS = [
  { id: 'plain', word: 'Plain', about: 'One row per student, one column per assignment.' },
  { id: 'canvas', word: 'Canvas', about: 'As its gradebook imports it, with the row of points possible.' },
  {
    id: 'moodle',
    word: 'Moodle',
    about: 'As its grade import reads it, by the column that identifies everybody.',
  },
  { id: 'nbgrader', word: 'nbgrader', about: 'One row per student and assignment, as nbgrader exports.' },
] as const;

/** The gradebook as files that other systems read, looked at before they are taken away. */
class CohortFilesPage extends CohortPage<GradebookReply> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    format: { state: true },
    assignment: { state: true },
    preview: { state: true },
    student: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      pre {
        overflow: auto;
        padding: 0.8rem 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--sunken);
        font-size: var(--text-s);
      }
    `,
  ];
  declare format: string;
  declare assignment: string;
  declare preview: string;
  /** Whose data are asked about. */
  declare student: string;
  protected override readonly tab = 'files';
  protected override readonly heading1 = 'Files';

  constructor() {
    super();
    this.format = 'plain';
    this.assignment = '';
    this.preview = '';
    this.student = '';
  }

  protected override async fetch(cohort: string): Promise<GradebookReply> {
    const book = await getGradebook(cohort);
    void this.#look();
    return book;
  }

  protected override body({ assignments, students }: GradebookReply, cohort: CohortReply) {
    const { format, assignment } = this;
    const chosen = FORMATS.find(({ id }) => id === format);
    return html`<section aria-labelledby="gradebook">
        <h2 id="gradebook">Gradebook</h2>
        <p>${plural(students.length, 'student')}, ${plural(assignments.length, 'assignment')}.</p>
        <div class="fields">
          <label class="field"
            >For
            <select
              @change=${(event: Event) => this.#choose({ format: (event.target as HTMLSelectElement).value })}
            >
              ${FORMATS.map(({ id, word }) => html`<option value=${id} ?selected=${id === format}>${word}</option>`)}
            </select>
          </label>
          <label class="field"
            >Assignment
            <select
              @change=${(event: Event) => this.#choose({ assignment: (event.target as HTMLSelectElement).value })}
            >
              <option value="">all of them</option>
              ${assignments.map(({ id, title }) => html`<option value=${id} ?selected=${id === assignment}>${title}</option>`)}
            </select>
          </label>
          <a class="button primary" download href=${gradebookUrl(this.cohortId, format, assignment)}
            >${icon('download')} Download the CSV file</a
          >
        </div>
        <p class="small muted">
          ${chosen?.about} Who has handed in nothing has no score, which is not zero. Text that a spreadsheet
          would run as a formula is written so that it does not.
        </p>
        ${
          this.problem
            ? html`<gs-problem heading="That did not work" retry="" .problem=${this.problem}></gs-problem>`
            : this.preview === ''
              ? nothing
              : html`<h3>Its first lines</h3>
                  <pre tabindex="0" aria-label="First lines of the file">${this.preview}</pre>`
        }
      </section>
      <section aria-labelledby="machine">
        <h2 id="machine">By command</h2>
        <p><code>groundschool cohort export ${this.cohortId} --format ${format}</code></p>
        <p>
          The whole server, while it runs: <code>groundschool backup &lt;file&gt;</code>. Keep
          <code>records-key.pem</code> and <code>webhooks.key</code> of the data folder with it: receipts are
          checked with the one, and the secrets of webhooks opened with the other.
        </p>
      </section>
      ${
        cohort.permissions.includes('own')
          ? privacyPart(this.cohortId, students, {
              chosen: this.student,
              choose: (learner) => (this.student = learner),
              erase: this.#erase,
            })
          : nothing
      }`;
  }

  #choose(change: { format?: string; assignment?: string }) {
    Object.assign(this, change);
    void this.#look();
  }

  readonly #erase = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    this.problem = null;
    try {
      await eraseLearner(this.cohortId, textOf(data, 'learner'), textOf(data, 'login'));
      form.reset();
      this.student = '';
      await this.load(true);
      announce('The student is erased');
    } catch (error) {
      this.problem = asApiError(error);
      announce(this.problem.message);
    }
  };

  async #look() {
    this.problem = null;
    const { format, assignment } = this;
    try {
      const text = await previewGradebook(this.cohortId, format, assignment);
      if (format === this.format && assignment === this.assignment)
        this.preview = text.replaceAll('\r\n', '\n').trimEnd();
    } catch (error) {
      this.problem = asApiError(error);
    }
  }
}
customElements.define('page-cohort-files', CohortFilesPage);
