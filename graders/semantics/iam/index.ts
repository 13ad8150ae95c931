/** AWS's policy evaluation as a pure model that explains itself. See README.md for the rules and their pages. */
export * from './types.ts';
export { parsePolicy } from './parse.ts';
export { callerContext, defaultContext } from './context.ts';
export { accountOf, principalFrom, principalText } from './principals.ts';
export { evaluate, type EvaluateOptions } from './evaluate.ts';
export { allowsAnonymous, explicitlyDenies, trustAdmits, type TrustProbe } from './probes.ts';
export {
  anonymousGetObject,
  anonymousListBucket,
  isPublicAcl,
  isPublicPolicy,
  type AclGrant,
  type AnonymousAccess,
  type BucketExposure,
  type PublicAccessBlock,
} from './s3-public.ts';
export {
  explain,
  mismatchInWords,
  nearestAllow,
  reasonInWords,
  requestInWords,
  statementName,
  type Explanation,
} from './explain.ts';
export { counterExample, type CounterExample } from './counter-example.ts';
