import { LitElement, css, html, svg } from 'lit';
import type { LateStep } from '../../server/contract/index.ts';
import { base } from '../styles/shared.ts';

const WIDTH = 320;
const HEIGHT = 96;

/** What late work brings, as a falling line over the hours after the due time. */
export class LateSteps extends LitElement {
  static override properties = { steps: { attribute: false } };
  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      svg {
        width: 100%;
        max-width: 24rem;
        height: auto;
      }
      .line {
        fill: none;
        stroke: var(--accent);
        stroke-width: 2.5;
      }
      .axis {
        stroke: var(--line);
      }
      text {
        fill: var(--ink-2);
        font-size: 10px;
      }
    `,
  ];
  declare steps: readonly LateStep[];
  constructor() {
    super();
    this.steps = [];
  }

  override render() {
    const { steps } = this;
    const last = Math.max(24, (steps.at(-1)?.afterHours ?? 0) * 1.25);
    const x = (hours: number): number => 40 + ((WIDTH - 60) * (hours + last * 0.2)) / (last * 1.2);
    const y = (percent: number): number => 12 + ((HEIGHT - 36) * (100 - percent)) / 100;
    let path = `M ${x(-last * 0.2)} ${y(100)}`;
    let percent = 100;
    for (const step of steps) {
      path += ` L ${x(step.afterHours)} ${y(percent)} L ${x(step.afterHours)} ${y(step.percent)}`;
      ({ percent } = step);
    }
    path += ` L ${x(last)} ${y(percent)}`;
    const words =
      steps.length === 0
        ? 'Late work counts in full until the close.'
        : `On time 100 %, ${steps.map((step) => `from ${step.afterHours} h late ${step.percent} %`).join(', ')}.`;
    return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${words}>
        ${svg`<line class="axis" x1=${x(0)} x2=${x(0)} y1="6" y2=${HEIGHT - 20}></line>
          <line class="axis" x1="40" x2=${WIDTH - 20} y1=${y(0)} y2=${y(0)}></line>
          <text x="4" y=${y(100) + 4}>100 %</text><text x="16" y=${y(0) + 4}>0 %</text>
          <text x=${x(0) - 8} y=${HEIGHT - 6}>due</text>
          <text x=${WIDTH - 52} y=${HEIGHT - 6}>+${Math.round(last)} h</text>
          <path class="line" d=${path}></path>`}
      </svg>
      <p class="small muted">${words}</p>`;
  }
}
customElements.define('gs-late-steps', LateSteps);
