import { css, html, nothing, type PropertyDeclarations } from 'lit';
import type {
  CohortReply,
  OneTimeLinkReply,
  RosterApplyReply,
  RosterPreviewReply,
  RosterReply,
} from '../../../server/contract/index.ts';
import { announce } from '../../announce.ts';
import { linkForStudent, viewAs } from '../../data/classroom.ts';
import { applyRoster, getRoster, previewRoster } from '../../data/roster.ts';
import '../../elements/one-time-link.ts';
import { base, controls, tones } from '../../styles/shared.ts';
import { formStyles } from '../form-styles.ts';
import { CohortPage } from './cohort-page.ts';
import { invitationsView, previewView } from './roster-preview.ts';

/** Who is in a cohort; a CSV file is looked at first and then applied. */
class CohortRosterPage extends CohortPage<RosterReply> {
  static override properties: PropertyDeclarations = {
    ...CohortPage.properties,
    preview: { state: true },
    done: { state: true },
    skipBad: { state: true },
    link: { state: true },
  };
  static override styles = [
    base,
    controls,
    tones,
    formStyles,
    css`
      .drop {
        padding: 1.2rem 1.3rem;
        border: 2px dashed var(--line);
        border-radius: var(--radius, 8px);
      }
      td button {
        white-space: nowrap;
      }
      th a {
        display: inline-block;
        padding-block: 0.3rem;
      }
    `,
  ];
  declare preview: RosterPreviewReply | null;
  declare done: RosterApplyReply | null;
  declare skipBad: boolean;
  declare link: { who: string; link: OneTimeLinkReply } | null;
  protected override readonly tab = 'roster';
  protected override readonly heading1 = 'Roster';
  #csv = '';

  constructor() {
    super();
    this.preview = null;
    this.done = null;
    this.skipBad = false;
    this.link = null;
  }

  protected override async fetch(cohort: string): Promise<RosterReply> {
    return await getRoster(cohort);
  }

  protected override body({ people }: RosterReply, cohort: CohortReply) {
    const manages = cohort.permissions.includes('manage');
    return html`${manages ? this.#import() : nothing} ${this.failure()}
      ${this.done ? invitationsView(this.done, location.origin) : nothing}
      ${
        this.link
          ? html`<gs-one-time-link .link=${this.link.link} .who=${this.link.who}></gs-one-time-link>`
          : nothing
      }
      <section aria-labelledby="people">
        <h2 id="people">${people.filter(({ active }) => active).length} in the cohort</h2>
        ${people.length === 0 ? html`<p class="muted">Nobody yet.</p>` : this.#table(people, manages)}
      </section>`;
  }

  #import() {
    const { preview } = this;
    const usable = preview !== null && preview.digest !== '';
    const blocked = preview !== null && preview.problemCount > 0 && !this.skipBad;
    return html`<section class="drop" aria-labelledby="import" @dragover=${this.#over} @drop=${this.#drop}>
      <h2 id="import">Import a CSV file</h2>
      <p>
        Columns: login, name, and if you like email, student_number, group, role. The file is the list of
        students: who is not in it leaves the cohort, and what they did stays.
      </p>
      <label class="field"
        >CSV file, or drop it here
        <input type="file" accept=".csv,.txt,.tsv,text/csv" @change=${this.#chosen}
      /></label>
      ${
        preview
          ? html`${previewView(preview)}
            ${
              preview.problemCount > 0 && usable
                ? html`<label class="check"
                    ><input type="checkbox" .checked=${this.skipBad} @change=${this.#skip} /> Leave out bad
                    rows; nobody in them leaves</label
                  >`
                : nothing
            }
            ${
              usable && preview.changes.length > 0
                ? html`<p>
                    <button class="primary" ?disabled=${blocked} @click=${this.#apply}>
                      Apply to the roster
                    </button>
                  </p>`
                : nothing
            }`
          : nothing
      }
    </section>`;
  }

  #table(people: RosterReply['people'], manages: boolean) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Table of the roster">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Login</th>
            <th scope="col">Number</th>
            <th scope="col">Group</th>
            <th scope="col">Role</th>
            <th scope="col">Actions</th>
          </tr>
        </thead>
        <tbody>
          ${people.map(
            (one) =>
              html`<tr>
                <th scope="row">
                  ${
                    one.active && one.role === 'student'
                      ? html`<a href="/cohorts/${this.cohortId}/learners/${one.learner}">${one.name}</a>`
                      : one.name
                  }
                </th>
                <td>
                  ${one.login ?? 'none'}${one.joined ? nothing : html` <span class="small muted">no password yet</span>`}
                </td>
                <td>${one.studentNumber ?? ''}</td>
                <td>${one.group ?? ''}</td>
                <td>${one.active ? one.role : 'left'}</td>
                <td>
                  ${
                    one.active && one.role === 'student'
                      ? html`<button @click=${() => this.#view(one.learner)}>Look as ${one.name}</button> ${
                            manages && one.login !== null
                              ? html`<button @click=${() => this.#link(one.learner, one.name)}>
                                  Password link for ${one.name}
                                </button>`
                              : nothing
                          }`
                      : nothing
                  }
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  readonly #over = (event: DragEvent) => event.preventDefault();
  readonly #drop = async (event: DragEvent) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) await this.#read(file);
  };
  readonly #chosen = async (event: Event) => {
    const [file] = (event.currentTarget as HTMLInputElement).files ?? [];
    if (file) await this.#read(file);
  };
  readonly #skip = async (event: Event) => {
    this.skipBad = (event.currentTarget as HTMLInputElement).checked;
    await this.#look();
  };

  async #read(file: File): Promise<void> {
    this.done = null;
    this.skipBad = false;
    this.#csv = await base64Of(file);
    await this.#look();
  }

  #look(): Promise<boolean> {
    return this.attempt(async () => {
      this.preview = await previewRoster(this.cohortId, { csv: this.#csv, skipBad: this.skipBad });
      const { counts, problemCount } = this.preview;
      announce(
        `${counts.added} join, ${counts.changed} change, ${counts.dropped} leave; ${problemCount} problems`,
      );
    });
  }

  readonly #apply = (): Promise<boolean> =>
    this.attempt(async () => {
      const digest = this.preview?.digest ?? '';
      this.done = await applyRoster(this.cohortId, { csv: this.#csv, skipBad: this.skipBad, digest });
      this.preview = null;
      await this.load(true);
      announce('The roster is changed');
    });

  #view(learner: string): Promise<boolean> {
    return this.attempt(async () => {
      await viewAs(this.cohortId, learner);
      location.assign('/');
    });
  }

  #link(learner: string, who: string): Promise<boolean> {
    return this.attempt(async () => {
      this.link = { who, link: await linkForStudent(this.cohortId, learner) };
      announce(`A link for ${who} is made`);
    });
  }
}
customElements.define('page-cohort-roster', CohortRosterPage);

/** The bytes of a file as base64: the server tells the encoding from them. */
async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32_768) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  }
  return btoa(binary);
}
