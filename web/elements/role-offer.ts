import { LitElement, css, html, nothing } from 'lit';
import type { RoleOfferReply } from '../../server/contract/index.ts';
import { base, controls } from '../styles/shared.ts';
import './copy-button.ts';
import './tabs.ts';

const TABS = [
  { id: 'cloudformation', label: 'CloudFormation' },
  { id: 'terraform', label: 'Terraform' },
  { id: 'cli', label: 'AWS CLI' },
  { id: 'policy', label: 'Policy' },
  { id: 'trust', label: 'Trust policy' },
] as const;
type Tab = (typeof TABS)[number]['id'];

/** The read-only role, in the forms in which its owner can make it, each to copy. */
export class RoleOffer extends LitElement {
  static override properties = { offer: { attribute: false }, tab: { state: true } };
  static override styles = [
    base,
    controls,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--s3);
        padding-block-start: var(--s3);
      }
      pre {
        max-height: 24rem;
        margin: 0;
        padding: 0.75rem;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--code-bg);
        color: var(--code-ink);
        font-size: 0.78rem;
        line-height: 1.6;
      }
      .wrap {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare offer: RoleOfferReply | null;
  declare tab: Tab;
  constructor() {
    super();
    this.offer = null;
    this.tab = 'cloudformation';
  }

  override render() {
    const { offer, tab } = this;
    if (!offer) return nothing;
    const text = textOf(offer, tab);
    const { label } = TABS.find(({ id }) => id === tab) ?? TABS[0];
    return html`<gs-tabs
        label="Forms of the role"
        .tabs=${TABS}
        .selected=${tab}
        @tab-change=${(event: CustomEvent<Tab>) => (this.tab = event.detail)}
      >
        <section slot=${tab} aria-label=${label}>
          <div><gs-copy-button wide what=${label} .text=${text}></gs-copy-button></div>
          <pre tabindex="0" role="region" aria-label="Text of ${label}">${text}</pre>
          ${
            tab === 'policy'
              ? html`<details>
                  <summary>What each lab alone needs</summary>
                  ${offer.policies.map(
                    ({ title, policy }) =>
                      html`<h4>${title}</h4>
                        <pre tabindex="0" role="region" aria-label="Policy for ${title}">
${json(policy)}</pre>`,
                  )}
                </details>`
              : nothing
          }
        </section>
      </gs-tabs>
      ${offer.notes.map(
        (note) =>
          html`<details>
            <summary>Kubernetes clusters need one thing more</summary>
            <pre class="wrap" tabindex="0" role="region" aria-label="About clusters">${note}</pre>
          </details>`,
      )}`;
  }
}
customElements.define('gs-role-offer', RoleOffer);

function textOf(offer: RoleOfferReply, tab: Tab): string {
  return tab === 'policy' || tab === 'trust' ? json(offer[tab]) : offer[tab];
}
function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
