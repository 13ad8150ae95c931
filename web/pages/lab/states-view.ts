import { html, nothing, type TemplateResult } from 'lit';
import type { LabSessionReply } from '../../../server/contract/index.ts';
import '../../elements/preparing.ts';
import '../../elements/problem.ts';
import { isOwnAccount } from './session-state.ts';
import type { LabStore } from './store.ts';

/** What stands above the task while not all is well: a request that failed, an account that is not there, or not yet. */
export function statesView(session: LabSessionReply, store: LabStore): TemplateResult {
  const { problem } = store;
  const broken = session.status === 'failed' || session.status === 'lost';
  return html`${
    problem
      ? html`<gs-problem retry="" .heading=${problem.heading} .problem=${problem.error}></gs-problem>`
      : nothing
  }
  ${
    session.status === 'preparing'
      ? html`<gs-preparing
          .waiting=${session.problem ?? ''}
          .account=${session.problem === null ? (session.target.account ?? '') : ''}
          .again=${session.generation > 1}
        ></gs-preparing>`
      : nothing
  }
  ${
    broken && isOwnAccount(session)
      ? html`<gs-problem
            heading="Your AWS account cannot be used"
            retry=""
            .problem=${{ code: 'ACCOUNT_NOT_CONFIRMED', message: session.problem ?? 'It is not confirmed.' }}
          ></gs-problem>
          <p><a class="button" href="/account?lab=${session.lab}">Your AWS account</a></p>`
      : nothing
  }
  ${
    broken && !isOwnAccount(session)
      ? html`<gs-problem
          .heading=${session.status === 'lost' ? 'The account was lost' : 'The account could not be prepared'}
          retry="Make a new account"
          .problem=${{
            code: session.status === 'lost' ? 'ACCOUNT_LOST' : 'SETUP_FAILED',
            message: session.problem ?? 'The sandbox gave no reason.',
            cure: 'Make a new account. Your points, hints and files are kept.',
          }}
          @retry=${() => store.reset()}
        ></gs-problem>`
      : nothing
  }`;
}

/** The question before a reset. */
export function resetDialog(
  session: LabSessionReply,
  store: LabStore,
  { open, close, reset }: { open: boolean; close: () => void; reset: () => void },
): TemplateResult {
  return html`<gs-dialog
    heading="Reset the account?"
    confirm="Reset the account"
    .open=${open}
    .busy=${store.busy.has('reset')}
    @cancelled=${close}
    @confirmed=${reset}
  >
    <p>
      Everything in account <code>${session.target.account ?? '(none yet)'}</code> is left behind, and its
      keys stop working. You get a new account with the lab’s starting state and new keys.
    </p>
    <p><strong>Kept:</strong> your best points per task, opened hints, handed-in files and all attempts.</p>
  </gs-dialog>`;
}
