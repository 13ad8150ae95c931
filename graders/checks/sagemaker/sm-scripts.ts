import { Type } from 'typebox';
import { artifactReasons, cannotEvaluate, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { INFERENCE, sagemakerScriptsRun, type ScriptsRun } from '../../reads/sagemaker-scripts.ts';
import type { ScriptError } from '../../reads/script.ts';
import { servedScores, sameScores } from '../shared/sagemaker-scores.ts';

const TRAIN = 'train.py';

export default defineCheck({
  id: 'sagemaker/sm-scripts',
  title: 'The endpoint serves the weights that training saved',
  params: Type.Object({}),
  reads: { train: artifact, inference: artifact, ran: sagemakerScriptsRun },
  bind: (_params, _run, task) => ({
    train: { task, name: TRAIN },
    inference: { task, name: INFERENCE },
    ran: { task, name: TRAIN },
  }),
  reasons: {
    'same-weights': pass(
      'train.py brings the loss from {first} to {last}, resumes, and inference.py serves those weights.',
    ),
    ...artifactReasons,
    'script-error': fail('{file} stops: {exception}.', 'Repair that line, and hand both files in again.'),
    'needs-sagemaker': fail(
      'Outside a job `train.py --help` stops: {exception}.',
      'Read variables of a job with os.environ.get and a default.',
    ),
    'no-model-saved': fail(
      'Training ends and SM_MODEL_DIR is empty: model.tar.gz would be, too.',
      'Save the model below SM_MODEL_DIR at the end.',
    ),
    'not-learning': fail(
      'The loss does not fall: {first} in the first epoch, {last} in the last.',
      'Let the optimizer step over the parameters of the model that is trained.',
    ),
    'does-not-resume': fail(
      'A job that is interrupted starts over: {detail}.',
      'Save each epoch below CHECKPOINT_DIR (in a job /opt/ml/checkpoints), and look there first.',
    ),
    'no-model-fn': fail(
      'inference.py has no model_fn, and a state_dict is no model: the endpoint cannot load it.',
      'Define model_fn(model_dir): build the model, load its weights, return it.',
    ),
    'wrong-prediction': fail(
      'The endpoint answers {answer}; the trained model says {expected}.',
      'Load the saved weights, call eval(), and return the scores as JSON.',
    ),
  },
  judge(saw) {
    const ran = () => saw.ran();
    const stopped = (file: string, path: string, error: ScriptError | null | undefined) => {
      if (!error) return undefined;
      const exception = inWords(error);
      return {
        reason: 'script-error' as const,
        data: { file, exception },
        evidence: [saw.ran.at(path, 'runs to its end', exception)],
      };
    };
    const files = [
      [TRAIN, saw.train],
      [INFERENCE, saw.inference],
    ] as const;
    /** Undefined while there is nothing to compare. */
    const comparison = () => {
      const run = ran();
      const serve = run?.serve;
      return run && serve && !serve.missing && !serve.error ? compare(run, serve.answers) : undefined;
    };
    return decide(
      [
        ...files.map(([name, file]) => () => {
          if (file()) return undefined;
          return {
            reason: 'artifact-missing' as const,
            data: { name },
            evidence: [file.at('', name, 'nothing handed in')],
          };
        }),
        ...files.map(([name, file]) => () => {
          const problem = file()?.problem ?? null;
          if (problem === null) return undefined;
          return {
            reason: 'artifact-unreadable' as const,
            data: { name, problem },
            evidence: [file.at('', 'UTF-8 text', problem)],
          };
        }),
        () => stopped(TRAIN, 'train', ran()?.train),
        () => stopped(INFERENCE, 'serve.error', ran()?.serve?.error),
        () => {
          const error = ran()?.help;
          if (!error) return undefined;
          const exception = inWords(error);
          return {
            reason: 'needs-sagemaker' as const,
            data: { exception },
            evidence: [saw.ran.at('help', 'exit status 0', exception)],
          };
        },
        () => {
          const run = ran();
          if (!run || run.train || run.saved.length > 0) return undefined;
          return {
            reason: 'no-model-saved' as const,
            data: {},
            evidence: [saw.ran.at('saved', 'a file below SM_MODEL_DIR', 'none')],
          };
        },
        () => {
          const run = ran();
          const losses = run?.losses;
          if (!run || run.train || (losses && fell(losses))) return undefined;
          const { first, last } = losses ?? { first: 'none', last: 'none' };
          return {
            reason: 'not-learning' as const,
            data: { first: short(first), last: short(last) },
            evidence: [saw.ran.at('losses', 'a loss that falls', losses ?? 'no loss')],
          };
        },
        () => {
          const detail = ran()?.resume ?? null;
          if (detail === null) return undefined;
          return {
            reason: 'does-not-resume' as const,
            data: { detail },
            evidence: [saw.ran.at('resume', 'goes on where it was', detail)],
          };
        },
        () =>
          ran()?.serve?.missing === true
            ? {
                reason: 'no-model-fn' as const,
                data: {},
                evidence: [saw.ran.at('serve', 'a function model_fn', 'none')],
              }
            : undefined,
        () => {
          const wrong = comparison();
          if (!wrong) return undefined;
          return {
            reason: 'wrong-prediction' as const,
            data: wrong,
            evidence: [saw.ran.at('serve.answers', wrong.expected, wrong.answer)],
          };
        },
      ],
      () => {
        const { first, last } = ran()?.losses ?? { first: 0, last: 0 };
        return {
          reason: 'same-weights' as const,
          data: { first: short(first), last: short(last) },
          evidence: [saw.ran.at('serve.answers', 'the scores of the trained model', ran()?.serve?.answers)],
        };
      },
    );
  },
});

/** The first answer that no moment of the trained model gives; undefined when all are of one moment. */
function compare(
  run: ScriptsRun,
  answers: readonly string[],
): { answer: string; expected: string } | undefined {
  const newest = run.trained.at(-1);
  if (!newest)
    return cannotEvaluate(sagemakerScriptsRun.id, 'the trained model does not take a tensor of [1, 3, 8, 8]');
  const served = answers.map(servedScores);
  const same = run.trained.some(
    (moment) =>
      served.length === moment.length && moment.every((scores, probe) => sameScores(served[probe], scores)),
  );
  if (same) return undefined;
  const probe = Math.max(
    newest.findIndex((scores, index) => !sameScores(served[index], scores)),
    0,
  );
  return {
    answer: (answers[probe] ?? 'nothing').slice(0, 120),
    expected: JSON.stringify((newest[probe] ?? []).map((score) => Number(score.toFixed(4)))),
  };
}

function inWords({ type, message, line }: ScriptError): string {
  return `${type}: ${message}${line === null ? '' : ` (line ${line})`}`;
}

/** Whether a loss fell by more than adding the same numbers in another order can make of it. */
function fell({ first, last }: { first: number; last: number }): boolean {
  return last < first - 1e-6 * Math.abs(first);
}

function short(loss: number | string): string {
  return typeof loss === 'number' ? loss.toFixed(3) : loss;
}
