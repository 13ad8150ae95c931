import { LitElement, html, nothing, svg } from 'lit';
import { formatSpan } from '../format.ts';
import { base, controls } from '../styles/shared.ts';
import { deployTimelineStyles } from './deploy-timeline-styles.ts';

export interface TimelinePhase {
  from: number;
  to: number;
  label: string;
  /** Of the traffic, on the new version. */
  share: number;
  old: number;
  fresh: number;
  watched: boolean;
}
export interface TimelineScene {
  title: string;
  /** When the update is over. */
  seconds: number;
  /** Where the drawing ends. */
  end: number;
  phases: readonly TimelinePhase[];
  /** Where the new version begins to fail. */
  at: number;
  noticedAt: number | null;
  backAt: number | null;
  outcome: string;
}

const LEFT = 62;
const RIGHT = 16;
const PLOT = { top: 40, height: 130 };
const LANE = 24;
const LANES = PLOT.top + PLOT.height + 14;
const HEIGHT = LANES + 3 * LANE + 26;
const STEP = 5;

interface Place {
  width: number;
  right: number;
  x(at: number): number;
  y(share: number): number;
}

/**
 * An update over time: which share of the traffic is on the new version, which instances run, where an alarm turns back, and
 * what a failure from the chosen moment on does. Event `moment` with seconds since the update was asked for.
 */
export class DeployTimeline extends LitElement {
  static override properties = { scene: { attribute: false }, width: { state: true } };
  static override styles = [base, controls, deployTimelineStyles];
  declare scene: TimelineScene | null;
  declare width: number;
  #observer: ResizeObserver | undefined;

  constructor() {
    super();
    this.scene = null;
    this.width = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      this.width = Math.floor(entry?.contentRect.width ?? 0);
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
  }

  override render() {
    const { scene, width } = this;
    if (scene === null) return html`<p class="muted">No update to show.</p>`;
    if (width < 160) return nothing;
    const right = width - RIGHT;
    const place: Place = {
      width,
      right,
      x: (at) => LEFT + ((right - LEFT) * Math.min(at, scene.end)) / scene.end,
      y: (share) => PLOT.top + PLOT.height * (1 - share),
    };
    return html`<svg
        width=${width}
        height=${HEIGHT}
        viewBox="0 0 ${width} ${HEIGHT}"
        role="img"
        aria-label="${scene.title}. ${scene.outcome}"
        @pointerdown=${(event: PointerEvent) => this.#point(event, scene, place)}
        @pointermove=${(event: PointerEvent) => {
          if (event.buttons > 0) this.#point(event, scene, place);
        }}
      >
        <defs>
          <pattern
            id="fails"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path class="fails" d="M0 0V6" />
          </pattern>
        </defs>
        ${traffic(scene, place)} ${failing(scene, place)} ${lanes(scene, place)} ${axis(scene, place)}
        ${marks(scene, place)}
      </svg>
      <div class="slide">
        <label class="visually-hidden" for="moment">Moment at which the new version begins to fail</label>
        <input
          id="moment"
          type="range"
          min="0"
          max=${Math.round(scene.end)}
          step=${STEP}
          .value=${String(scene.at)}
          aria-valuetext="after ${formatSpan(scene.at)}: ${scene.outcome}"
          @input=${(event: Event) => this.#tell(Number((event.target as HTMLInputElement).value))}
        />
      </div>`;
  }

  #point(event: PointerEvent, scene: TimelineScene, { right }: Place) {
    const share = (event.offsetX - LEFT) / (right - LEFT);
    this.#tell(Math.round((Math.min(Math.max(share, 0), 1) * scene.end) / STEP) * STEP);
  }

  #tell(at: number) {
    this.dispatchEvent(new CustomEvent('moment', { detail: at }));
  }
}
customElements.define('gs-deploy-timeline', DeployTimeline);

/** The share on the new version from one moment to another, as rectangles; after the end it is all. */
function pieces({ phases, seconds, end }: TimelineScene, from: number, to: number) {
  const last = phases.at(-1);
  const all = [...phases, ...(last ? [{ ...last, from: seconds, to: end, share: 1 }] : [])];
  return all.flatMap((phase) => {
    const [a, b] = [Math.max(phase.from, from), Math.min(phase.to, to)];
    return b > a && phase.share > 0 ? [{ from: a, to: b, share: phase.share }] : [];
  });
}

