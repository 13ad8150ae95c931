import { css } from 'lit';

/** Typography of server-rendered Markdown: lessons, task instructions, hints, quiz texts. Highlighting is by class. */
export const prose = css`
  .prose {
    overflow-wrap: break-word;
    hanging-punctuation: first;
  }
  .prose > * + * {
    margin-top: 1em;
  }
  .prose > :first-child {
    margin-top: 0;
  }
  .prose h2 {
    margin-top: 2.4em;
    padding-top: 0.9em;
    border-top: 1px solid var(--line);
    font-size: 1.5em;
  }
  .prose h3 {
    margin-top: 1.6em;
    font-size: 1.2em;
  }
  .prose h4 {
    margin-top: 1.5em;
    font-size: 1em;
  }
  .prose :is(h2, h3, h4) + * {
    margin-top: 0.6em;
  }
  .prose :is(h2, h3, h4) {
    scroll-margin-top: calc(var(--bar) + 1rem);
  }
  .prose :is(ul, ol) {
    padding-inline-start: 1.35em;
  }
  .prose li + li {
    margin-top: 0.35em;
  }
  .prose li > :is(ul, ol) {
    margin-top: 0.35em;
  }
  .prose li::marker {
    color: var(--ink-3);
  }
  .prose :not(pre) > code {
    padding: 0.1em 0.32em;
    border-radius: 4px;
    background: var(--code-inline);
    overflow-wrap: anywhere;
  }
  .prose pre {
    position: relative;
    padding: 0.85rem 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--code-bg);
    color: var(--code-ink);
    font-size: 0.9375rem;
    line-height: 1.6;
    overflow-x: auto;
  }
  .prose figure.code {
    position: relative;
    margin-block: 1.1em;
  }
  .prose figure.code > figcaption {
    margin: 0;
    padding: 0.4rem 1rem;
    border: 1px solid var(--line);
    border-bottom: 0;
    border-radius: var(--radius) var(--radius) 0 0;
    background: var(--raised);
  }
  .prose figure.code > figcaption + pre {
    border-start-start-radius: 0;
    border-start-end-radius: 0;
  }
  .prose figure.code > pre {
    margin: 0;
  }
  .prose figure.code:not([data-kind='output']) > pre {
    padding-inline-end: 3.75rem;
  }
  .prose figure.code[data-kind='output'] > pre {
    border-style: dashed;
    background: transparent;
    color: var(--ink-2);
  }
  .prose figure.code:is([data-kind='output'], [data-kind='expect-error'])::before {
    content: 'Output';
    display: block;
    margin-bottom: 0.3rem;
    font-size: var(--text-xs);
    font-weight: 600;
    letter-spacing: 0.07em;
    text-transform: uppercase;
    color: var(--ink-3);
  }
  .prose figure.code[data-kind='expect-error']::before {
    content: 'Fails on purpose';
    color: var(--fail);
  }
  .prose figure.code[data-kind='run'] > pre {
    border-inline-start: 3px solid var(--accent);
  }
  .prose figure.code[data-kind='expect-error'] > pre {
    border-inline-start: 3px solid var(--fail);
  }
  .prose .self-check {
    padding: 1rem;
    border: 1px solid var(--line);
    border-block-start: 3px solid var(--info);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .prose .self-check > .self-check-question::before {
    content: 'Predict, then reveal';
    display: block;
    margin-bottom: 0.4rem;
    font-size: var(--text-xs);
    font-weight: 600;
    letter-spacing: 0.07em;
    text-transform: uppercase;
    color: var(--info);
  }
  .prose :is(.self-check-question, .self-check-answer, .lab-box) > * + * {
    margin-top: 0.7em;
  }
  .prose .self-check > details {
    margin-top: 0.8rem;
    background: var(--raised);
  }
  .prose .lab-box {
    padding: 1rem 1.1rem;
    border: 1px solid var(--accent);
    border-radius: var(--radius);
    background: var(--accent-soft);
  }
  .prose .lab-box-link a {
    font-weight: 650;
  }
  .prose data.price {
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
    text-decoration: underline dotted var(--ink-3);
    text-underline-offset: 0.2em;
  }
  .prose figure {
    margin-block: 1.6em;
  }
  .prose figure.figure > svg {
    display: block;
    width: 100%;
    height: auto;
    max-width: 46rem;
    margin-inline: auto;
    color: var(--ink);
  }
  .prose figcaption {
    font-size: var(--text-s);
    color: var(--ink-2);
  }
  .prose blockquote {
    margin-inline: 0;
    padding-inline-start: 1em;
    border-inline-start: 3px solid var(--line-strong);
    color: var(--ink-2);
  }
  .prose .markdown-alert {
    padding: 0.8rem 1rem;
    border: 1px solid var(--line);
    border-inline-start: 4px solid var(--tone, var(--info));
    border-radius: var(--radius);
    background: var(--surface);
  }
  .prose .markdown-alert > * + * {
    margin-top: 0.6em;
  }
  .prose .markdown-alert-title {
    display: flex;
    align-items: center;
    gap: 0.4em;
    font-size: var(--text-s);
    font-weight: 650;
    color: var(--tone, var(--info));
  }
  .prose .markdown-alert-title svg {
    width: 1em;
    height: 1em;
    fill: currentColor;
  }
  .prose .markdown-alert-tip {
    --tone: var(--pass);
  }
  .prose .markdown-alert-important {
    --tone: var(--accent);
  }
  .prose :is(.markdown-alert-warning, .markdown-alert-caution) {
    --tone: var(--blocked);
  }
  .prose table {
    display: block;
    width: max-content;
    max-width: 100%;
    overflow-x: auto;
    border-collapse: collapse;
    font-size: 0.9em;
    font-variant-numeric: tabular-nums;
  }
  .prose :is(th, td) {
    padding: 0.45rem 0.8rem;
    border-bottom: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
  }
  .prose th {
    font-weight: 600;
    color: var(--ink-2);
    border-bottom-color: var(--line-strong);
  }
  .prose details {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .prose summary {
    padding: 0.6rem 1rem;
    cursor: pointer;
    font-weight: 600;
    color: var(--accent);
  }
  .prose details > :not(summary) {
    margin: 0 1rem 0.8rem;
  }
  .prose hr {
    border: 0;
    border-top: 1px solid var(--line);
    margin-block: 2em;
  }
  .prose .hljs-keyword,
  .prose .hljs-built_in,
  .prose .hljs-selector-tag {
    color: var(--code-keyword);
  }
  .prose .hljs-string,
  .prose .hljs-regexp {
    color: var(--code-string);
  }
  .prose .hljs-number,
  .prose .hljs-literal,
  .prose .hljs-variable {
    color: var(--code-number);
  }
  .prose .hljs-comment,
  .prose .hljs-meta {
    color: var(--code-comment);
  }
  .prose .hljs-attr,
  .prose .hljs-title,
  .prose .hljs-attribute {
    color: var(--code-name);
  }
  .prose :is(p, li, td) {
    text-wrap: pretty;
  }
`;
