import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { Absent, type ClientSpec } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

export const sagemaker: ClientSpec<SageMakerClient> = {
  service: 'sagemaker',
  create: (config) => new SageMakerClient(config),
};

const MISSING = /^Could not find |^Requested resource not found|does not exist\.?$/;

/**
 * SageMaker AI answers for a thing that is not there with ValidationException, the code of every bad request: only the words
 * tell. @throws Absent for those words, everything else as it came
 */
export async function orAbsent<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationException' && MISSING.test(error.message))
      throw new Absent(error.name);
    throw error;
  }
}

/** ARN of a resource of this account and Region; SageMaker AI keeps names in lower case there. */
export function sagemakerArn(run: { account: string; region: string }, kind: string, name: string): string {
  return regionalArn(run, 'sagemaker', `${kind}/${name.toLowerCase()}`);
}
