import { html, type TemplateResult } from 'lit';
import '../elements/artifact.ts';
import '../elements/attempt-timeline.ts';
import '../elements/bill-bars.ts';
import '../elements/bill-handle.ts';
import '../elements/code-editor.ts';
import '../elements/calls.ts';
import '../elements/changes.ts';
import '../elements/cluster-map.ts';
import '../elements/comments.ts';
import '../elements/comparison.ts';
import '../elements/connection.ts';
import '../elements/copy-button.ts';
import '../elements/coverage-table.ts';
import '../elements/decision-detail.ts';
import '../elements/decision-grid.ts';
import '../elements/deploy-timeline.ts';
import '../elements/dialog.ts';
import '../elements/evidence.ts';
import '../elements/file-diff.ts';
import '../elements/gauge.ts';
import '../elements/glossary-list.ts';
import '../elements/hints.ts';
import '../elements/identity-graph.ts';
import '../elements/journal.ts';
import '../elements/lane.ts';
import '../elements/leg.ts';
import '../elements/own-object.ts';
import '../elements/pod-constraints.ts';
import '../elements/preparing.ts';
import '../elements/problem.ts';
import '../elements/prose.ts';
import '../elements/quiz-feedback.ts';
import '../elements/quiz-item.ts';
import '../elements/result-card.ts';
import '../elements/search-dialog.ts';
import '../elements/skeleton.ts';
import '../elements/solution.ts';
import '../elements/spot-chart.ts';
import '../elements/spot-pools.ts';
import '../elements/system-map.ts';
import '../elements/tabs.ts';
import '../elements/task-list.ts';
import '../elements/toc.ts';
import '../elements/ask-regrade.ts';
import '../elements/cohort-tabs.ts';
import '../elements/item-statistics.ts';
import '../elements/late-steps.ts';
import '../elements/one-time-link.ts';
import '../elements/watch-item.ts';
import '../elements/shown-once.ts';
import '../elements/top-bar.ts';
import { accountEntries } from './account-entries.ts';
import { ownAssignment } from './assignment-samples.ts';
import * as classroom from './classroom-samples.ts';
import * as connections from './connection-samples.ts';
import { requests } from './grading-samples.ts';
import * as insight from './insight-samples.ts';
import { learnerComments } from './learner-samples.ts';
import '../elements/tour.ts';
import '../elements/vpc-map.ts';
import '../elements/vpc-path.ts';
import type { ConfirmDialog } from '../elements/dialog.ts';
import type { SearchDialog } from '../elements/search-dialog.ts';
import type { StatusName } from '../elements/status.ts';
import type { Tour } from '../elements/tour.ts';
import type { QuizAnswer, QuizItem } from '../../server/contract/index.ts';
import type { Entry } from './main.ts';
import { billRows, changedRows, taggedRows } from './bill-samples.ts';
import { brokenManifest, goodManifest, gradedManifest, script } from './editor-samples.ts';
import { asleep, clusterScene, constraintSheet, wholeCluster } from './cluster-samples.ts';
import { coverageReply } from './coverage-samples.ts';
import { tooLate, turnedBack, withoutSettings } from './deployment-samples.ts';
import { decisions, decisionGroups } from './decision-samples.ts';
import { bareGraph, identityGraph } from './identity-samples.ts';
import { glossaryReply } from './glossary-samples.ts';
import { judge, quizItems } from './quiz-samples.ts';
import { fromZero, NOW, oneDay, poolRows, spotScene } from './spot-samples.ts';
import { searchGroups } from './search-samples.ts';
import { paths, scene, sceneWithoutZone, through, wall } from './vpc-samples.ts';
import { terminalEntries } from './terminal-entries.ts';
import { systemParts } from './system-samples.ts';
import {
  calls,
  comparison,
  moved,
  nothingMoved,
  otherReason,
  quietCalls,
  solution,
  timeline,
} from './feedback-samples.ts';
import { AT, connectionReply, journalEntry, results } from './samples.ts';

const submitted = {
  task: 'inventory-script',
  name: 'inventory.py',
  bytes: 62,
  sha256: 'f'.repeat(64),
  submittedAt: AT,
  text: 'print(1)\n',
};
/** A dialog behind a button: several cannot be open at once. */
const opens = (dialog: TemplateResult): TemplateResult =>
  html`<button
      @click=${(event: Event) => {
        const element = (event.target as HTMLElement).nextElementSibling as ConfirmDialog | SearchDialog;
        element.open = true;
      }}
    >
      Open</button
    >${dialog}`;
