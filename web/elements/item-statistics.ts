import { LitElement, css, html, nothing } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { AnalysisItem } from '../../server/contract/index.ts';
import { formatPercent, formatPoints, plural } from '../format.ts';
import { base, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';
import './prose.ts';

const signed = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const WIDTH = 100;
const HEIGHT = 8;

/** Statistics of a task or a question: how hard, how well it tells apart, why people fail, what they chose. */
export class ItemStatistics extends LitElement {
  static override properties = { item: { attribute: false } };
  static override styles = [
    base,
    tones,
    css`
      :host {
        display: block;
      }
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s2);
        padding: 0.9rem 1.1rem;
      }
      h3 {
        font-size: 1rem;
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem 1.6rem;
        margin: 0;
      }
      dt {
        color: var(--ink-2);
        font-size: var(--text-xs);
      }
      dd {
        margin: 0;
        font-variant-numeric: tabular-nums;
        font-weight: 600;
      }
      svg.bar {
        display: block;
        width: 100%;
        height: 0.6rem;
      }
      .track {
        fill: var(--sunken);
      }
      .fill {
        fill: var(--accent);
      }
      .right {
        fill: var(--pass);
      }
      .note {
        display: flex;
        gap: var(--s2);
        align-items: start;
        font-size: var(--text-s);
      }
      summary {
        font-size: var(--text-s);
        font-weight: 600;
      }
      ul {
        display: grid;
        gap: var(--s2);
        margin: var(--s2) 0 0;
        padding: 0;
        list-style: none;
      }
      li {
        overflow-wrap: anywhere;
        font-size: var(--text-s);
      }
    `,
  ];
  declare item: AnalysisItem | null;
  constructor() {
    super();
    this.item = null;
  }

  override render() {
    const { item } = this;
    if (!item) return nothing;
    return html`<article class="card">
      <h3>${item.stemHtml === null ? item.title : html`<gs-prose .html=${item.stemHtml}></gs-prose>`}</h3>
      ${this.#body(item)}
      ${
        item.suppressed
          ? html`<p class="small muted">
              Some numbers are withheld or coarse, because they would be about fewer than five learners.
            </p>`
          : nothing
      }
    </article>`;
  }

  #body(item: AnalysisItem) {
    if (item.learners === 0) return html`<p class="small muted">Nobody was judged here yet.</p>`;
    return html`${bar(item.facility ?? 0, 'fill')}
      <dl>
        ${fact(item.stemHtml === null ? 'Points reached' : 'Right', item.facility === null ? null : formatPercent(item.facility))}
        ${
          item.stemHtml === null
            ? html`${fact('At the first check', item.firstTry === null ? null : formatPercent(item.firstTry))}
              ${fact('Checks it took', item.medianTries === null ? null : formatPoints(item.medianTries))}`
            : nothing
        }
        ${fact('Tells apart', discriminationWords(item))}
        ${fact('Learners', item.learners === null ? null : String(item.learners))}
        ${item.notReached ? fact('Did not get this far', String(item.notReached)) : nothing}
        ${item.blocked ? fact('Could not be checked', formatPercent(item.blocked)) : nothing}
      </dl>
      ${item.notes.map(
        ({ key, words }) =>
          html`<p class="note ${key === 'few' || key === 'easy' ? 'muted' : 'tone-warn'}">
            ${icon(key === 'few' || key === 'easy' ? 'info' : 'warn')}<span>${words}</span>
          </p>`,
      )}
      ${
        item.reasons.length === 0
          ? nothing
          : html`<details>
              <summary>Why it was not passed</summary>
              <ul>
                ${item.reasons.map(
                  ({ reason, words, learners, share }) =>
                    html`<li>
                      ${bar(share, 'fill')} ${words} <span class="mono muted">${reason}</span>,
                      ${plural(learners, 'learner')}
                    </li>`,
                )}
              </ul>
            </details>`
      }
      ${
        item.choices.length === 0
          ? nothing
          : html`<details>
              <summary>What was answered</summary>
              <ul>
                ${item.choices.map(
                  ({ html: text, correct, learners, share }) =>
                    html`<li>
                      ${bar(share, correct ? 'right' : 'fill')} ${correct ? icon('pass') : icon('fail')}
                      <span class="visually-hidden">${correct ? 'right: ' : 'wrong: '}</span
                      >${unsafeHTML(text)}, ${plural(learners, 'learner')}
                    </li>`,
                )}
              </ul>
            </details>`
      }`;
  }
}
customElements.define('gs-item-statistics', ItemStatistics);

/** A picture of the share that stands beside it in words. */
function bar(share: number, kind: string) {
  return html`<svg class="bar" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width=${WIDTH} height=${HEIGHT}></rect>
    <rect class=${kind} width=${share * WIDTH} height=${HEIGHT}></rect>
  </svg>`;
}

function fact(name: string, value: string | null) {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value ?? '–'}</dd>
  </div>`;
}

/** A correlation in words, by R. L. Ebel's steps of 0.4, 0.3 and 0.2. */
function discriminationWords({ discrimination }: AnalysisItem): string | null {
  if (!discrimination) return null;
  const { value, low, high } = discrimination;
  const word =
    value >= 0.4
      ? 'very well'
      : value >= 0.3
        ? 'well'
        : value >= 0.2
          ? 'somewhat'
          : value >= 0
            ? 'hardly'
            : 'the wrong way';
  return `${word} (${signed.format(value)}, likely ${signed.format(low)} to ${signed.format(high)})`;
}

declare global {
  interface HTMLElementTagNameMap {
    'gs-item-statistics': ItemStatistics;
  }
}
