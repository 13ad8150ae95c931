import { DescribeKeyCommand, KMSClient, paginateListAliases } from '@aws-sdk/client-kms';
import { defineRead, type ClientSpec } from '../kit/index.ts';
import { regionalArn } from './arn.ts';

export const kms: ClientSpec<KMSClient> = { service: 'kms', create: (config) => new KMSClient(config) };

export interface KmsKey {
  KeyId: string;
  Arn: string;
  Enabled: boolean;
  /** Enabled, Disabled, PendingDeletion … */
  KeyState: string;
  /** AWS or CUSTOMER. Emulators say CUSTOMER of AWS-managed keys too: look at the aliases as well. */
  KeyManager: string;
}

/** One key, by id, key ARN, alias name or alias ARN. */
export const describeKey = defineRead<{ keyId: string }, KmsKey>({
  id: 'kms:DescribeKey',
  // A permission on an alias is a permission on its key, whose id is not known beforehand.
  resources: ({ keyId }, run) => [
    keyId.startsWith('arn:') && keyId.includes(':key/')
      ? keyId
      : regionalArn(run, 'kms', `key/${keyId.includes('alias/') ? '*' : keyId}`),
  ],
  absent: ['InvalidArnException'],
  call: async ({ client }, { keyId }) => {
    const { KeyMetadata: key } = await client(kms).send(new DescribeKeyCommand({ KeyId: keyId }));
    return {
      KeyId: key?.KeyId ?? '',
      Arn: key?.Arn ?? '',
      Enabled: key?.Enabled === true,
      KeyState: key?.KeyState ?? '',
      KeyManager: key?.KeyManager ?? '',
    };
  },
});

export interface KmsAlias {
  /** `alias/name` */
  AliasName: string;
  AliasArn: string;
  /** Key id; null for an AWS-managed alias whose key does not exist yet. */
  TargetKeyId: string | null;
}

/** All aliases of the region, AWS's own included. */
export const listAliases = defineRead<Record<string, never>, KmsAlias[]>({
  id: 'kms:ListAliases',
  resources: () => ['*'],
  call: async ({ client }) => {
    const aliases: KmsAlias[] = [];
    for await (const page of paginateListAliases({ client: client(kms) }, {})) {
      for (const { AliasName, AliasArn, TargetKeyId } of page.Aliases ?? []) {
        aliases.push({
          AliasName: AliasName ?? '',
          AliasArn: AliasArn ?? '',
          TargetKeyId: TargetKeyId ?? null,
        });
      }
    }
    return aliases;
  },
});
