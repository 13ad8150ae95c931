import { defineLocalRead } from '../kit/index.ts';
import { artifactName, type ArtifactArgs } from './artifact.ts';
import { refuseUnsupported, runHarness, type ScriptError } from './script.ts';

export const INFERENCE = 'inference.py';

/** What a training and a serving script did in the judge's stand-in for SageMaker AI. */
export interface ScriptsRun {
  /** Why a training job with everything in place gave no model. */
  train: ScriptError | null;
  /** Why `--help` without any variable of a job ended with an error. */
  help: ScriptError | null;
  /** Files in the model folder when the job ended. */
  saved: string[];
  /** Mean loss of the first and of the last epoch. */
  losses: { first: number; last: number } | null;
  /** What a job that was interrupted and started again did wrong. */
  resume: string | null;
  /** Scores of the model for each probe, whenever the script saved something and at its end. */
  trained: number[][][];
  /** Null when nothing was saved. `answers` are the texts that the endpoint would send for the probes. */
  serve: { error: ScriptError | null; missing: boolean; answers: string[] } | null;
}

interface Report extends Omit<ScriptsRun, 'resume'> {
  resume: string | ScriptError | null;
}

/** Runs the submitted `train.py` in the box as a training job would, then serves with `inference.py`. Absent: NoSuchArtifact. */
export const sagemakerScriptsRun = defineLocalRead<ArtifactArgs, ScriptsRun>({
  id: 'box:sagemaker-scripts',
  source: 'box',
  evidenceName: artifactName,
  call: async (context, args) => {
    const request = { seed: context.run.now, inference: `/box/work/${INFERENCE}` };
    const outcome = await runHarness<Report>(context, args, 'sagemaker', request, [INFERENCE]);
    if ('error' in outcome) return { ...NOTHING, train: outcome.error };
    const { report } = outcome;
    const { train, help, resume, serve } = report;
    const again = typeof resume === 'object' ? resume : null;
    refuseUnsupported([train, help, again, serve?.error ?? null], artifactName(args));
    return { ...report, resume: typeof resume === 'string' ? resume : null };
  },
});

const NOTHING: ScriptsRun = {
  train: null,
  help: null,
  saved: [],
  losses: null,
  resume: null,
  trained: [],
  serve: null,
};
