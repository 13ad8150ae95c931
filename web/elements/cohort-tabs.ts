import { LitElement, css, html, nothing } from 'lit';
import type { CohortReply, Permission } from '../../server/contract/index.ts';
import { base } from '../styles/shared.ts';

/** Pages of a cohort and what one must be allowed to see them; in the order of an instructor's week. */
const TABS: readonly { id: string; word: string; permission: Permission }[] = [
  { id: 'matrix', word: 'Matrix', permission: 'learners' },
  { id: 'roster', word: 'Roster', permission: 'learners' },
  { id: 'assignments', word: 'Assignments', permission: 'member' },
  { id: 'runs', word: 'Grading runs', permission: 'learners' },
  { id: 'watch', word: 'Watch list', permission: 'learners' },
  { id: 'analysis', word: 'Analysis', permission: 'design' },
  { id: 'similarity', word: 'Similarity', permission: 'grade' },
  { id: 'requests', word: 'Corrections', permission: 'grade' },
  { id: 'files', word: 'Files', permission: 'grade' },
  { id: 'connections', word: 'Connections', permission: 'learners' },
  { id: 'people', word: 'Staff and audit', permission: 'learners' },
];

/** The page of a cohort that somebody comes to first. */
export function homeOf(cohort: CohortReply): string {
  const first = TABS.find(({ permission }) => cohort.permissions.includes(permission));
  return `/cohorts/${cohort.id}/${first?.id ?? 'assignments'}`;
}

/** The name of a cohort and its pages, as far as one may see them. */
export class CohortTabs extends LitElement {
  static override properties = { cohort: { attribute: false }, current: { type: String } };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      nav {
        display: flex;
        gap: var(--s1);
        overflow-x: auto;
        scrollbar-width: thin;
        border-bottom: 1px solid var(--line);
      }
      nav a {
        padding: 0.45rem 0.7rem 0.35rem;
        border-bottom: 3px solid transparent;
        color: var(--ink-2);
        font-size: var(--text-s);
        font-weight: 550;
        text-decoration: none;
        white-space: nowrap;
      }
      nav a:hover {
        color: var(--ink);
        background: var(--sunken);
      }
      nav a:focus-visible {
        outline-offset: -3px;
      }
      nav a[aria-current] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 650;
      }
    `,
  ];
  declare cohort: CohortReply | null;
  declare current: string;
  constructor() {
    super();
    this.cohort = null;
    this.current = '';
  }

  override render() {
    const { cohort } = this;
    if (!cohort) return nothing;
    const tabs = TABS.filter(({ permission }) => cohort.permissions.includes(permission));
    return html`<p class="label">
        <a href="/cohorts">Cohorts</a> <span aria-hidden="true">/</span> ${cohort.title}${
          cohort.archived ? ' (archived)' : nothing
        }
      </p>
      <nav aria-label="Pages of ${cohort.title}">
        ${tabs.map(
          ({ id, word }) =>
            html`<a href="/cohorts/${cohort.id}/${id}" aria-current=${id === this.current ? 'page' : nothing}
              >${word}</a
            >`,
        )}
      </nav>`;
  }
}
customElements.define('gs-cohort-tabs', CohortTabs);
