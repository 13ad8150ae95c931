import { Type } from 'typebox';
import { after, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { headObject } from '../../reads/s3-objects.ts';
import {
  modelPackage,
  modelPackages,
  type ModelPackageSummary,
  versionsOf,
} from '../../reads/sagemaker-training.ts';
import { nearestMiss } from '../shared/candidates.ts';
import {
  anyModel,
  bindJobs,
  candidatesOf,
  type Candidate,
  JobParams,
  jobReads,
  jobRequirements,
  modelPlace,
} from '../shared/sagemaker-jobs.ts';
import { approvedPackage } from '../shared/sagemaker-registry.ts';

export default defineCheck({
  id: 'sagemaker/model-registered',
  title: 'The trained model is registered and approved',
  params: Type.Object({ ...JobParams.properties, group: Type.String() }),
  reads: { ...jobReads, packages: modelPackages, approved: modelPackage, object: headObject },
  bind: (params, run) => ({
    ...bindJobs(params),
    packages: { group: params.group },
    approved: after(
      'packages',
      (packages: readonly ModelPackageSummary[] | undefined) => {
        const newest = approvedPackage(packages ?? []);
        return newest ? { arn: newest.ModelPackageArn } : null;
      },
      { arn: versionsOf(params.group, run) },
    ),
    object: after(
      'approved',
      (found: { InferenceSpecification: Containers } | undefined) =>
        urlsOf(found?.InferenceSpecification).flatMap((url) => modelPlace(url, params.bucket) ?? [])[0] ??
        null,
      anyModel(params.bucket),
    ),
  }),
  reasons: {
    registered: pass('Version {version} of {group} is approved and holds the model of a good training job.'),
    'group-missing': fail(
      'Model package group {group} does not exist, or holds no version.',
      'Create the group, then register the model in it.',
    ),
    'not-yet': fail('Version {version} of {group} is still {state}.', 'Grade again when it is ready.'),
    unhealthy: fail('Version {version} of {group} is {state}.', 'Register the model again.'),
    'not-approved': fail(
      'No version of {group} is approved; the newest is {status}.',
      'Approve it with update-model-package.',
    ),
    'wrong-artifact': fail(
      'Version {version} of {group} holds {url}, which no good training job made.',
      'Register ModelArtifacts.S3ModelArtifacts of your training job.',
    ),
    'artifact-gone': fail(
      '{url} of version {version} is not there any more.',
      'Register a model that exists.',
    ),
  },
  judge(saw, params) {
    const { group } = params;
    const packages = () => saw.packages() ?? [];
    const newest = () => packages().at(0);
    const approved = () => approvedPackage(packages());
    const state = (reason: 'not-yet' | 'unhealthy', states: readonly string[]) => () => {
      const first = newest();
      const status = first?.ModelPackageStatus ?? '';
      if (!first || approved() || !states.includes(status)) return undefined;
      return {
        reason,
        data: { group, version: first.ModelPackageVersion ?? '?', state: status },
        evidence: [saw.packages.at('ModelPackageSummaryList[0].ModelPackageStatus', 'Completed', status)],
      };
    };
    const urls = () => urlsOf(saw.approved()?.InferenceSpecification);
    const madeHere = {
      reason: 'wrong-artifact' as const,
      flaw: (candidate: Candidate) =>
        urls().includes(candidate.job()?.ModelArtifacts.S3ModelArtifacts ?? null)
          ? undefined
          : { data: {}, evidence: [] },
    };
    /** Whether no job that is as spot-training wants it made what the version holds. */
    const foreign = () => {
      const jobs = candidatesOf(saw, params);
      return (
        jobs.length === 0 || nearestMiss(jobs, [madeHere, ...jobRequirements(saw, params)]) !== undefined
      );
    };
    const version = () => approved()?.ModelPackageVersion ?? '?';
    return decide(
      [
        () =>
          newest()
            ? undefined
            : {
                reason: 'group-missing' as const,
                data: { group },
                evidence: [saw.packages.at('ModelPackageSummaryList', 'at least one version', 'none')],
              },
        state('not-yet', ['Pending', 'InProgress']),
        state('unhealthy', ['Failed']),
        () => {
          const first = newest();
          if (!first || approved()) return undefined;
          return {
            reason: 'not-approved' as const,
            data: { group, status: first.ModelApprovalStatus ?? 'without approval status' },
            evidence: [
              saw.packages.at(
                'ModelPackageSummaryList[0].ModelApprovalStatus',
                'Approved',
                first.ModelApprovalStatus,
              ),
            ],
          };
        },
        () => {
          if (!approved() || !foreign()) return undefined;
          const url = urls().at(0) ?? 'no model data';
          return {
            reason: 'wrong-artifact' as const,
            data: { group, version: version(), url },
            evidence: [
              saw.approved.at(
                'InferenceSpecification.Containers[].ModelDataUrl',
                'the artifact of a training job that passes spot-training',
                url,
              ),
            ],
          };
        },
        () => {
          if (!approved() || saw.object() !== undefined) return undefined;
          const url = urls().at(0) ?? 'no model data';
          return {
            reason: 'artifact-gone' as const,
            data: { version: version(), url },
            evidence: [saw.object.at('ContentLength', 'an object', 'no such object')],
          };
        },
      ],
      () => ({
        reason: 'registered' as const,
        data: { group, version: version() },
        evidence: [
          saw.approved.at(
            'InferenceSpecification.Containers[].ModelDataUrl',
            'the artifact of a good job',
            urls(),
          ),
        ],
      }),
    );
  },
});

interface Containers {
  Containers: readonly { ModelDataUrl: string | null }[];
}
function urlsOf(specification: Containers | undefined): (string | null)[] {
  return (specification?.Containers ?? []).map(({ ModelDataUrl }) => ModelDataUrl);
}
