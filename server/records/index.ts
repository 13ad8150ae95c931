export * from './evidence.ts';
export * from './keys.ts';
export * from './seal.ts';
export * from './verify.ts';
export * from './words.ts';
