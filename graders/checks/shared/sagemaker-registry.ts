/** Which version of a model the registry offers: the newest that is approved and complete. */
import type { ModelPackageSummary } from '../../reads/sagemaker-training.ts';

/** @param packages newest first */
export function approvedPackage(packages: readonly ModelPackageSummary[]): ModelPackageSummary | undefined {
  return packages
    .filter(
      ({ ModelApprovalStatus, ModelPackageStatus }) =>
        ModelApprovalStatus === 'Approved' && ModelPackageStatus === 'Completed',
    )
    .toSorted((a, b) => (b.ModelPackageVersion ?? 0) - (a.ModelPackageVersion ?? 0))
    .at(0);
}
