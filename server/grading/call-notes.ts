import type { CallSummary } from '../contract/index.ts';
import { lastNotedCall, type Db, type LabSession } from '../store/index.ts';
import { summariseCalls } from './call-summary.ts';
import { journalEntry } from './lab-sessions.ts';
import type { SandboxHost } from './ports.ts';
import { isReal } from './targets.ts';

const PAGE = 1_000;
/** A loop gone wild makes more calls than anybody reads; what is beyond is not summarised, and the summary says so. */
const MOST_PAGES = 20;

/** What happened in an account since the last note of it, and up to which call. */
export interface CallsSince {
  account: string;
  lastSeq: number;
  calls: CallSummary;
}

/** Reads the journal on from the last note. Undefined while there is no account, or the sandbox does not know it any more. */
export async function callsSince(
  db: Db,
  host: SandboxHost,
  session: LabSession,
): Promise<CallsSince | undefined> {
  const { account } = session;
  // The journal is the sandbox's; what was done in an account at AWS stands in its own CloudTrail.
  if (isReal(session)) return undefined;
  if (account === null || host.state().status !== 'ready' || !host.sandbox().knows(account)) return undefined;
  const noted = await lastNotedCall(db, session.id, account);
  const sandbox = host.sandbox();
  const entries = [];
  let lastSeq = noted ?? 0;
  let complete = true;
  for (let pages = 0; ; pages += 1) {
    const page = sandbox.journal(account, { after: lastSeq, limit: PAGE }).map(journalEntry);
    const [first] = page;
    // Numbers have no gaps: one that is missing was forgotten.
    if (first && first.seq > lastSeq + 1) complete = false;
    lastSeq = page.at(-1)?.seq ?? lastSeq;
    if (pages < MOST_PAGES) entries.push(...page);
    else complete = false;
    if (page.length < PAGE) break;
  }
  return { account, lastSeq, calls: summariseCalls(entries, complete) };
}
