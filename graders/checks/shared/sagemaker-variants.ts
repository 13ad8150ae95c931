/** Which variants of an endpoint answer requests. */
import type { Endpoint, ProductionVariant } from '../../reads/sagemaker-hosting.ts';

/** Variants with a current weight above 0. AWS leaves the weight out only while an endpoint is being made. */
export function weighted({ ProductionVariants }: Endpoint): ProductionVariant[] {
  return ProductionVariants.filter(({ CurrentWeight }) => (CurrentWeight ?? 0) > 0);
}

export const COMING: readonly string[] = ['Creating', 'Updating', 'SystemUpdating', 'RollingBack'];