function traffic(scene: TimelineScene, { x, y, right }: Place) {
  const until = scene.backAt ?? scene.end;
  const area = (from: number, to: number, kind: string) =>
    pieces(scene, from, to).map(
      (one) =>
        svg`<rect class=${kind} x=${x(one.from)} y=${y(one.share)} width=${Math.max(0, x(one.to) - x(one.from))} height=${y(0) - y(one.share)} />`,
    );
  return svg`<g>
    <rect class="old" x=${LEFT} y=${PLOT.top} width=${right - LEFT} height=${PLOT.height} />
    ${area(0, until, 'fresh')}
    ${scene.backAt === null ? nothing : area(scene.backAt, scene.end, 'undone')}
    ${scene.phases.map(({ from, to, label }, index) => {
      const wide = x(to) - x(from);
      const words = [label, label.replace('bake ', '')].find((one) => one.length * 6.4 + 6 < wide) ?? '';
      return svg`${index === 0 ? nothing : svg`<path class="edge" d="M${x(from)} ${PLOT.top - 16}V${LANES + 3 * LANE}" />`}
        <text class="phase" x=${(x(from) + x(to)) / 2} y=${PLOT.top - 8} text-anchor="middle">${words}</text>`;
    })}
    <path class="edge end" d="M${x(scene.seconds)} ${PLOT.top - 16}V${LANES + 3 * LANE}" />
    ${[0, 0.5, 1].map((share) => svg`<text x=${LEFT - 8} y=${y(share) + 4} text-anchor="end">${share * 100} %</text>`)}
  </g>`;
}

/** The requests that meet the failure. */
function failing(scene: TimelineScene, { x, y }: Place) {
  return pieces(scene, scene.at, scene.backAt ?? scene.end).map(
    ({ from, to, share }) =>
      svg`<rect class="met" fill="url(#fails)" x=${x(from)} y=${y(share)} width=${Math.max(0, x(to) - x(from))} height=${y(0) - y(share)} />`,
  );
}

interface Running {
  from: number;
  to: number;
  old: number;
  fresh: number;
  watched: boolean;
}

/** What runs when: as planned until traffic is turned back, from then on the old fleet. */
function runningOf({ phases, seconds, end, backAt }: TimelineScene): Running[] {
  const fleet = phases[0]?.old ?? 0;
  const planned = [...phases, { from: seconds, to: end, old: 0, fresh: fleet, watched: false }];
  if (backAt === null) return planned;
  return [
    ...planned.filter(({ from }) => from < backAt).map((one) => ({ ...one, to: Math.min(one.to, backAt) })),
    { from: backAt, to: end, old: fleet, fresh: 0, watched: false },
  ];
}

function lanes(scene: TimelineScene, { x }: Place) {
  const running = runningOf(scene);
  const rows = [
    { name: 'old', kind: 'lane-old', words: ({ old }: Running) => (old > 0 ? String(old) : '') },
    { name: 'new', kind: 'lane-new', words: ({ fresh }: Running) => (fresh > 0 ? String(fresh) : '') },
    { name: 'alarm', kind: 'watch', words: ({ watched }: Running) => (watched ? 'turns back' : '') },
  ];
  return svg`<g>
    ${rows.map(({ name, kind, words }, row) => {
      const top = LANES + row * LANE;
      return svg`<text x=${LEFT - 8} y=${top + 15} text-anchor="end">${name}</text>
        ${running.map((one) => {
          const text = words(one);
          const wide = x(one.to) - x(one.from);
          if (text === '' || wide <= 0) return nothing;
          return svg`<rect class=${kind} x=${x(one.from)} y=${top + 2} width=${Math.max(1, wide - 2)} height=${LANE - 6} rx="3" />
            ${wide > 8 + text.length * 6.4 ? svg`<text class="count" x=${x(one.from) + wide / 2} y=${top + 15} text-anchor="middle">${text}</text>` : nothing}`;
        })}`;
    })}
  </g>`;
}

function axis({ end }: TimelineScene, { x, right }: Place) {
  const steps = [60, 120, 300, 600, 1200, 1800, 3600, 7200];
  const most = Math.max(2, Math.floor((right - LEFT) / 70));
  const step = steps.find((one) => end / one <= most) ?? Math.ceil(end / most / 3600) * 3600;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step).map(
    (at) =>
      svg`<text x=${x(at)} y=${HEIGHT - 6} text-anchor="middle">${at === 0 ? '0' : formatSpan(at)}</text>`,
  );
}

function marks({ at, noticedAt, backAt, end }: TimelineScene, { x, right }: Place) {
  const mark = (moment: number, words: string, kind: string, top: number) => {
    const px = x(moment);
    const before = px > (LEFT + right) / 2;
    return svg`<g class="mark ${kind}">
      <path d="M${px} ${top}V${LANES + 3 * LANE}" />
      <text x=${px + (before ? -6 : 6)} y=${top + 9} text-anchor=${before ? 'end' : 'start'}>${words}</text>
    </g>`;
  };
  return svg`${noticedAt === null || noticedAt > end || noticedAt === backAt ? nothing : mark(noticedAt, 'alarm', 'seen', PLOT.top + 32)}
    ${backAt === null || backAt > end ? nothing : mark(backAt, noticedAt === backAt ? 'alarm: back' : 'back', 'back', PLOT.top + 18)}
    ${mark(at, 'fails', 'at', PLOT.top + 4)}`;
}
