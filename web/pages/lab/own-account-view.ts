import { html, type TemplateResult } from 'lit';
import type { LabSessionReply } from '../../../server/contract/index.ts';

/** What stands in place of the sandbox's tools while a lab is in the learner's own account. */
export function ownAccountView({ lab, target }: LabSessionReply): TemplateResult {
  return html`<p>
      This lab is in your account <code>${target.account ?? ''}</code>, ${target.region}. Use your own
      terminal, signed in to it. Groundschool reads there when you check, and changes nothing.
    </p>
    <p>What happened there stands in its CloudTrail; the sessions of a check are named after the lab.</p>
    <p>
      <a href="/account?lab=${lab}"
        >What it may cost, how to see what is left, and how to move the lab back</a
      >
    </p>`;
}
