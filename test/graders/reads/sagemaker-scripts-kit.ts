import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createBox } from '../../../graders/box/index.ts';
import smScripts from '../../../graders/checks/sagemaker/sm-scripts.ts';
import { judgeCheck } from '../../../graders/engine/index.ts';
import type { Verdict } from '../../../graders/contract/index.ts';
import type { Observation } from '../../../graders/kit/index.ts';
import { artifact } from '../../../graders/reads/artifact.ts';
import { sagemakerScriptsRun } from '../../../graders/reads/sagemaker-scripts.ts';
import { endpointTarget, testSession, TEST_RUN } from '../../helpers/session.ts';

const box = createBox();
const folder = new URL('../../../labs/sagemaker-train-deploy/', import.meta.url);
export const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
export const TRAIN = read('solution/sm-scripts/train.py');
export const INFERENCE = read('solution/sm-scripts/inference.py');
const TASK = 'sm-scripts';

/** What the box makes of two scripts; null hands no inference.py in. */
export async function observe(
  train: string,
  inference: string | null,
  inBox = box,
): Promise<Observation<unknown>> {
  const errors: unknown[] = [];
  const files = [{ name: 'train.py', bytes: Buffer.from(train) }];
  if (inference !== null) files.push({ name: 'inference.py', bytes: Buffer.from(inference) });
  const session = testSession({
    target: endpointTarget('http://127.0.0.1:1'),
    reads: [sagemakerScriptsRun],
    artifacts: { [TASK]: files },
    box: inBox,
    errors,
  });
  const observation = await session.ask(sagemakerScriptsRun, { task: TASK, name: 'train.py' });
  session.close();
  expect(errors).toEqual([]);
  return observation;
}

/** The verdict on two scripts. */
export async function judge(train: string, inference = INFERENCE): Promise<Verdict> {
  const file = (name: string) => ({
    kind: 'one' as const,
    read: artifact,
    args: { task: TASK, name },
    observation: { state: 'present' as const, value: { name, bytes: 1, text: '', problem: null } },
  });
  return judgeCheck({
    check: smScripts,
    params: {},
    run: TEST_RUN,
    slots: {
      train: file('train.py'),
      inference: file('inference.py'),
      ran: {
        kind: 'one',
        read: sagemakerScriptsRun,
        args: { task: TASK, name: 'train.py' },
        observation: await observe(train, inference),
      },
    },
    onError: (error) => {
      throw error;
    },
  });
}
