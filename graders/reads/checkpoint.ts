import { Blocked, defineLocalRead } from '../kit/index.ts';
import { artifactName, type ArtifactArgs } from './artifact.ts';
import { refuseUnsupported, runHarness, type ScriptError } from './script.ts';

/** One property that broke, and where. */
export interface CheckpointFinding {
  reason: 'does-not-resume' | 'state-lost' | 'torn-checkpoint' | 'local-only' | 'ignores-sigterm';
  about: string;
  detail: string;
}

/** What a training script did when it was killed again and again. */
export interface CheckpointRun {
  /** Why even the undisturbed run gave no result. */
  error: ScriptError | null;
  findings: CheckpointFinding[];
  /** Interruptions by SIGKILL that were carried out. */
  kills: number;
  steps: number;
  loss: number | null;
}

interface Report extends Omit<CheckpointRun, 'findings'> {
  findings: (Omit<CheckpointFinding, 'reason'> & { reason: string })[];
}

export interface CheckpointArgs extends ArtifactArgs {
  /** Interruptions by SIGKILL; a quarter of them in the middle of a save. */
  kills: number;
  /** Seconds in which they have to fit. */
  seconds?: number;
}

/** Several times what forty interruptions take: a verdict on fewer than asked for would be luck. */
const SECONDS = 40;

/** Runs the submitted `train.py` in the box, kills it at points drawn from the attempt and restarts it. Absent: NoSuchArtifact. */
export const checkpointRun = defineLocalRead<CheckpointArgs, CheckpointRun>({
  id: 'box:checkpoint',
  source: 'box',
  evidenceName: artifactName,
  call: async (context, args) => {
    const seconds = args.seconds ?? SECONDS;
    const request = { seed: context.run.now, kills: args.kills, seconds };
    const outcome = await runHarness<Report>(context, args, 'checkpoint', request);
    if ('error' in outcome) return { error: outcome.error, findings: [], kills: 0, steps: 0, loss: null };
    const { report } = outcome;
    const missing = report.findings.find((one) => one.reason === 'unsupported');
    const unsupported = missing ? { type: 'Unsupported', message: missing.detail, line: null } : null;
    refuseUnsupported([report.error, unsupported], artifactName(args));
    if (report.error === null && report.findings.length === 0 && report.kills < args.kills)
      throw new Blocked({
        state: 'blocked',
        reason: 'timeout',
        operation: artifactName(args),
        detail: `only ${report.kills} of ${args.kills} interruptions fit into ${seconds} s`,
        action: null,
      });
    return report as CheckpointRun;
  },
});