const taskTitles = {
  tiering: 'The right class at the right age',
  'tls-only': 'Refuse plain HTTP',
  'secure-bucket': 'Private, owned, encrypted',
};
const rung = (level: number, text: string | null) => ({
  level,
  percent: [0, 10, 25][level - 1] ?? 0,
  price: [0, 2, 5][level - 1] ?? 0,
  html: text,
});
const part = {
  id: 's3',
  title: 'S3: storage that ages well',
  summary: 'Keys and prefixes, versions, and lifecycle rules you can predict.',
  status: 'ready' as const,
  lesson: {
    title: 'S3: storage that ages well',
    minutes: 45,
    done: false,
    position: 'lifecycle' as string | null,
  },
  quiz: { items: 14, best: null as number | null, pass: 0.8 },
  labs: [
    {
      id: 's3-lifecycle',
      title: 'Recordings that age well',
      summary: '',
      minutes: 75,
      ready: true,
      score: 44 as number | null,
      tasksPassed: 3,
      tasks: 8,
    },
  ],
  steps: [{ kind: 'lesson' as const, label: 'Read on', href: '/lessons/s3', minutes: 45 }],
  minutesLeft: 113,
  done: false,
};
const statuses: readonly StatusName[] = ['none', 'busy', 'pass', 'partial', 'fail', 'blocked', 'skipped'];
const code =
  '<figure class="code" data-language="bash" data-kind="run"><pre tabindex="0"><code class="hljs language-bash">aws s3 ls\n</code></pre></figure>';
const wrong: Record<QuizItem['type'], QuizAnswer> = {
  single: { type: 'single', option: 'b' },
  multiple: { type: 'multiple', options: ['a', 'c'] },
  numeric: { type: 'numeric', value: 47.1 },
  order: { type: 'order', order: ['std', 'deep', 'ia'] },
  match: { type: 'match', pairs: { daily: 'r1', raw: 'r2' } },
  fill: { type: 'fill', text: 'aws s3 cp . s3://larkfield-ml' },
};

