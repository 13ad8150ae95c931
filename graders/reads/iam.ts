export * from './iam-account.ts';
export * from './iam-entities.ts';
