import { css } from 'lit';

/** Prose on paper, which has no buttons and no width to scroll; a reader of it wants the addresses and the answers. */
export const prosePrint = css`
  @media print {
    .prose pre {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .prose :is(pre, table, figure.figure, .self-check, .lab-box, .markdown-alert) {
      break-inside: avoid;
    }
    .prose :is(h2, h3, h4) {
      break-after: avoid;
    }
    .prose table {
      display: table;
      width: 100%;
    }
    .prose :is(gs-copy-button, .code-actions, .lab-box-link) {
      display: none;
    }
    .prose a[href^='https:']::after {
      content: ' <' attr(href) '>';
      font-size: 0.8em;
      overflow-wrap: anywhere;
      color: var(--ink-2);
    }
    .prose a.term {
      text-decoration: none;
    }
    .prose .self-check > details::details-content {
      display: block;
      content-visibility: visible;
      block-size: auto;
    }
    .prose .self-check > details > summary {
      list-style: none;
      font-size: 0;
    }
    .prose .self-check > details > summary::after {
      content: 'Answer';
      font-size: var(--text-m);
    }
  }
`;