/** One entry per element of web/elements; test/web compares this list with the folder. */
export const entries: readonly Entry[] = [
  {
    tag: 'gs-top-bar',
    states: [
      ['ready', html`<gs-top-bar theme="system" engine="ready" page="course"></gs-top-bar>`],
      [
        'starting',
        html`<gs-top-bar
          theme="light"
          engine="starting"
          engineMessage="Making the Python environment, once."
        ></gs-top-bar>`,
      ],
      [
        'sandbox off, offline',
        html`<gs-top-bar
          theme="dark"
          engine="unavailable"
          engineMessage="No Python was found."
          offline
        ></gs-top-bar>`,
      ],
      [
        'logged in',
        html`<gs-top-bar
          theme="system"
          engine="ready"
          page="cohorts"
          .who=${{ name: 'Ada Lovelace', viewing: null }}
        ></gs-top-bar>`,
      ],
      [
        'looking at a student’s pages',
        html`<gs-top-bar
          theme="system"
          engine="ready"
          .who=${{ name: 'Ada Lovelace', viewing: 'Zoë Ångström' }}
        ></gs-top-bar>`,
      ],
    ],
  },
  {
    tag: 'gs-cohort-tabs',
    states: [
      ['of an owner', html`<gs-cohort-tabs .cohort=${classroom.cohort} current="people"></gs-cohort-tabs>`],
      [
        'of a student',
        html`<gs-cohort-tabs .cohort=${classroom.studentCohort} current="assignments"></gs-cohort-tabs>`,
      ],
      [
        'archived',
        html`<gs-cohort-tabs
          .cohort=${{ ...classroom.cohort, archived: true }}
          current="files"
        ></gs-cohort-tabs>`,
      ],
    ],
  },
  {
    tag: 'gs-watch-item',
    states: [
      [
        'stuck',
        html`<gs-watch-item .item=${insight.watched.stuck} cohort="spring-class" may-mark></gs-watch-item>`,
      ],
      [
        'blocked',
        html`<gs-watch-item .item=${insight.watched.blocked} cohort="spring-class"></gs-watch-item>`,
      ],
      [
        'not begun, spoken to',
        html`<gs-watch-item .item=${insight.watched.idle} cohort="spring-class" may-mark></gs-watch-item>`,
      ],
    ],
  },
  {
    tag: 'gs-item-statistics',
    states: [
      ['a task', html`<gs-item-statistics .item=${insight.items.item}></gs-item-statistics>`],
      ['to look at', html`<gs-item-statistics .item=${insight.items.suspicious}></gs-item-statistics>`],
      ['a question', html`<gs-item-statistics .item=${insight.items.question}></gs-item-statistics>`],
      ['withheld', html`<gs-item-statistics .item=${insight.items.withheld}></gs-item-statistics>`],
      ['nobody yet', html`<gs-item-statistics .item=${insight.items.unjudged}></gs-item-statistics>`],
    ],
  },
  {
    tag: 'gs-late-steps',
    states: [
      ['none', html`<gs-late-steps></gs-late-steps>`],
      ['two steps', html`<gs-late-steps .steps=${ownAssignment.late}></gs-late-steps>`],
    ],
  },
  {
    tag: 'gs-ask-regrade',
    states: [
      [
        'nothing asked yet',
        html`<gs-ask-regrade
          .tasks=${[{ id: 'tiering', title: 'The right class' }]}
          number="3"
        ></gs-ask-regrade>`,
      ],
      [
        'asked and answered, and the next did not arrive',
        html`<gs-ask-regrade
          .tasks=${[{ id: 'tiering', title: 'The right class' }]}
          number="3"
          .requests=${requests.requests}
          problem="Nobody teaches you this lab, so nobody can be asked."
        ></gs-ask-regrade>`,
      ],
    ],
  },
  {
    tag: 'gs-one-time-link',
    states: [
      ['shown once', html`<gs-one-time-link .link=${classroom.link} who="Zoë Ångström"></gs-one-time-link>`],
    ],
  },
  {
    tag: 'gs-shown-once',
    states: [
      [
        'a token',
        html`<gs-shown-once
          .secret=${connections.madeToken.token}
          what="token"
          heading="The token of grade sync."
        ></gs-shown-once>`,
      ],
    ],
  },
  {
    tag: 'gs-leg',
    states: [
      ['under way', html`<gs-leg .leg=${part} number="4" first last current></gs-leg>`],
      [
        'flown',
        html`<gs-leg
          .leg=${{ ...part, lesson: { ...part.lesson, done: true }, quiz: { ...part.quiz, best: 0.9 }, labs: part.labs.map((lab) => ({ ...lab, tasksPassed: 8, score: 98 })) }}
          number="4"
          first
          last
        ></gs-leg>`,
      ],
      [
        'planned',
        html`<gs-leg
          .leg=${{ ...part, status: 'planned', lesson: null, quiz: null }}
          number="5"
          first
          last
        ></gs-leg>`,
      ],
    ],
  },
  {
    tag: 'gs-flight-map',
    states: [
      [
        'under way',
        html`<gs-flight-map
          current="two"
          capstone="four"
          .parts=${[
            { ...part, id: 'one', done: true, steps: [] },
            { ...part, id: 'two' },
            { ...part, id: 'three', status: 'planned', steps: [] },
            { ...part, id: 'four' },
          ]}
        ></gs-flight-map>`,
      ],
      ['without parts', html`<gs-flight-map></gs-flight-map>`],
    ],
  },
  {
    tag: 'gs-gauge',
    states: [0, 23, 100].map(
      (value) => [`${value}`, html`<gs-gauge .value=${value} label="Score:"></gs-gauge>`] as const,
    ),
  },
  {
    tag: 'gs-toc',
    states: [
      [
        'second heading current',
        html`<gs-toc
          current="b"
          .entries=${[
            { id: 'a', text: 'Keys, not folders', depth: 2 },
            { id: 'b', text: 'Rules you can predict', depth: 2 },
            { id: 'c', text: 'Minimum charges', depth: 3 },
          ]}
        ></gs-toc>`,
      ],
    ],
  },
  {
    tag: 'gs-prose',
    states: [
      [
        'text and code',
        html`<gs-prose .html=${`<p>Look at the <code>Location</code>:</p>${code}`}></gs-prose>`,
      ],
      ['beside a terminal', html`<gs-prose paste .html=${code}></gs-prose>`],
    ],
  },
  {
    tag: 'gs-copy-button',
    states: [
      ['icon', html`<gs-copy-button text="aws s3 ls"></gs-copy-button>`],
      ['named', html`<gs-copy-button wide what="settings" text="aws s3 ls"></gs-copy-button>`],
    ],
  },
  {
    tag: 'gs-task-list',
    states: [
      [
        'every status',
        html`<gs-task-list
          current="fail"
          .tasks=${statuses.map((status) => ({
            id: status,
            title: `The right class at the right age (${status})`,
            kind: status === 'fail' ? 'fix' : 'build',
            href: '/labs/s3-lifecycle/tiering',
            status,
            best: status === 'pass' ? 20 : 0,
            points: 20,
            hintCost: status === 'partial' ? 2 : 0,
            waitsFor: status === 'skipped' ? ['task 1'] : [],
          }))}
        ></gs-task-list>`,
      ],
    ],
  },
  {
    tag: 'gs-result-card',
    states: Object.entries(results).map(
      ([name, result]) =>
        [
          name,
          html`<gs-result-card
            .result=${result}
            .hintHtml=${name === 'fail' ? '<p>The second transition names <code>GLACIER</code>.</p>' : null}
            .change=${name === 'pass' ? moved : name === 'fail' ? otherReason : null}
            .next=${name === 'pass' ? { title: 'Refuse plain HTTP', href: '#' } : null}
            .waitsFor=${name === 'skipped' ? 'Private, owned, encrypted' : ''}
          ></gs-result-card>`,
        ] as const,
    ),
  },
  {
    tag: 'gs-evidence',
    states: [
      ['two values', html`<gs-evidence .evidence=${results.fail.checks[0]?.evidence ?? []}></gs-evidence>`],
    ],
  },
  {
    tag: 'gs-hints',
    states: [
      [
        'closed',
        html`<gs-hints points="20" .rungs=${[rung(1, null), rung(2, null), rung(3, null)]}></gs-hints>`,
      ],
      [
        'two opened',
        html`<gs-hints
          points="20"
          .rungs=${[rung(1, '<p>Look at the rules.</p>'), rung(2, code), rung(3, null)]}
        ></gs-hints>`,
      ],
      ['opening', html`<gs-hints points="20" busy .rungs=${[rung(1, null)]}></gs-hints>`],
    ],
  },
  {
    tag: 'gs-artifact',
    states: [
      ['empty', html`<gs-artifact name="inventory.py" language="python" starter></gs-artifact>`],
      [
        'typed, its draft on the way',
        html`<gs-artifact
          name="url.txt"
          about="The presigned URL, alone in the file."
          kept="saving"
          .draft=${'https://'}
        ></gs-artifact>`,
      ],
      [
        'manifest that the API server would refuse',
        html`<gs-artifact
          name="serving.yaml"
          language="yaml"
          about="Deployment, ServiceAccount, Service and disruption budget"
          kept="saved"
          starter
          .draft=${brokenManifest}
        ></gs-artifact>`,
      ],
      [
        'manifest that it would take, compared with the last check',
        html`<gs-artifact
          name="gpu-batch.yaml"
          language="yaml"
          kept="local"
          comparing
          .draft=${goodManifest}
          .graded=${{ task: 'gpu-pending', name: 'gpu-batch.yaml', text: gradedManifest, attempt: 3, gradedAt: AT }}
        ></gs-artifact>`,
      ],
      [
        'JSON with a slip',
        html`<gs-artifact
          name="choice.json"
          language="json"
          .draft=${'{\n  "type": "g5.xlarge",\n  "price": 1.006,\n}\n'}
        ></gs-artifact>`,
      ],
      [
        'JSON',
        html`<gs-artifact name="choice.json" language="json" .draft=${'{ "type": null }'}></gs-artifact>`,
      ],
      [
        'handed in',
        html`<gs-artifact
          name="inventory.py"
          language="python"
          .draft=${submitted.text}
          .submitted=${submitted}
        ></gs-artifact>`,
      ],
      [
        'changed since',
        html`<gs-artifact name="inventory.py" .draft=${'print(2)\n'} .submitted=${submitted}></gs-artifact>`,
      ],
      ['too long', html`<gs-artifact name="notes.txt" .draft=${'x'.repeat(262_145)}></gs-artifact>`],
      ['handing in', html`<gs-artifact name="url.txt" busy .draft=${'https://'}></gs-artifact>`],
    ],
  },
  {
    tag: 'gs-code-editor',
    states: [
      ['empty', html`<gs-code-editor file="notes.txt"></gs-code-editor>`],
      ['Python', html`<gs-code-editor file="train.py" language="python" .value=${script}></gs-code-editor>`],
      [
        'YAML',
        html`<gs-code-editor file="batch.yaml" language="yaml" .value=${goodManifest}></gs-code-editor>`,
      ],
    ],
  },
  {
    tag: 'gs-file-diff',
    states: [
      ['the same', html`<gs-file-diff since="attempt 3" .older=${'a\n'} .newer=${'a'}></gs-file-diff>`],
      [
        'changed in several places',
        html`<gs-file-diff since="attempt 3" .older=${gradedManifest} .newer=${goodManifest}></gs-file-diff>`,
      ],
      ['all of it', html`<gs-file-diff since="attempt 1" .older=${'a\nb'} .newer=${'c'}></gs-file-diff>`],
    ],
  },
  {
    tag: 'gs-connection',
    states: [
      ['ready', html`<gs-connection .connection=${connectionReply()}></gs-connection>`],
      ['not yet', html`<gs-connection></gs-connection>`],
    ],
  },
  {
    tag: 'gs-journal',
    states: [
      ['calls', html`<gs-journal .entries=${[1, 2, 3, 4, 7].map(journalEntry)}></gs-journal>`],
      ['empty', html`<gs-journal></gs-journal>`],
    ],
  },
  {
    tag: 'gs-attempt-timeline',
    states: [
      [
        'every state',
        html`<gs-attempt-timeline
          open="at_00000004"
          .titles=${taskTitles}
          .timeline=${timeline}
        ></gs-attempt-timeline>`,
      ],
      [
        'two compared',
        html`<gs-attempt-timeline
          .titles=${taskTitles}
          .timeline=${timeline}
          .comparison=${comparison}
        ></gs-attempt-timeline>`,
      ],
      [
        'none',
        html`<gs-attempt-timeline .timeline=${{ now: quietCalls, attempts: [] }}></gs-attempt-timeline>`,
      ],
      ['loading', html`<gs-attempt-timeline></gs-attempt-timeline>`],
      [
        'seen by staff',
        html`<gs-attempt-timeline
          name="Zoë"
          .timeline=${timeline}
          .byStaff=${['at_00000002']}
        ></gs-attempt-timeline>`,
      ],
    ],
  },
  {
    tag: 'gs-preparing',
    states: [
      [
        'the sandbox is made',
        html`<gs-preparing waiting="Making the sandbox’s Python environment: moto, boto3 …"></gs-preparing>`,
      ],
      ['the account is filled', html`<gs-preparing account="000000000001"></gs-preparing>`],
      ['after a reset', html`<gs-preparing again></gs-preparing>`],
    ],
  },
  {
    tag: 'gs-tour',
    states: [
      [
        'opened by a button',
        html`<button
            @click=${(event: Event) => {
              const tour = (event.target as HTMLElement).nextElementSibling as Tour;
              tour.open = !tour.open;
            }}
          >
            Tour</button
          ><gs-tour
            .steps=${[
              { id: 'a', title: 'What there is to do', text: 'A handful of tasks.' },
              { id: 'b', title: 'Your account', text: 'Worthless keys.' },
            ]}
            @tour-end=${(event: Event) => ((event.target as Tour).open = false)}
          ></gs-tour>`,
      ],
      ['closed', html`<gs-tour></gs-tour>`],
    ],
  },
  {
    tag: 'gs-comments',
    states: [
      ['for the student', html`<gs-comments .comments=${learnerComments.comments}></gs-comments>`],
      ['for staff', html`<gs-comments writes removes .comments=${learnerComments.comments}></gs-comments>`],
      ['none', html`<gs-comments></gs-comments>`],
    ],
  },
  {
    tag: 'gs-calls',
    states: [
      ['changes and failures', html`<gs-calls .calls=${calls}></gs-calls>`],
      ['incomplete', html`<gs-calls .calls=${{ ...calls, complete: false }}></gs-calls>`],
      ['reads alone', html`<gs-calls .calls=${quietCalls}></gs-calls>`],
      ['not noted', html`<gs-calls></gs-calls>`],
      ['seen by staff', html`<gs-calls name="Zoë" .calls=${quietCalls}></gs-calls>`],
    ],
  },
  {
    tag: 'gs-changes',
    states: [
      ['another verdict', html`<gs-changes .change=${moved}></gs-changes>`],
      ['another reason', html`<gs-changes .change=${otherReason}></gs-changes>`],
      ['nothing', html`<gs-changes .change=${nothingMoved}></gs-changes>`],
    ],
  },
  {
    tag: 'gs-comparison',
    states: [
      ['two accounts', html`<gs-comparison .titles=${taskTitles} .comparison=${comparison}></gs-comparison>`],
      [
        'nothing differs',
        html`<gs-comparison
          .comparison=${{ ...comparison, tasks: [nothingMoved], reads: [], to: { ...comparison.to, generation: 1 } }}
        ></gs-comparison>`,
      ],
    ],
  },
  {
    tag: 'gs-solution',
    states: [
      ['earned', html`<gs-solution .titles=${taskTitles} .solution=${solution}></gs-solution>`],
      [
        'released, in a notation that cannot say it',
        html`<gs-solution
          notation="api"
          .titles=${taskTitles}
          .solution=${{ ...solution, open: 'released', files: [], held: [] }}
        ></gs-solution>`,
      ],
      [
        'a file like mine',
        html`<gs-solution
          .titles=${taskTitles}
          .solution=${{
            ...solution,
            notations: [],
            needs: [],
            held: [],
            files: solution.files.map((file) => ({ ...file, mine: file.text })),
          }}
        ></gs-solution>`,
      ],
    ],
  },
  {
    tag: 'gs-tabs',
    states: [
      [
        'two tabs',
        html`<gs-tabs
          label="Tools"
          selected="a"
          .tabs=${[
            { id: 'a', label: 'Connect' },
            { id: 'b', label: 'Attempts', note: '2' },
          ]}
          ><p slot="a">First panel</p>
          <p slot="b">Second panel</p></gs-tabs
        >`,
      ],
    ],
  },
  {
    tag: 'gs-dialog',
    states: [
      [
        'opened by a button',
        opens(
          html`<gs-dialog heading="Reset the account?" confirm="Reset the account"
            ><p>Everything in it is left behind.</p></gs-dialog
          >`,
        ),
      ],
    ],
  },
  {
    tag: 'gs-glossary-list',
    states: [
      [
        'terms',
        html`<gs-glossary-list
          .terms=${glossaryReply().terms}
          .parts=${glossaryReply().parts}
        ></gs-glossary-list>`,
      ],
    ],
  },
  {
    tag: 'gs-search-dialog',
    states: [
      [
        'results',
        opens(html`<gs-search-dialog query="lifecycle" .groups=${searchGroups}></gs-search-dialog>`),
      ],
      [
        'nothing found, words near it',
        opens(html`<gs-search-dialog query="buckte" .suggestions=${['bucket']}></gs-search-dialog>`),
      ],
      ['on its way', opens(html`<gs-search-dialog query="life" busy></gs-search-dialog>`)],
      [
        'not there',
        opens(
          html`<gs-search-dialog
            .problem=${{ code: 'OFFLINE', message: 'The server does not answer.', cure: 'Start it.' }}
          ></gs-search-dialog>`,
        ),
      ],
    ],
  },
  {
    tag: 'gs-problem',
    states: [
      [
        'with cure',
        html`<gs-problem
          .problem=${{ code: 'OFFLINE', message: 'The server does not answer.', cure: 'Start it.' }}
        ></gs-problem>`,
      ],
      [
        'with places',
        html`<gs-problem
          heading="The lab cannot be loaded"
          retry=""
          .problem=${{ code: 'LAB_INVALID', message: 'Two files are wrong.', details: ['labs/s3/lab.json:12: points', 'labs/s3/task.md:3: no goal'] }}
        ></gs-problem>`,
      ],
    ],
  },
  { tag: 'gs-skeleton', states: [['loading', html`<gs-skeleton what="the lesson"></gs-skeleton>`]] },
  {
    tag: 'gs-lane',
    states: [
      [
        'all classes',
        html`<gs-lane
          day="91"
          label="A model over 400 days"
          .segments=${[
            'STANDARD',
            'STANDARD_IA',
            'INTELLIGENT_TIERING',
            'ONEZONE_IA',
            'GLACIER_IR',
            'GLACIER',
            'DEEP_ARCHIVE',
            'expired',
          ].map((state, index, all) => ({
            from: index * 50,
            to: index === all.length - 1 ? null : (index + 1) * 50,
            state,
            hidden: index === 6,
          }))}
          .marks=${[
            { day: 40, expected: 'STANDARD', ok: true },
            { day: 120, expected: 'GLACIER_IR', ok: false },
          ]}
        ></gs-lane>`,
      ],
    ],
  },
  {
    tag: 'gs-decision-grid',
    states: [
      ['nothing to show', html`<gs-decision-grid></gs-decision-grid>`],
      [
        'as asked, not as asked, not known',
        html`<gs-decision-grid .groups=${decisionGroups} chosen="2"></gs-decision-grid>`,
      ],
    ],
  },
  {
    tag: 'gs-decision-detail',
    states: [
      ['nothing chosen', html`<gs-decision-detail></gs-decision-detail>`] as const,
      ...decisions.map(
        ([name, facts]) => [name, html`<gs-decision-detail .facts=${facts}></gs-decision-detail>`] as const,
      ),
    ],
  },
  {
    tag: 'gs-coverage-table',
    states: [
      ['no items', html`<gs-coverage-table label="Items of nothing"></gs-coverage-table>`],
      ...coverageReply().parts.map(
        ({ id, items }) =>
          [
            id === 's3' ? 'sections, tasks and questions' : 'covered by nothing, by questions only',
            html`<gs-coverage-table .items=${items} label="Items of ${id}"></gs-coverage-table>`,
          ] as const,
      ),
    ],
  },
  {
    tag: 'gs-deploy-timeline',
    states: [
      ['no update', html`<gs-deploy-timeline></gs-deploy-timeline>`],
      ['turned back', html`<gs-deploy-timeline .scene=${turnedBack}></gs-deploy-timeline>`],
      ['noticed too late', html`<gs-deploy-timeline .scene=${tooLate}></gs-deploy-timeline>`],
      ['without settings', html`<gs-deploy-timeline .scene=${withoutSettings}></gs-deploy-timeline>`],
    ],
  },
  {
    tag: 'gs-identity-graph',
    states: [
      ['no role', html`<gs-identity-graph></gs-identity-graph>`],
      [
        'as asked, not as asked, not known, not asked',
        html`<gs-identity-graph .scene=${identityGraph} chosen="b"></gs-identity-graph>`,
      ],
      ['nothing runs as it', html`<gs-identity-graph .scene=${bareGraph}></gs-identity-graph>`],
    ],
  },
  {
    tag: 'gs-bill-bars',
    states: [
      ['nothing costs money', html`<gs-bill-bars></gs-bill-bars>`],
      [
        'a chosen resource',
        html`<gs-bill-bars .rows=${billRows} heading="Resource" sum="$343.14" chosen="nat-1"></gs-bill-bars>`,
      ],
      [
        'a what-if, one taken away, one without a price',
        html`<gs-bill-bars
          .rows=${changedRows}
          heading="Resource"
          sum="$458.59 or more"
          sumBefore="$262.14 or more"
        ></gs-bill-bars>`,
      ],
      ['by a tag', html`<gs-bill-bars .rows=${taggedRows} heading="Owner" sum="$299.80"></gs-bill-bars>`],
    ],
  },
  {
    tag: 'gs-bill-handle',
    states: [
      [
        'hours as they are',
        html`<gs-bill-handle
          label="Hours of the month"
          .value=${730}
          .own=${730}
          .most=${744}
        ></gs-bill-handle>`,
      ],
      [
        'gigabytes that AWS does not show',
        html`<gs-bill-handle
          label="Gigabytes"
          .value=${0}
          .own=${0}
          .most=${10_000}
          unseen
        ></gs-bill-handle>`,
      ],
      ['turned', html`<gs-bill-handle label="How many" .value=${4} .own=${1} .most=${20}></gs-bill-handle>`],
    ],
  },
  {
    tag: 'gs-cluster-map',
    states: [
      ['no cluster', html`<gs-cluster-map></gs-cluster-map>`],
      ['everybody runs', html`<gs-cluster-map .scene=${wholeCluster}></gs-cluster-map>`],
      [
        'a zone down, a node drained, every fate, a group without a node',
        html`<gs-cluster-map .scene=${clusterScene} chosen="p5"></gs-cluster-map>`,
      ],
    ],
  },
  {
    tag: 'gs-pod-constraints',
    states: [
      ['no pod', html`<gs-pod-constraints></gs-pod-constraints>`],
      [
        'no node',
        html`<gs-pod-constraints .sheet=${{ ...constraintSheet, columns: [] }}></gs-pod-constraints>`,
      ],
      ['runs, fits, refused', html`<gs-pod-constraints .sheet=${constraintSheet}></gs-pod-constraints>`],
      ['a group that sleeps', html`<gs-pod-constraints .sheet=${asleep}></gs-pod-constraints>`],
    ],
  },
  {
    tag: 'gs-system-map',
    states: [
      ['nothing to draw', html`<gs-system-map></gs-system-map>`],
      [
        'passed, failed, not checked, blocked, passed before',
        html`<gs-system-map .parts=${systemParts}></gs-system-map>`,
      ],
    ],
  },
  {
    tag: 'gs-spot-chart',
    states: [
      ['no price', html`<gs-spot-chart></gs-spot-chart>`],
      [
        'six zones, a choice, a moment in the past',
        html`<gs-spot-chart .scene=${spotScene} .at=${NOW - 3 * 86_400}></gs-spot-chart>`,
      ],
      ['up to the on-demand price', html`<gs-spot-chart .scene=${fromZero} .at=${NOW}></gs-spot-chart>`],
      ['one zone, one day', html`<gs-spot-chart .scene=${oneDay} .at=${NOW}></gs-spot-chart>`],
    ],
  },
  {
    tag: 'gs-spot-pools',
    states: [
      ['nothing to compare', html`<gs-spot-pools></gs-spot-pools>`],
      [
        'two types in three zones',
        html`<gs-spot-pools .rows=${poolRows} chosen="g4dn.xlarge"></gs-spot-pools>`,
      ],
    ],
  },
  {
    tag: 'gs-vpc-map',
    states: [
      ['no VPC', html`<gs-vpc-map></gs-vpc-map>`],
      ['no path', html`<gs-vpc-map .scene=${scene} chosen="public-a"></gs-vpc-map>`],
      ['a path and its reply', html`<gs-vpc-map .scene=${scene} .trail=${through}></gs-vpc-map>`],
      ['a wall', html`<gs-vpc-map .scene=${scene} .trail=${wall}></gs-vpc-map>`],
      ['a zone down', html`<gs-vpc-map .scene=${sceneWithoutZone}></gs-vpc-map>`],
    ],
  },
  {
    tag: 'gs-vpc-path',
    states: paths.map(
      ([name, verdict, steps]) =>
        [name, html`<gs-vpc-path .verdict=${verdict} .steps=${steps}></gs-vpc-path>`] as const,
    ),
  },
  { tag: 'gs-own-object', states: [['fresh', html`<gs-own-object></gs-own-object>`]] },
  {
    tag: 'gs-quiz-item',
    states: [
      ...quizItems.map(({ item }) => [item.type, html`<gs-quiz-item .item=${item}></gs-quiz-item>`] as const),
      ['sending', html`<gs-quiz-item busy .item=${quizItems[0]?.item ?? null}></gs-quiz-item>`],
    ],
  },
  {
    tag: 'gs-quiz-feedback',
    states: quizItems.flatMap(({ item, key }) => [
      [
        `${item.type}, right`,
        html`<gs-quiz-feedback .item=${item} .feedback=${judge(item.id, key)}></gs-quiz-feedback>`,
      ] as const,
      [
        `${item.type}, wrong`,
        html`<gs-quiz-feedback
          .item=${item}
          .feedback=${judge(item.id, wrong[item.type])}
        ></gs-quiz-feedback>`,
      ] as const,
    ]),
  },
  ...terminalEntries,
  ...accountEntries,
];
