import type { GlossaryReply } from '../../server/contract/index.ts';

export const glossaryReply = (): GlossaryReply => ({
  parts: [
    { id: 's3', title: 'S3: storage that ages well' },
    { id: 'vpc', title: 'VPC' },
  ],
  terms: [
    {
      id: 'bucket',
      term: 'bucket',
      aliases: [],
      part: 's3',
      html: 'A named container of objects in one Region.',
      see: [{ id: 'prefix', term: 'prefix' }],
      uses: [{ title: 'S3: storage that ages well', href: '/lessons/s3#keys' }],
    },
    {
      id: 'network-acl',
      term: 'network ACL',
      aliases: ['NACL'],
      part: 'vpc',
      html: 'A numbered list of rules at the edge of a subnet. It is stateless.',
      see: [],
      uses: [],
    },
    {
      id: 'prefix',
      term: 'prefix',
      aliases: [],
      part: 's3',
      html: 'The first characters of a key, such as <code>models/</code>.',
      see: [{ id: 'bucket', term: 'bucket' }],
      uses: [
        { title: 'S3: storage that ages well', href: '/lessons/s3#keys' },
        { title: 'One system', href: '/lessons/s3#lifecycle' },
      ],
    },
  ],
});
