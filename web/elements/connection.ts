import { LitElement, css, html } from 'lit';
import type { ConnectionReply } from '../../server/contract/index.ts';
import { base, controls } from '../styles/shared.ts';
import './copy-button.ts';
import { icon } from './icons.ts';
import './tabs.ts';

const SHELLS = [
  { id: 'bash', label: 'bash, zsh' },
  { id: 'fish', label: 'fish' },
  { id: 'powershell', label: 'PowerShell' },
] as const;
type Shell = (typeof SHELLS)[number]['id'];

const PROBE = 'aws sts get-caller-identity';

/** Ready-to-paste connection settings. The secret stays hidden on screen until asked for; copying always gives the real one. */
export class Connection extends LitElement {
  static override properties = {
    connection: { attribute: false },
    shell: { state: true },
    shown: { state: true },
  };
  static override styles = [
    base,
    controls,
    css`
      section {
        display: grid;
        gap: var(--s3);
      }
      pre {
        margin: var(--s2) 0 0;
        padding: 0.75rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--code-bg);
        color: var(--code-ink);
        font-size: 0.78rem;
        line-height: 1.7;
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.25rem 0.9rem;
        font-size: var(--text-s);
      }
      dt {
        color: var(--ink-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
      .try {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--s2);
        font-size: var(--text-s);
      }
    `,
  ];
  declare connection: ConnectionReply | null;
  declare shell: Shell;
  declare shown: boolean;
  constructor() {
    super();
    this.connection = null;
    this.shell = navigator.userAgent.includes('Windows') ? 'powershell' : 'bash';
    this.shown = false;
  }

  override render() {
    const { connection } = this;
    if (!connection) return html`<p class="muted small">The keys appear here when the account is ready.</p>`;
    const text = connection.exports[this.shell];
    const visible = this.shown ? text : text.replaceAll(connection.secretAccessKey, '••••••••••••••••');
    return html`<section>
      <p class="small muted">
        Paste this into the terminal where you run the AWS CLI, version 2.13 or newer (or 1.29 of version 1).
        The keys work in this sandbox only; at AWS they are worthless.
      </p>
      <gs-tabs
        label="Shell"
        .tabs=${SHELLS}
        .selected=${this.shell}
        @tab-change=${(event: CustomEvent<Shell>) => (this.shell = event.detail)}
      >
        <div slot=${this.shell}>
          <pre tabindex="0" role="region" aria-label="Settings for ${this.shell}">${visible}</pre>
        </div>
      </gs-tabs>
      <div class="row">
        <gs-copy-button wide what="settings" .text=${text}></gs-copy-button>
        <button class="small" aria-pressed=${this.shown} @click=${() => (this.shown = !this.shown)}>
          ${icon(this.shown ? 'eye-off' : 'eye')} ${this.shown ? 'Hide the secret' : 'Show the secret'}
        </button>
      </div>
      <p class="try">
        Then see that you arrive: <code>${PROBE}</code>
        <gs-copy-button what="the command" .text=${PROBE}></gs-copy-button>
      </p>
      <dl>
        <dt>Endpoint</dt>
        <dd><code>${connection.endpoint}</code></dd>
        <dt>Region</dt>
        <dd><code>${connection.region}</code></dd>
        <dt>Account</dt>
        <dd><code>${connection.account}</code></dd>
        <dt>Access key</dt>
        <dd><code>${connection.accessKeyId}</code></dd>
      </dl>
    </section>`;
  }
}
customElements.define('gs-connection', Connection);
