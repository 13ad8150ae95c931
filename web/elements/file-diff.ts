import { LitElement, css, html, nothing } from 'lit';
import { plural } from '../format.ts';
import { base } from '../styles/shared.ts';
import { diffLines, foldSame, type DiffGap, type DiffLine } from './line-diff.ts';

const SIGNS = { same: ' ', removed: '−', added: '+' } as const;
const WORDS = { same: '', removed: 'Removed: ', added: 'Added: ' } as const;

/** What changed between two texts, line by line, one below the other. `since` says what the older one is. */
export class FileDiff extends LitElement {
  static override properties = {
    older: { attribute: false },
    newer: { attribute: false },
    since: { type: String },
  };
  static override styles = [
    base,
    css`
      p {
        padding: 0.4rem 0.75rem;
        font-size: var(--text-s);
        color: var(--ink-2);
      }
      ol {
        list-style: none;
        max-height: 26rem;
        overflow: auto;
        padding-block: 0.4rem;
        background: var(--code-bg);
        color: var(--code-ink);
        font-family: var(--mono);
        font-size: 0.8rem;
        line-height: 1.55;
      }
      ol:focus-visible {
        outline-offset: -2px;
      }
      li {
        display: flex;
        width: max-content;
        min-width: 100%;
        padding-inline-end: 0.75rem;
        white-space: pre;
        tab-size: 4;
      }
      .number {
        flex: none;
        width: 3.2em;
        padding-inline-end: 0.6em;
        text-align: end;
        color: var(--ink-3);
        user-select: none;
      }
      .sign {
        flex: none;
        width: 1.4em;
        font-weight: 700;
        user-select: none;
      }
      .added {
        background: var(--pass-soft);
      }
      .added .sign {
        color: var(--pass);
      }
      .removed {
        background: var(--fail-soft);
      }
      .removed .sign {
        color: var(--fail);
      }
      .added .number,
      .removed .number {
        color: var(--ink-2);
      }
      .gap {
        padding: 0.15rem 0.75rem;
        color: var(--ink-3);
        font-family: var(--sans);
        font-size: var(--text-xs);
      }
    `,
  ];
  declare older: string;
  declare newer: string;
  declare since: string;
  constructor() {
    super();
    this.older = '';
    this.newer = '';
    this.since = '';
  }

  override render() {
    const lines = diffLines(this.older, this.newer);
    const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
    const [added, removed] = [count('added'), count('removed')];
    if (added + removed === 0) return html`<p>Line by line the same as ${this.since}.</p>`;
    return html`<p>
        Since ${this.since}: ${plural(added, 'line')} added, ${plural(removed, 'line')} removed.
      </p>
      <ol tabindex="0" aria-label="Lines changed since ${this.since}">
        ${foldSame(lines).map(row)}
      </ol>`;
  }
}

const row = (line: DiffLine | DiffGap) =>
  line.kind === 'gap'
    ? html`<li class="gap">${plural(line.lines, 'line')} as before</li>`
    : html`<li class=${line.kind}>
        <span class="number" aria-hidden="true">${line.new ?? line.old}</span
        ><span class="sign" aria-hidden="true">${SIGNS[line.kind]}</span
        >${WORDS[line.kind] ? html`<span class="visually-hidden">${WORDS[line.kind]}</span>` : nothing}<span
          >${line.text}</span
        >
      </li>`;

customElements.define('gs-file-diff', FileDiff);
