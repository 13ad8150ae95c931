import { LitElement, css, html, nothing } from 'lit';
import { formatPoints } from '../format.ts';
import { base, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';
import { statusIcon, statusWord, type StatusName } from './status.ts';

export interface TaskRow {
  id: string;
  title: string;
  kind: string;
  href: string;
  status: StatusName;
  best: number;
  points: number;
  /** Points lost to opened hints. */
  hintCost: number;
  /** Tasks that have to pass first and have not, such as `task 1`. */
  waitsFor: readonly string[];
}

/** The tasks of a lab as a list of links; the open one is `current`. */
export class TaskList extends LitElement {
  static override properties = { tasks: { attribute: false }, current: { type: String } };
  static override styles = [
    base,
    tones,
    css`
      li + li {
        border-top: 1px solid var(--line);
      }
      a {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 0.1rem 0.6rem;
        align-items: start;
        padding: 0.6rem 0.85rem;
        border-inline-start: 3px solid transparent;
        color: var(--ink);
        text-decoration: none;
        font-size: var(--text-m);
        line-height: 1.35;
      }
      a:hover {
        background: var(--raised);
        color: var(--ink);
      }
      a:focus-visible {
        outline-offset: -2px;
      }
      a[aria-current] {
        border-inline-start-color: var(--accent);
        background: var(--accent-soft);
      }
      .icon {
        margin-top: 0.12em;
        color: var(--tone);
      }
      .title {
        font-weight: 500;
      }
      a[aria-current] .title {
        font-weight: 650;
      }
      .points {
        font-size: var(--text-s);
        color: var(--ink-2);
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .points b {
        color: var(--ink);
        font-weight: 650;
      }
      .state {
        grid-column: 2 / -1;
        font-size: var(--text-s);
        color: var(--tone);
      }
      .extra {
        color: var(--ink-2);
      }
    `,
  ];
  declare tasks: readonly TaskRow[];
  declare current: string;
  constructor() {
    super();
    this.tasks = [];
    this.current = '';
  }

  override render() {
    return html`<ul class="plain">
      ${this.tasks.map(
        (task) =>
          html`<li>
            <a
              href=${task.href}
              class="tone-${task.status}"
              aria-current=${task.id === this.current ? 'true' : nothing}
            >
              ${icon(statusIcon(task.status))}
              <span class="title">${task.title}</span>
              <span class="points">
                <b>${formatPoints(task.best)}</b><span aria-hidden="true">/</span
                ><span class="visually-hidden">of </span>${formatPoints(task.points)}
                <span class="visually-hidden">points</span>
              </span>
              <span class="state">${statusWord(task.status)}${this.#extra(task)}</span>
            </a>
          </li>`,
      )}
    </ul>`;
  }

  #extra(task: TaskRow) {
    const extra = [
      task.kind === 'fix' ? 'repair' : '',
      task.hintCost > 0 ? `${formatPoints(task.hintCost)} spent on hints` : '',
      task.waitsFor.length > 0 ? `needs ${task.waitsFor.join(' and ')}` : '',
    ].filter(Boolean);
    return extra.length > 0 ? html`<span class="extra"> · ${extra.join(' · ')}</span>` : nothing;
  }
}
customElements.define('gs-task-list', TaskList);
