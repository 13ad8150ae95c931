import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../elements/icons.ts';
import '../../elements/lane.ts';
import { CLASS_NAMES } from '../../elements/storage-class.ts';
import { formatBytes, formatDollars, formatInteger, plural } from '../../format.ts';
import { DAYS, type Reading, type Row } from './model.ts';

export interface RowChoice {
  day: number;
  /** How many such objects the money is for. */
  count: number;
  open: boolean;
  toggle: () => void;
}

/** One object: what it is, its lane, where it is on the slider's day and what that costs; the reasons when open. */
export function rowView(row: Row, reading: Reading, { day, count, open, toggle }: RowChoice): TemplateResult {
  const wrong = row.marks.filter((mark) => !mark.ok);
  const tags = Object.entries(row.tags).map(([name, value]) => `${name}=${value}`);
  const size = formatBytes(row.sizeBytes);
  // A label that only repeats the key or the size says nothing.
  const about = [row.key, size].includes(row.label)
    ? [size, tags.join(', ')]
    : [row.label, size, tags.join(', ')];
  const state = reading.state === 'expired' ? (reading.hidden ? 'hidden' : 'gone') : reading.state;
  const way = row.segments.map(
    (one) => `${one.state === 'expired' ? 'gone' : one.state} from day ${one.from}`,
  );
  return html`<li class="probe card">
    <div class="facts">
      <h2><code>${row.key}</code></h2>
      <p class="small muted num">${about.filter(Boolean).join(' · ')}</p>
      ${
        row.marks.length === 0
          ? nothing
          : wrong.length === 0
            ? html`<p><span class="chip tone-pass">${icon('pass')} as the task expects</span></p>`
            : html`<p>
                <span class="chip tone-fail">
                  ${icon('fail')} ${wrong.length} of ${plural(row.marks.length, 'expectation')} not met
                </span>
              </p>`
      }
    </div>
    <gs-lane
      .segments=${row.segments}
      .marks=${row.marks}
      .day=${day}
      .days=${DAYS}
      .label=${`${row.key}: ${way.join(', ')}. On day ${day}: ${state}.`}
    ></gs-lane>
    <dl class="reading num">
      <div>
        <dt>On day ${day}</dt>
        <dd><b>${state}</b></dd>
      </div>
      <div>
        <dt>Per month</dt>
        <dd>${formatDollars(reading.usdPerMonth * count)}</dd>
      </div>
      <div>
        <dt>So far</dt>
        <dd>${reading.usdSoFar === null ? 'price missing' : formatDollars(reading.usdSoFar * count)}</dd>
      </div>
    </dl>
    <button class="quiet small why" aria-expanded=${open} @click=${toggle}>
      ${icon(open ? 'up' : 'down')} ${open ? 'Hide the reasons' : 'Why is it there?'}<span
        class="visually-hidden"
      >
        ${row.key}</span
      >
    </button>
    ${open ? html`<div class="reasons">${whyView(reading, day)}${expectationsView(row)}${chargesView(row, day, count)}</div>` : nothing}
  </li>`;
}

function whyView(reading: Reading, day: number) {
  return html`<div>
    <p class="label">Why it is there</p>
    <p>
      ${
        reading.decidedBy
          ? html`<strong>${sentence(reading.decidedBy)}</strong>`
          : html`<strong>No rule has moved it by day ${day}.</strong>
              ${CLASS_NAMES[reading.state] ?? reading.state} is where it was uploaded.`
      }
    </p>
    ${
      reading.hidden
        ? html`<p>
            The bucket is versioned: a delete marker hides the object, and its bytes stay until a rule for
            noncurrent versions removes them.
          </p>`
        : nothing
    }
    ${
      reading.others.length > 0
        ? html`<ul>
            ${reading.others.map((other) => html`<li>${sentence(other.text)}</li>`)}
          </ul>`
        : nothing
    }
  </div>`;
}

function expectationsView(row: Row) {
  if (row.marks.length === 0) return nothing;
  return html`<div>
    <p class="label">What the task expects</p>
    <ul class="plain marks">
      ${row.marks.map(
        (mark) =>
          html`<li class="tone-${mark.ok ? 'pass' : 'fail'}">
            ${icon(mark.ok ? 'check' : 'cross')} Day ${formatInteger(mark.day)}:
            ${mark.expected}${mark.ok ? '' : `, but it is ${mark.actual}`}${mark.day > DAYS ? ' (beyond the lane)' : ''}
          </li>`,
      )}
    </ul>
  </div>`;
}

function chargesView(row: Row, day: number, count: number) {
  const charges = row.cost.charges.filter((charge) => charge.day <= day);
  if (charges.length === 0) return nothing;
  return html`<div>
    <p class="label">Charges so far beside storage</p>
    <ul class="plain muted">
      ${charges.map((charge) => {
        const what =
          charge.kind === 'transition'
            ? `transition to ${charge.storageClass}`
            : `${charge.days} unused days of the ${charge.storageClass} minimum`;
        return html`<li class="num">Day ${charge.day}: ${what}, ${formatDollars(charge.usd * count)}</li>`;
      })}
    </ul>
  </div>`;
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
