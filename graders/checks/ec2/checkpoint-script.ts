import { Type } from 'typebox';
import { artifactReasons, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { artifact } from '../../reads/artifact.ts';
import { checkpointRun, type CheckpointFinding } from '../../reads/checkpoint.ts';

const NAME = 'train.py';

export default defineCheck({
  id: 'ec2/checkpoint-script',
  title: 'Killed anywhere, same result',
  params: Type.Object({ kills: Type.Optional(Type.Integer({ minimum: 4, maximum: 100 })) }),
  reads: { file: artifact, ran: checkpointRun },
  bind: ({ kills }, _run, task) => ({
    file: { task, name: NAME, anyName: true },
    ran: { task, name: NAME, anyName: true, kills: kills ?? 40 },
  }),
  reasons: {
    survives: pass('Killed {kills} times, the script ends with the same loss and state every time.'),
    ...artifactReasons,
    'script-error': fail('Left alone, the script stops: {exception}.', 'Run it to the end yourself first.'),
    'does-not-resume': fail(
      'The script starts over or repeats too much {about}: {detail}.',
      'Save at the end of every epoch and continue after the last one saved.',
    ),
    'state-lost': fail(
      'The script ends differently {about}: {detail}.',
      'Save and restore everything that changes: model, optimizer, scheduler, random numbers, epoch.',
    ),
    'torn-checkpoint': fail(
      'A half-written checkpoint spoils the run {about}: {detail}.',
      'Write beside it, then put it in place with os.replace, and keep the one before.',
    ),
    'local-only': fail(
      'The work does not survive the host {about}: {detail}.',
      'Upload each finished checkpoint below --s3, and fetch it when the folder is empty.',
    ),
    'ignores-sigterm': fail(
      'The script does not save and leave {about}: {detail}.',
      'Handle SIGTERM: save, then exit with 0 within 5 s.',
    ),
  },
  judge(saw) {
    const broken = (reason: CheckpointFinding['reason']) => () => {
      const one = saw.ran()?.findings.find((finding) => finding.reason === reason);
      if (!one) return undefined;
      const data = { about: one.about, detail: one.detail };
      return { reason, data, evidence: [saw.ran.at(one.about, 'as undisturbed', one.detail)] };
    };
    return decide(
      [
        () =>
          saw.file()
            ? undefined
            : {
                reason: 'artifact-missing',
                data: { name: NAME },
                evidence: [saw.file.at('', NAME, 'nothing handed in')],
              },
        () => {
          const problem = saw.file()?.problem ?? null;
          if (problem === null) return undefined;
          return {
            reason: 'artifact-unreadable',
            data: { name: NAME, problem },
            evidence: [saw.file.at('', 'UTF-8 text', problem)],
          };
        },
        () => {
          const error = saw.ran()?.error;
          if (!error) return undefined;
          const where = error.line ? ` (line ${error.line})` : '';
          const exception = `${error.type}: ${error.message}${where}`;
          return {
            reason: 'script-error',
            data: { exception },
            evidence: [saw.ran.at('undisturbed', 'final_loss=<n>', exception)],
          };
        },
        broken('does-not-resume'),
        broken('state-lost'),
        broken('torn-checkpoint'),
        broken('local-only'),
        broken('ignores-sigterm'),
      ],
      () => ({
        reason: 'survives',
        data: { kills: saw.ran()?.kills ?? 0 },
        evidence: [saw.ran.at('kills', 'the same loss', saw.ran()?.loss ?? null)],
      }),
    );
  },
});
