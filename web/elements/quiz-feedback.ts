import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { QuizFeedback, QuizItem } from '../../server/contract/index.ts';
import { base, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';
import './prose.ts';

type Choice = { id: string; html: string };

/** What the server said about an answer: right or not, the key, and a word on every option. */
export class QuizFeedbackElement extends LitElement {
  static override properties = {
    item: { attribute: false },
    feedback: { attribute: false },
    name: { type: String },
  };
  static override styles = [
    base,
    tones,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s4);
      }
      .stem {
        --prose-size: 1.1875rem;
        --prose-leading: 1.5;
      }
      .verdict {
        display: flex;
        flex-wrap: wrap;
        gap: 0.5rem;
        align-items: center;
        padding: 0.7rem 1rem;
        border-inline-start: 4px solid var(--tone);
        border-radius: var(--radius);
        background: var(--tone-soft);
        font-weight: 680;
        color: var(--tone);
      }
      li {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.15rem 0.7rem;
        padding: 0.7rem 0.9rem;
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
      }
      li .icon {
        margin-top: 0.25rem;
        color: var(--tone);
      }
      ul,
      ol {
        display: grid;
        gap: var(--s2);
      }
      .tags {
        display: inline-flex;
        flex-wrap: wrap;
        gap: 0.3rem;
        margin-inline-start: 0.4rem;
      }
      .why {
        grid-column: 2;
        font-size: var(--text-m);
        color: var(--ink-2);
      }
      code {
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.3rem 1rem;
        padding: 0.8rem 1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius-l);
        background: var(--surface);
      }
      dt {
        color: var(--ink-3);
      }
      dd {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare item: QuizItem | null;
  declare feedback: QuizFeedback | null;
  /** Who answered, for somebody else who looks; empty for the learner. */
  declare name: string;
  constructor() {
    super();
    this.name = '';
    this.item = null;
    this.feedback = null;
  }

  override render() {
    const { item, feedback } = this;
    if (!item || !feedback) return nothing;
    const partly = !feedback.correct && feedback.credit > 0;
    const tone = feedback.correct ? 'pass' : partly ? 'partial' : 'fail';
    const word = feedback.correct ? 'Right' : partly ? 'Partly right' : 'Not right';
    return html`<article class="tone-${tone}">
      <gs-prose class="stem" .html=${item.stemHtml}></gs-prose>
      <p class="verdict" id="verdict" tabindex="-1">${icon(tone)} ${word}</p>
      ${this.#answers(item, feedback)}
      <gs-prose .html=${feedback.summaryHtml}></gs-prose>
    </article>`;
  }

  #answers(item: QuizItem, feedback: QuizFeedback): TemplateResult {
    if (item.type === 'single' || item.type === 'multiple') return this.#options(item.options, feedback);
    return html`${this.#own(item, feedback)}
    ${
      feedback.notes.length > 0
        ? html`<ul class="plain">
            ${feedback.notes.map(
              (note) =>
                html`<li class="tone-${note.correct ? 'pass' : 'fail'}">
                  ${icon(note.correct ? 'pass' : 'fail')}<span>${unsafeHTML(note.html)}</span>
                </li>`,
            )}
          </ul>`
        : nothing
    }`;
  }

  #options(options: readonly Choice[], feedback: QuizFeedback) {
    return html`<ul class="plain">
      ${options.map((option) => {
        const note = feedback.notes.find((one) => one.id === option.id);
        const right = note?.correct ?? false;
        return html`<li class="tone-${right ? 'pass' : note?.chosen ? 'fail' : 'none'}">
          ${icon(right ? 'pass' : note?.chosen ? 'fail' : 'none')}
          <span
            >${unsafeHTML(option.html)}
            <span class="tags">
              ${right ? html`<span class="chip tone-pass">right answer</span>` : nothing}
              ${
                note?.chosen
                  ? html`<span class="chip tone-accent"
                      >${this.name === '' ? 'your choice' : `choice of ${this.name}`}</span
                    >`
                  : nothing
              }
            </span></span
          >
          ${note ? html`<span class="why">${unsafeHTML(note.html)}</span>` : nothing}
        </li>`;
      })}
    </ul>`;
  }

  /** The learner's answer beside the key, for types without options. */
  #own(item: QuizItem, feedback: QuizFeedback) {
    const { answer, key } = feedback;
    if (answer.type === 'numeric' && key.type === 'numeric' && item.type === 'numeric')
      return this.#sides(`${answer.value} ${item.unit}`, `${key.value} ${item.unit}`);
    if (answer.type === 'fill' && key.type === 'fill')
      return this.#sides(html`<code>${answer.text}</code>`, html`<code>${key.text}</code>`);
    if (answer.type === 'order' && key.type === 'order' && item.type === 'order') {
      const text = (id: string | undefined) =>
        unsafeHTML(item.options.find((one) => one.id === id)?.html ?? '');
      return html`<ol class="plain" aria-label="The right order">
        ${key.order.map((id, index) => {
          const right = answer.order[index] === id;
          return html`<li class="tone-${right ? 'pass' : 'fail'}">
            ${icon(right ? 'pass' : 'fail')}
            <span>${index + 1}. ${text(id)}</span>
            ${right ? nothing : html`<span class="why">${this.name || 'You'} put ${text(answer.order[index])} here.</span>`}
          </li>`;
        })}
      </ol>`;
    }
    if (answer.type === 'match' && key.type === 'match' && item.type === 'match') {
      const right = (id: string | undefined) =>
        unsafeHTML(item.right.find((one) => one.id === id)?.html ?? '');
      return html`<ul class="plain" aria-label="The right pairs">
        ${item.left.map((left) => {
          const same = answer.pairs[left.id] === key.pairs[left.id];
          return html`<li class="tone-${same ? 'pass' : 'fail'}">
            ${icon(same ? 'pass' : 'fail')}
            <span>${unsafeHTML(left.html)}: <strong>${right(key.pairs[left.id])}</strong></span>
            ${same ? nothing : html`<span class="why">${this.name || 'You'} chose ${right(answer.pairs[left.id])}.</span>`}
          </li>`;
        })}
      </ul>`;
    }
    return nothing;
  }

  #sides(own: unknown, key: unknown) {
    return html`<dl>
      <dt>${this.name === '' ? 'Your answer' : `Answer of ${this.name}`}</dt>
      <dd>${own}</dd>
      <dt>Right answer</dt>
      <dd>${key}</dd>
    </dl>`;
  }
}
customElements.define('gs-quiz-feedback', QuizFeedbackElement);
