import { Type } from 'typebox';
import { after, decide, defineCheck, fail, pass } from '../../kit/index.ts';
import { describeKey, listAliases } from '../../reads/kms.ts';
import { bucketEncryption, headBucket, ownershipControls, publicAccessBlock } from '../../reads/s3.ts';
import { bucketIsMissing, openFlag } from '../shared/bucket.ts';

export default defineCheck({
  id: 's3/secure-bucket',
  title: 'The bucket is private, owned and encrypted with the right key',
  params: Type.Object({ bucket: Type.String(), keyAlias: Type.String() }),
  reads: {
    head: headBucket,
    block: publicAccessBlock,
    ownership: ownershipControls,
    encryption: bucketEncryption,
    wantedKey: describeKey,
    usedKey: describeKey,
    aliases: listAliases,
  },
  bind: ({ bucket, keyAlias }) => ({
    head: { bucket },
    block: { bucket },
    ownership: { bucket },
    encryption: { bucket },
    wantedKey: { keyId: keyAlias },
    usedKey: after('encryption', (seen: { Rules: { KMSMasterKeyID: string | null }[] } | undefined) => {
      const keyId = seen?.Rules.find((rule) => rule.KMSMasterKeyID)?.KMSMasterKeyID;
      return keyId ? { keyId } : null;
    }),
    aliases: {},
  }),
  reasons: {
    private: pass(
      'Bucket {bucket} is private, ACLs do not count, and new objects are encrypted with the key behind {keyAlias}.',
    ),
    'bucket-missing': fail(
      'Bucket {bucket} does not exist in account {account} in {region}.',
      'Create it there, with exactly this name.',
    ),
    'public-block-off': fail(
      '{flag} of bucket {bucket} is off.',
      'Switch on all four settings of the bucket itself.',
    ),
    'acls-on': fail(
      'ACLs still count: Object Ownership of {bucket} is {ownership}.',
      'Set it to BucketOwnerEnforced.',
    ),
    'not-kms': fail(
      'Default encryption of {bucket} is {algorithm} with {key}, not SSE-KMS with the key behind {keyAlias}.',
      'Name that key in the default encryption.',
    ),
    'key-unusable': fail('The key behind {keyAlias} is {state}.', 'Enable it, or cancel its deletion first.'),
    'no-bucket-key': fail(
      'The Bucket Key of {bucket} is off, so every object costs a call to KMS.',
      'Set BucketKeyEnabled in the default encryption.',
    ),
  },
  judge(saw, { bucket, keyAlias }, { region }) {
    const rule = () => saw.encryption()?.Rules[0];
    return decide(
      [
        () => {
          const missing = bucketIsMissing(saw.head, [saw.block, saw.ownership, saw.encryption], region);
          if (!missing) return undefined;
          return { reason: 'bucket-missing', data: { bucket }, evidence: [missing] };
        },
        () => {
          const flags = saw.block();
          const flag = openFlag(flags);
          if (!flag) return undefined;
          return {
            reason: 'public-block-off',
            data: { bucket, flag },
            evidence: [saw.block.at(flag, true, flags?.[flag] ?? 'not set')],
          };
        },
        () => {
          const rules = saw.ownership()?.Rules ?? [];
          // AWS: a bucket without ownership controls is ObjectWriter.
          const ownership = rules[0]?.ObjectOwnership ?? 'ObjectWriter';
          if (ownership === 'BucketOwnerEnforced') return undefined;
          return {
            reason: 'acls-on',
            data: { bucket, ownership },
            evidence: [saw.ownership.at('Rules', 'BucketOwnerEnforced', ownership)],
          };
        },
        () => {
          const algorithm = rule()?.SSEAlgorithm ?? 'SSE-S3';
          const named = rule()?.KMSMasterKeyID ?? null;
          const wrong = (key: string) => ({
            reason: 'not-kms' as const,
            data: { bucket, algorithm, key, keyAlias },
            evidence: [
              saw.encryption.at(
                'Rules',
                { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyAlias },
                { SSEAlgorithm: algorithm, KMSMasterKeyID: named },
              ),
            ],
          });
          if (algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') return wrong('keys of Amazon S3');
          if (named === null) return wrong('the key that AWS manages');
          // An ARN says of itself which key it means; emulators look at no more than its end.
          const wanted = saw.wantedKey();
          if (!wanted || (isArn(named) && !meansKey(named, wanted.Arn))) return wrong(named);
          const used = saw.usedKey();
          if (!used || used.Arn !== wanted.Arn) return wrong(named);
          // Emulators call AWS-managed keys customer-managed too; the alias tells.
          const managed =
            used.KeyManager === 'AWS' ||
            saw
              .aliases()
              ?.some((alias) => alias.AliasName.startsWith('alias/aws/') && alias.TargetKeyId === used.KeyId);
          return managed ? wrong('a key that AWS manages') : undefined;
        },
        () => {
          const key = saw.usedKey();
          if (!key || key.KeyState === 'Enabled') return undefined;
          return {
            reason: 'key-unusable',
            data: { keyAlias, state: key.KeyState },
            evidence: [saw.usedKey.at('KeyState', 'Enabled', key.KeyState)],
          };
        },
        () => {
          const found = rule();
          if (!found || found.BucketKeyEnabled) return undefined;
          return {
            reason: 'no-bucket-key',
            data: { bucket },
            evidence: [saw.encryption.at('Rules[0].BucketKeyEnabled', true, false)],
          };
        },
      ],
      () => ({
        reason: 'private',
        data: { bucket, keyAlias },
        evidence: [
          saw.head.at('region', region, saw.head()?.region ?? region),
          saw.encryption.at('Rules[0].KMSMasterKeyID', keyAlias, rule()?.KMSMasterKeyID),
        ],
      }),
    );
  },
});

const isArn = (name: string): boolean => name.startsWith('arn:');

/** A key ARN means that key alone; an alias ARN can mean it where account and Region are the key's. */
function meansKey(arn: string, keyArn: string): boolean {
  const home = (one: string): string => one.split(':').slice(0, 5).join(':');
  return arn.includes(':alias/') ? home(arn) === home(keyArn) : arn === keyArn;
}
