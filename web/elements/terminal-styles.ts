import { css } from 'lit';

/** Frame of the terminals: tabs above, screen, keys and settings below. */
export const terminalStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    block-size: var(--terminal-height, 24rem);
    container-type: inline-size;
  }
  .frame {
    display: flex;
    flex-direction: column;
    flex: 1 1 auto;
    min-height: 0;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--radius-l);
    background: var(--surface);
  }
  .skip {
    position: absolute;
    inset-inline-start: -100vw;
  }
  .skip:focus {
    position: static;
    margin: var(--s1);
  }
  .bar,
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s1) var(--s2);
    padding: 0.25rem 0.4rem;
    font-size: var(--text-s);
  }
  .bar {
    border-bottom: 1px solid var(--line);
  }
  .foot {
    border-top: 1px solid var(--line);
    color: var(--ink-2);
    padding-inline-start: 0.7rem;
  }
  [role='tablist'] {
    display: flex;
    gap: var(--s1);
    min-width: 0;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  [role='tab'] {
    border-color: transparent;
    background: none;
    color: var(--ink-2);
    white-space: nowrap;
    flex: none;
  }
  [role='tab'][aria-selected='true'] {
    border-color: var(--line-strong);
    background: var(--code-bg);
    color: var(--ink);
    font-weight: 650;
  }
  [role='tab']:focus-visible {
    outline-offset: -2px;
  }
  .push {
    margin-inline-start: auto;
  }
  .icon-only {
    padding-inline: 0.45rem;
  }
  .screens {
    position: relative;
    display: flex;
    flex: 1 1 auto;
    min-height: 0;
    background: var(--code-bg);
  }
  .screens [role='tabpanel'] {
    position: relative;
    display: flex;
    flex: 1 1 auto;
    min-width: 0;
  }
  .screens [role='tabpanel'][hidden] {
    display: none;
  }
  gs-terminal-screen {
    flex: 1 1 auto;
  }
  .end {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2) var(--s3);
    align-items: center;
    padding: 0.5rem 0.8rem;
    border-top: 1px solid var(--line);
    background: var(--tone-soft);
    color: var(--ink);
    font-size: var(--text-s);
  }
  .end p {
    flex: 1 1 14rem;
  }
  .end svg {
    color: var(--tone);
  }
  .start {
    display: grid;
    align-content: center;
    justify-items: center;
    gap: var(--s3);
    flex: 1 1 auto;
    min-height: 0;
    padding: var(--s5) var(--s4);
    overflow-y: auto;
    background: var(--code-bg);
    color: var(--code-ink);
    text-align: center;
  }
  .start h3 {
    font-size: var(--text-l);
  }
  .start p {
    max-width: 30rem;
    color: var(--ink-2);
    font-size: var(--text-s);
  }
  .start .prompt {
    font-family: var(--mono);
    font-size: 0.9rem;
    color: var(--code-ink);
  }
  .start .prompt b {
    color: var(--pass);
    font-weight: 600;
  }
  .caret {
    display: inline-block;
    width: 0.55em;
    height: 1.1em;
    vertical-align: -0.2em;
    background: var(--accent);
  }
  .problem {
    padding: var(--s3);
    overflow-y: auto;
  }
  @container (max-width: 30rem) {
    .roomy {
      display: none;
    }
    .bar,
    .foot {
      flex-wrap: nowrap;
    }
    .bar button,
    .foot button {
      padding-inline: 0.45rem;
    }
  }
  kbd {
    padding: 0.05em 0.35em;
    border: 1px solid var(--line-strong);
    border-radius: 4px;
    background: var(--raised);
    font-size: 0.75rem;
  }
  .sizes {
    display: inline-flex;
    align-items: center;
    gap: 0.15rem;
  }
  .reader {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    min-height: 1.875rem;
  }
`;
