import { createBox } from '../../graders/box/index.ts';
import { checks } from '../../graders/checks/index.ts';
import { grade } from '../../graders/engine/index.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import { lifecyclePicture } from './lifecycle-picture.ts';
import type { Grader } from './ports.ts';

/** The engine with all checks, the read that opens every run, and the box for learners' scripts. */
export function createGrader(): Grader {
  const box = createBox();
  return {
    grade: ({ lab, version, variables, target, artifacts, tasks, today, signal, onEvent, onError }) =>
      grade({
        lab,
        version,
        variables,
        target,
        expectedAccount: target.account,
        checks,
        identity: callerIdentity,
        box,
        artifacts,
        ...(tasks === null ? {} : { tasks }),
        ...(today === null ? {} : { today }),
        signal,
        onEvent,
        onError,
      }),
    picture: lifecyclePicture,
  };
}
