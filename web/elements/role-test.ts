import { LitElement, css, html, nothing, svg, type TemplateResult } from 'lit';
import type { RoleTestReply, RoleTestStep } from '../../server/contract/index.ts';
import { formatMoment } from '../format.ts';
import { base, controls, tones } from '../styles/shared.ts';
import { icon } from './icons.ts';

const STEPS: Record<RoleTestStep['step'], { title: string; good: string; bad: string }> = {
  'without-id': { title: 'Without an external id', good: 'It stays shut', bad: 'It opens: to anybody' },
  'wrong-id': { title: 'With a wrong external id', good: 'It stays shut', bad: 'It opens: to others' },
  'right-id': { title: 'With your external id', good: 'It opens', bad: 'It stays shut' },
  identity: { title: 'Whose account is behind it', good: 'Yours', bad: 'Another one' },
};
const TONES = { good: 'pass', bad: 'fail', untested: 'none' } as const;
const ICONS = { good: 'pass', bad: 'fail', untested: 'none' } as const;

/** The test of a role as doors that were tried: which stayed shut, which opened, and which nobody could try. */
export class RoleTest extends LitElement {
  static override properties = { test: { attribute: false } };
  static override styles = [
    base,
    controls,
    tones,
    css`
      ol {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
        gap: var(--s3);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        gap: var(--s2);
        align-content: start;
        padding: var(--s4);
      }
      li svg.door {
        width: 3.2rem;
        height: 3.2rem;
      }
      .frame {
        fill: none;
        stroke: var(--line-strong);
        stroke-width: 2;
      }
      .leaf {
        fill: var(--sunken);
        stroke: var(--ink-2);
        stroke-width: 2;
        stroke-linejoin: round;
      }
      .knob {
        fill: var(--ink-2);
      }
      .unknown .leaf {
        stroke-dasharray: 3 3;
      }
      .detail {
        overflow-wrap: anywhere;
      }
    `,
  ];
  declare test: RoleTestReply | null;
  constructor() {
    super();
    this.test = null;
  }

  override render() {
    const { test } = this;
    if (!test) return nothing;
    return html`<ol aria-label="Test of the role, ${formatMoment(test.at)}">
      ${test.steps.map(({ step, outcome, detail }) => {
        const { title, good, bad } = STEPS[step];
        const word = { good, bad, untested: 'Could not be tried' }[outcome];
        return html`<li class="card">
          ${door(step, outcome)}
          <strong>${title}</strong>
          <span><span class="chip tone-${TONES[outcome]}">${icon(ICONS[outcome])} ${word}</span></span>
          <span class="small muted detail">${detail}</span>
        </li>`;
      })}
    </ol>`;
  }
}
customElements.define('gs-role-test', RoleTest);

/** A door that is open where the role opened. The words beside it say the same. */
function door(step: RoleTestStep['step'], outcome: RoleTestStep['outcome']): TemplateResult {
  const opens = step === 'right-id' || step === 'identity';
  const isOpen = outcome === 'good' ? opens : outcome === 'bad' && !opens;
  const leaf = isOpen ? 'M12 6 L25 11 V43 L12 42 Z' : 'M12 6 H36 V42 H12 Z';
  return html`<svg
    class="door ${outcome === 'untested' ? 'unknown' : ''}"
    viewBox="0 0 48 48"
    aria-hidden="true"
    focusable="false"
  >
    ${svg`<path class="frame" d="M8 42 H40 M12 42 V6 H36 V42"></path><path class="leaf" d=${leaf}></path><circle class="knob" cx=${isOpen ? 22 : 31} cy=${isOpen ? 27 : 25} r="1.8"></circle>`}
  </svg>`;
}
