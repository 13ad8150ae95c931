import { html, nothing, type TemplateResult } from 'lit';
import { GPU } from '../../../graders/semantics/scheduling/index.ts';
import { icon } from '../../elements/icons.ts';
import type { ConstraintSheet } from '../../elements/pod-constraints.ts';
import { plural } from '../../format.ts';
import type { Survival } from './events.ts';
import { wastesGpus, type Reading, type Run, type Stage } from './model.ts';
import { findingOf } from './sheet.ts';

type View = TemplateResult | typeof nothing;

/** What the API server would refuse, line by line. */
export function problemsView({ file }: Reading): View {
  const { problems, others, name } = file;
  if (problems.length === 0) return nothing;
  const refused = others.filter((one) => one.refused).map((one) => one.name);
  return html`<section class="card problems" aria-labelledby="problems-title">
    <h2 id="problems-title">
      ${icon('fail')} The API server would refuse ${plural(problems.length, 'thing')}
    </h2>
    <ul class="plain">
      ${problems.map(
        ({ line, object, path, message }) =>
          html`<li>
            <span class="mono place">${name}:${line}</span>
            <span
              >${object === '' ? nothing : html`<b>${object}</b> `}${path === '' ? nothing : html`<span class="mono">${path}</span> `}${message}</span
            >
          </li>`,
      )}
    </ul>
    <p class="small muted">
      ${
        refused.length > 0
          ? `Nothing can be said of the pods of ${refused.join(', ')}. `
          : 'Below, the pods are drawn as if it took the file.'
      }
    </p>
  </section>`;
}

/** In sentences, what keeps a pod off the node that is nearest to taking it. */
export function findingView(run: Run, sheet: ConstraintSheet | null, stage: Stage): View {
  if (run.node)
    return wastesGpus(run.pod, [run.node])
      ? html`<p class="note tone-blocked">
          ${icon('warn')}
          <span>It asks for no ${GPU}: on a node with GPUs it runs, and sees none of them.</span>
        </p>`
      : nothing;
  const finding = sheet && findingOf(sheet);
  if (!finding)
    return html`<p class="note tone-fail">
      ${icon('fail')} <span>There is no node: no node group wants one.</span>
    </p>`;
  const { nearest, group, asleep, lines } = finding;
  const machines = [...stage.nodes, ...stage.dormant.flatMap(({ nodes }) => nodes)].filter(
    (node) => node.group === group,
  );
  const blind = wastesGpus(run.pod, machines)
    ? ` It asks for no ${GPU}: where it fits, it would see none of the GPUs.`
    : '';
  if (asleep)
    return html`<p class="note tone-blocked">
      ${icon('blocked')}
      <span
        >It would fit on ${nearest}, but the group wants no node, and nothing scales it up by itself.</span
      >
    </p>`;
  return html`<div class="finding">
    <p>
      Nearest to taking it is <b class="mono">${nearest}</b>;
      ${lines.length === 1 ? 'one thing keeps' : `${lines.length} things keep`} the pod off:
    </p>
    <ol>
      ${lines.map(
        ({ field, where, asked, found }) =>
          html`<li>
            it asks for <b>${asked}</b>, and the node has <b>${found}</b>
            <span class="small mono">${where}, ${field}</span>
          </li>`,
      )}
    </ol>
    ${blind === '' ? nothing : html`<p>${blind.trim()}</p>`}
  </div>`;
}

/** What each workload survives. */
export function survivalView(rows: readonly Survival[]): View {
  const lasting = rows.filter(({ ends }) => !ends);
  if (lasting.length === 0) return nothing;
  return html`<section class="card survival" aria-labelledby="survival-title">
    <h2 id="survival-title">What it survives</h2>
    <div class="scroll" role="region" aria-label="What each workload survives" tabindex="0">
      <table>
        <thead>
          <tr>
            ${[
              'Workload',
              'Runs',
              'Left when a zone is lost',
              'When a node is drained',
              'During an update',
            ].map((words) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${lasting.map(
            ({ name, replicas, running, zones, drain, update }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${running} of ${replicas}</td>
                <td>
                  ${zones.length === 0 ? 'nothing runs' : zones.map(({ zone, left }) => `without ${zone}: ${left}`).join('; ')}
                </td>
                <td>${drain}</td>
                <td>${running === 0 ? 'nothing runs' : update}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** The map as a table. */
export function podsTable({ all }: Reading, { runs }: Stage): View {
  return html`<details class="card">
    <summary>The map as a table</summary>
    <div class="scroll" role="region" aria-label="Pods and their nodes" tabindex="0">
      <table>
        <thead>
          <tr>
            ${['Pod', 'Of', 'Node', 'Zone', 'State'].map((words) => html`<th scope="col">${words}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${runs.map(({ name, workload, node, fate }) => {
            const object = all[workload]?.object;
            return html`<tr>
              <th scope="row">${name}</th>
              <td>${object ? `${object.kind}/${object.name}` : ''}</td>
              <td>${node?.name ?? '–'}</td>
              <td>${node?.zone ?? '–'}</td>
              <td>${node === null ? 'pending' : FATES[fate]}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </details>`;
}

const FATES: Record<Run['fate'], string> = {
  same: 'runs',
  moved: 'started again',
  new: 'new',
  goes: 'leaves first',
  stays: 'may not leave',
};
