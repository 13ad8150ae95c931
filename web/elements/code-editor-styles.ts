import { css } from 'lit';

/** Looks of the editor, in the tokens of both themes. Three classes deep, because the editor's own rules are two. */
export const codeEditorStyles = css`
  .box {
    background: var(--code-bg);
    color: var(--code-ink);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 13rem;
    padding: 0.75rem;
    border: 0;
    border-radius: 0;
    background: var(--code-bg);
    color: var(--code-ink);
    font-family: var(--mono);
    font-size: 0.82rem;
    line-height: 1.6;
    tab-size: 4;
    resize: vertical;
    white-space: pre;
    overflow-wrap: normal;
    overflow-x: auto;
  }
  textarea:focus-visible {
    outline-offset: -3px;
  }
  .keys {
    padding: 0.35rem 0.75rem;
    border-top: 1px solid var(--line);
    background: var(--surface);
    color: var(--ink-2);
    font-size: var(--text-xs);
  }
  kbd {
    padding: 0 0.3em;
    border: 1px solid var(--line-strong);
    border-radius: 3px;
  }
  .box .mount .cm-editor {
    min-height: 13rem;
    max-height: min(34rem, 75vh);
    background: var(--code-bg);
    color: var(--code-ink);
    font-size: 0.82rem;
  }
  .box .cm-editor.cm-focused {
    outline: none;
  }
  /* Above the line numbers, which would cover an outline, and below the lists. */
  .mount {
    position: relative;
  }
  .mount:focus-within::after {
    content: '';
    position: absolute;
    inset: 0;
    z-index: 300;
    border: 2px solid var(--accent);
    pointer-events: none;
  }
  .box .cm-editor .cm-scroller {
    overflow: auto;
    font-family: var(--mono);
    line-height: 1.6;
  }
  .box .cm-editor .cm-content {
    padding-block: 0.6rem;
    caret-color: var(--accent);
  }
  .box .cm-editor .cm-content:focus-visible {
    outline: none;
  }
  .box .cm-editor .cm-placeholder {
    color: var(--ink-3);
  }
  .box .cm-editor .cm-gutters {
    border-inline-end: 1px solid var(--line);
    background: var(--code-bg);
    color: var(--ink-3);
  }
  .box .cm-editor .cm-activeLine,
  .box .cm-editor .cm-activeLineGutter {
    background: transparent;
  }
  .box .cm-editor.cm-focused .cm-activeLine,
  .box .cm-editor.cm-focused .cm-activeLineGutter {
    background: color-mix(in srgb, var(--accent) 8%, transparent);
  }
  .box .cm-editor.cm-focused .cm-matchingBracket {
    background: var(--accent-soft);
    outline: 1px solid var(--accent);
  }
  .box .cm-editor .cm-lintRange-error {
    background-image: none;
    text-decoration: underline wavy var(--fail) 1.5px;
    text-underline-offset: 3px;
    text-decoration-skip-ink: none;
  }
  .box .cm-editor .cm-gutter-lint {
    width: 1.1em;
  }
  .box .cm-editor .cm-gutter-lint .cm-gutterElement {
    padding: 0;
  }
  .box .cm-editor .cm-lint-marker-error {
    content: none;
    width: 8px;
    height: 8px;
    margin: 0.45rem 2px;
    border-radius: 50%;
    background: var(--fail);
  }
  .box .cm-editor .cm-tooltip {
    z-index: 500;
    max-width: min(26rem, 92vw);
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--ink);
    box-shadow: var(--shadow-l);
    overflow: hidden;
  }
  .box .cm-editor .cm-diagnostic {
    padding: 0.4rem 0.6rem;
    border-inline-start: 4px solid var(--fail);
    font-family: var(--sans);
    font-size: var(--text-s);
    white-space: normal;
  }
  .box .cm-editor .cm-tooltip.cm-tooltip-autocomplete > ul {
    max-height: 15rem;
    font-family: var(--mono);
    font-size: var(--text-s);
  }
  .box .cm-editor .cm-tooltip.cm-tooltip-autocomplete > ul > li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1rem;
    padding: 0.2rem 0.6rem;
  }
  .box .cm-editor .cm-tooltip-autocomplete ul li[aria-selected] {
    background: var(--accent-fill);
    color: var(--on-accent);
  }
  .box .cm-editor .cm-completionDetail {
    margin: 0;
    color: var(--ink-2);
    font-family: var(--sans);
    font-style: normal;
  }
  .box .cm-editor .cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail {
    color: var(--on-accent);
  }
  .box .cm-editor .cm-completionMatchedText {
    font-weight: 700;
    text-underline-offset: 2px;
  }
  .tok-keyword,
  .tok-bool,
  .tok-atom {
    color: var(--code-keyword);
  }
  .tok-string,
  .tok-string2 {
    color: var(--code-string);
  }
  .tok-number,
  .tok-literal {
    color: var(--code-number);
  }
  .tok-comment {
    color: var(--code-comment);
    font-style: italic;
  }
  .tok-propertyName,
  .tok-className,
  .tok-typeName {
    color: var(--code-name);
  }
`;
