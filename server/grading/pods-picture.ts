import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactSpec } from '../../graders/contract/index.ts';
import { fillTemplate } from '../../graders/kit/index.ts';
import { artifact, type Artifact } from '../../graders/reads/artifact.ts';
import { cluster, type Cluster } from '../../graders/reads/eks.ts';
import { callerIdentity } from '../../graders/reads/sts.ts';
import type { PodsReply } from '../contract/index.ts';
import { blockedMessage, withPictureSession, type AskRead } from './picture-session.ts';
import { contentOf } from './pods-manifests.ts';
import { NODE_READS, nodesOfCluster } from './pods-nodes.ts';
import type { PictureJob } from './ports.ts';

type File = PodsReply['files'][number];

const READS = [callerIdentity, artifact, cluster, ...NODE_READS];
/** Checks whose task hands in manifests that make pods. */
const SUBJECTS: ReadonlySet<string> = new Set([
  'eks/gpu-pending',
  'eks/serving-manifest',
  'capstone/eks-deploy',
]);
interface Wanted {
  task: string;
  title: string;
  spec: ArtifactSpec;
}

/**
 * The manifests that were handed in and the nodes of the learner's cluster, for the page to run graders/semantics/scheduling
 * over: the model that grades is the model that draws. Of a file that was not handed in the handed-out one is read.
 *
 * @returns null when no check of the lab is about manifests that make pods
 */
export async function podsPicture(job: PictureJob): Promise<PodsReply | null> {
  const { name, wanted } = subjectOf(job);
  if (wanted.length === 0) return null;
  return await withPictureSession(job, READS, async ({ ask }) => {
    const [found, nodes, files] = await Promise.all([
      ask<Cluster>(cluster, { name }),
      nodesOfCluster(ask, name),
      Promise.all(wanted.map(async (one) => await fileOf(ask, one, job.folder))),
    ]);
    const { state, message, ...rest } = nodes;
    const seen = found.state === 'present' ? found.value : undefined;
    return {
      region: job.target.region,
      cluster: {
        name,
        state: found.state === 'absent' ? 'missing' : state,
        message: found.state === 'blocked' ? blockedMessage(found) : message,
        version: seen?.version ?? null,
        autoMode: seen?.computeConfig.enabled ?? false,
      },
      ...rest,
      files,
    };
  });
}

function subjectOf({ lab, variables }: PictureJob): { name: string; wanted: Wanted[] } {
  let name = '';
  const wanted: Wanted[] = [];
  for (const { id: task, title, checks, artifacts = [] } of lab.tasks)
    for (const { use, params } of checks) {
      if (!SUBJECTS.has(use)) continue;
      const [spec] = artifacts;
      name ||= (fillTemplate(params, variables) as Record<string, string>)['cluster'] ?? '';
      if (spec) wanted.push({ task, title, spec });
    }
  return { name, wanted };
}

async function fileOf(ask: AskRead, wanted: Wanted, folder: string | undefined): Promise<File> {
  const { task, title, spec } = wanted;
  const bare = { task, title, name: spec.name, problems: [], objects: [], others: [] };
  const found = await ask<Artifact>(artifact, { task, name: spec.name, anyName: true });
  if (found.state === 'blocked') return { ...bare, state: 'unreadable', message: blockedMessage(found) };
  if (found.state === 'present') {
    const { text, problem } = found.value;
    if (text === null)
      return {
        ...bare,
        state: 'unreadable',
        message: `${spec.name} cannot be read: ${problem ?? 'it is empty'}.`,
      };
    return { ...bare, state: 'submitted', message: '', ...contentOf(spec.name, text) };
  }
  if (spec.starter === undefined || folder === undefined)
    return { ...bare, state: 'none', message: `You have not handed in ${spec.name} yet.` };
  const text = await readFile(join(folder, spec.starter), 'utf8');
  return {
    ...bare,
    state: 'starter',
    message: `You have not handed in ${spec.name} yet. This is the file that the lab hands out.`,
    ...contentOf(spec.name, text),
  };
}
