import type { StoredEvidence } from '../../graders/engine/index.ts';
import type { Grader, PictureJob, PictureKind, PictureReplies } from './ports.ts';

/** The parts of grading that bring SDK clients with them: loaded with the first check, not with the first page. */
async function load() {
  const [{ createBox }, { checks }, { grade, rejudge }, { callerIdentity }] = await Promise.all([
    import('../../graders/box/index.ts'),
    import('../../graders/checks/index.ts'),
    import('../../graders/engine/index.ts'),
    import('../../graders/reads/sts.ts'),
  ]);
  // Scripts that can wait have a queue of their own and yield the processor, so that they delay nobody's.
  const boxes = { urgent: createBox(), patient: createBox({ niceness: 5 }) };
  return { boxes, checks, grade, rejudge, identity: callerIdentity };
}

type Drawing<K extends PictureKind> = (job: PictureJob) => Promise<PictureReplies[K] | null>;

const PICTURES: { [K in PictureKind]: () => Promise<Drawing<K>> } = {
  lifecycle: async () => (await import('./lifecycle-picture.ts')).lifecyclePicture,
  deployment: async () => (await import('./deployment-picture.ts')).deploymentPicture,
  decisions: async () => (await import('./decisions-picture.ts')).decisionsPicture,
  identities: async () => (await import('./identities-picture.ts')).identitiesPicture,
  pods: async () => (await import('./pods-picture.ts')).podsPicture,
  spot: async () => (await import('./spot-picture.ts')).spotPicture,
  bill: async () => (await import('./bill-picture.ts')).billPicture,
  network: async () => (await import('./network-picture.ts')).networkPicture,
};

/** The engine with all checks, the read that opens every run, and the box for learners' scripts. */
export function createGrader(): Grader {
  let loaded: ReturnType<typeof load> | undefined;
  return {
    async grade({
      lab,
      version,
      variables,
      target,
      artifacts,
      tasks,
      today,
      signal,
      standAside,
      onEvent,
      onWait,
      onError,
    }) {
      loaded ??= load();
      const { grade, checks, identity, boxes } = await loaded;
      return await grade({
        checks,
        identity,
        box: standAside ? boxes.patient : boxes.urgent,
        standAside,
        lab,
        version,
        variables,
        target,
        expectedAccount: target.account,
        artifacts,
        ...(tasks === null ? {} : { tasks }),
        ...(today === null ? {} : { today }),
        signal,
        onEvent,
        onWait,
        onError,
      });
    },
    async rejudge({ evidence, ...job }) {
      loaded ??= load();
      const { rejudge, checks } = await loaded;
      return await rejudge({ ...job, checks, evidence: evidence as StoredEvidence });
    },
    async picture(kind, job) {
      const draw = await PICTURES[kind]();
      return await draw(job);
    },
  };
}
