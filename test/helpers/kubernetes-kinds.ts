// The kinds of which `graders/semantics/manifests` knows every field. Input of the generator in kubernetes-schema.ts.
export type { DaemonSet, Deployment, ReplicaSet, StatefulSet } from 'kubernetes-types/apps/v1';
export type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
export type { CronJob, Job } from 'kubernetes-types/batch/v1';
export type {
  ConfigMap,
  LimitRange,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  Secret,
  Service,
  ServiceAccount,
} from 'kubernetes-types/core/v1';
export type { Ingress, IngressClass, NetworkPolicy } from 'kubernetes-types/networking/v1';
export type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
export type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
export type { PriorityClass } from 'kubernetes-types/scheduling/v1';
export type { StorageClass } from 'kubernetes-types/storage/v1';
