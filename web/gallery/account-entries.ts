import { html } from 'lit';
import '../elements/account-calls.ts';
import '../elements/lab-cost.ts';
import '../elements/role-offer.ts';
import '../elements/role-test.ts';
import { calls, goodTest, labFacts, openTest, role, silentTest } from './account-samples.ts';
import type { Entry } from './main.ts';

/** What the page of one's own AWS account is made of. */
export const accountEntries: readonly Entry[] = [
  {
    tag: 'gs-account-calls',
    states: [
      ['none yet', html`<gs-account-calls></gs-account-calls>`],
      [
        'with older ones',
        html`<gs-account-calls .calls=${calls} more file="/api/account/calls.csv"></gs-account-calls>`,
      ],
      ['loading older ones', html`<gs-account-calls .calls=${calls} more busy></gs-account-calls>`],
    ],
  },
  { tag: 'gs-role-offer', states: [['in five forms', html`<gs-role-offer .offer=${role}></gs-role-offer>`]] },
  {
    tag: 'gs-role-test',
    states: [
      ['opens to us alone', html`<gs-role-test .test=${goodTest}></gs-role-test>`],
      ['opens to anybody', html`<gs-role-test .test=${openTest}></gs-role-test>`],
      ['could not be tried', html`<gs-role-test .test=${silentTest}></gs-role-test>`],
    ],
  },
  {
    tag: 'gs-lab-cost',
    states: [
      ['before it begins', html`<gs-lab-cost .facts=${labFacts}></gs-lab-cost>`],
      [
        'a lab that the role was not made for, in an empty account',
        html`<gs-lab-cost .facts=${{ ...labFacts, covered: false, start: null }}></gs-lab-cost>`,
      ],
      [
        'in the account already',
        html`<gs-lab-cost
          .facts=${{ ...labFacts, session: { id: 'session-of-vpc-01', kind: 'aws' } }}
        ></gs-lab-cost>`,
      ],
    ],
  },
];
