import { albExposed } from './capstone/balancer.ts';
import { eksDeploy, monthlyCost } from './capstone/flight.ts';
import { dataBucket, gpuInstance, modelArtifact } from './capstone/ground.ts';
import { monitoring } from './capstone/watch.ts';
import { releaseFix } from './capstone/release.ts';
import { billingAlarm, idleStop } from './cost/alarms.ts';
import { monthlyEstimate } from './cost/estimate.ts';
import { officeHours } from './cost/hours.ts';
import { logRetention, monthlyBudget, ownerTags } from './cost/limits.ts';
import { wasteHunt } from './cost/waste.ts';
import { gpuQuota, openBox, spotEvents, spotGroup } from './ec2/capacity.ts';
import { launchTemplate, trainerInstance } from './ec2/launches.ts';
import { gpuPending } from './eks/batch.ts';
import { clusterCurrent } from './eks/cluster.ts';
import { podIdentity } from './eks/identity.ts';
import { imageDigest } from './eks/images.ts';
import { ingressAlb } from './eks/ingress.ts';
import { nodeGroups } from './eks/nodes.ts';
import { servingManifest } from './eks/serving.ts';
import { subnetTags } from './eks/tags.ts';
import { engineerPermissions } from './iam/permissions.ts';
import { regionGuard } from './iam/guard.ts';
import { trainerRole } from './iam/trainer.ts';
import { adminTrust, engineerTrust } from './iam/trust.ts';
import { retireUser } from './iam/user.ts';
import { atticFix } from './attic-fix.ts';
import { FIRST_ANSWERS } from './first-answers.ts';
import { datasetSync } from './dataset-sync.ts';
import { inventoryScript } from './inventory-script.ts';
import { presignedLink } from './presigned-link.ts';
import { execRole } from './sagemaker/role.ts';
import { endpointScaling, orphanEndpoint } from './sagemaker/scaling.ts';
import { endpointLive, safeUpdate } from './sagemaker/serving.ts';
import { modelRegistered, spotTraining } from './sagemaker/training.ts';
import { secureBucket } from './secure-bucket.ts';
import type { AccountState } from './state.ts';
import { tiering } from './tiering.ts';
import { tlsOnly } from './tls-only.ts';
import { versionHygiene } from './version-hygiene.ts';
import { s3Endpoint, ssmEndpoints } from './vpc/endpoints.ts';
import { flowLogs, sgChain } from './vpc/gates.ts';
import { brokenVpc } from './vpc/half.ts';
import { privateEgress, publicPath, vpcPlan } from './vpc/paths.ts';

type StatesByTask = Readonly<Record<string, readonly AccountState[]>>;

/** Account states of a lab, with the verdicts that the lab catalogue demands, written before they were tried. */
export const LAB_STATES = {
  's3-lifecycle': {
    'secure-bucket': secureBucket,
    'tls-only': tlsOnly,
    tiering,
    'version-hygiene': versionHygiene,
    'dataset-sync': datasetSync,
    'presigned-link': presignedLink,
    'inventory-script': inventoryScript,
    'attic-fix': atticFix,
  },
  'iam-foundations': {
    'engineer-trust': engineerTrust,
    'engineer-permissions': engineerPermissions,
    'region-guard': regionGuard,
    'trainer-role': trainerRole,
    'retire-user': retireUser,
    'admin-trust': adminTrust,
  },
  'vpc-two-az': {
    'vpc-plan': vpcPlan,
    'public-path': publicPath,
    'private-egress': privateEgress,
    's3-endpoint': s3Endpoint,
    'ssm-endpoints': ssmEndpoints,
    'sg-chain': sgChain,
    'flow-logs': flowLogs,
    'broken-vpc': brokenVpc,
  },
  // gpu-choice and checkpoint-script are about what is handed in: fixtures/checks and test/graders/reads try them.
  'ec2-gpu-spot': {
    'gpu-quota': gpuQuota,
    'launch-template': launchTemplate,
    'trainer-instance': trainerInstance,
    'spot-group': spotGroup,
    'spot-events': spotEvents,
    'open-box': openBox,
  },
  // The scripts of `sm-scripts` are tried one by one in test/graders/reads/sagemaker-scripts.test.ts.
  'sagemaker-train-deploy': {
    'exec-role': execRole,
    'spot-training': spotTraining,
    'model-registered': modelRegistered,
    'endpoint-live': endpointLive,
    'safe-update': safeUpdate,
    'endpoint-scaling': endpointScaling,
    'orphan-endpoint': orphanEndpoint,
  },
  'eks-serving': {
    'cluster-current': clusterCurrent,
    'node-groups': nodeGroups,
    'subnet-tags': subnetTags,
    'image-digest': imageDigest,
    'pod-identity': podIdentity,
    'serving-manifest': servingManifest,
    'gpu-pending': gpuPending,
    'ingress-alb': ingressAlb,
  },
  'cost-control': {
    'billing-alarm': billingAlarm,
    'monthly-budget': monthlyBudget,
    'owner-tags': ownerTags,
    'idle-stop': idleStop,
    'office-hours': officeHours,
    'log-retention': logRetention,
    'waste-hunt': wasteHunt,
    'monthly-estimate': monthlyEstimate,
  },
  'capstone-ml-system': {
    'data-bucket': dataBucket,
    'gpu-instance': gpuInstance,
    'model-artifact': modelArtifact,
    'eks-deploy': eksDeploy,
    'alb-exposed': albExposed,
    monitoring,
    'release-fix': releaseFix,
    'monthly-cost': monthlyCost,
  },
} as const satisfies Readonly<Record<string, StatesByTask>>;

/** States of each verdict of a task that the daily test tries; `bench/accuracy.ts` tries all. */
const OF_EACH_VERDICT = 3;

/** A choice for every day: some of each verdict of each task, those that were once judged wrong, nothing that takes seconds. */
export function dailyStates(states: readonly AccountState[]): AccountState[] {
  const seen = new Map<string, number>();
  return states.filter((state) => {
    if (state.slow === true) return false;
    const verdict = JSON.stringify(Object.entries(state.expect)[0]);
    const count = (seen.get(verdict) ?? 0) + 1;
    seen.set(verdict, count);
    return count <= OF_EACH_VERDICT || Object.hasOwn(FIRST_ANSWERS, state.name);
  });
}
