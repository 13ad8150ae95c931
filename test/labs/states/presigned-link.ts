import {
  call,
  put,
  remove,
  BUCKET,
  type AccountState,
  type Expected,
  type HandIn,
  type HandInFacts,
  type LinkOptions,
} from './state.ts';

const hands = (
  name: string,
  text: HandIn,
  expected: Expected,
  more: Partial<AccountState> = {},
): AccountState => ({
  name: `presigned-link: ${name}`,
  files: { 'presigned-link': [['url.txt', text]] },
  expect: { 'presigned-link': expected },
  ...more,
});
/** A link made with these options, changed before it is handed in. */
const link =
  (options: LinkOptions, change: (url: string, facts: HandInFacts) => string = (url) => url): HandIn =>
  async (facts) =>
    change(await facts.sign(options), facts);
const plain = link({});
const other = 'models/v1/other.pth';
const ODD = 'models/v 1/möd+el&(2).pth';
const portOf = (host: string): string => host.replace(/^.*:/, '');

export const presignedLink: readonly AccountState[] = [
  // Forms of a right answer.
  hands('for a minute', link({ expiresIn: 60 }), 'pass'),
  hands('for an hour', link({ expiresIn: 3600 }), 'pass'),
  hands(
    'with CRLF and a byte order mark',
    link({}, (url) => `\uFEFF${url}\r\n`),
    'pass',
  ),
  hands(
    'in quotes, with words around it',
    link({}, (url) => `The link:\n  "${url}"\n`),
    'pass',
  ),
  hands(
    'in angle brackets',
    link({}, (url) => `<${url}>`),
    'pass',
  ),
  hands('by another file name', '', 'pass', { files: { 'presigned-link': [['link.txt', plain]] } }),
  hands('twice, the last one counts', '', 'pass', {
    files: {
      'presigned-link': [
        ['url.txt', link({ key: other })],
        ['url.txt', plain],
      ],
    },
  }),
  hands('two files of other names, the last one counts', '', 'pass', {
    files: {
      'presigned-link': [
        ['first.txt', link({ key: other })],
        ['second.txt', plain],
      ],
    },
  }),
  hands('two files of other names, the last one is wrong', '', 'fail/wrong-target', {
    files: {
      'presigned-link': [
        ['a.txt', plain],
        ['b.txt', link({ key: other })],
      ],
    },
  }),
  hands('virtual-hosted at localhost', link({ host: 'virtual' }), 'pass'),
  hands('signed for localhost instead of 127.0.0.1', link({ host: 'localhost' }), 'pass'),
  hands('a key that needs encoding', link({ key: ODD }), 'pass', {
    variables: { model_key: ODD },
    calls: [put(ODD, 10)],
    undo: [remove(ODD)],
  }),
  hands('a key with doubled slashes and dots', link({ key: 'models//v1/../m.pth' }), 'pass', {
    variables: { model_key: 'models//v1/../m.pth' },
    calls: [put('models//v1/../m.pth', 10)],
    undo: [remove('models//v1/../m.pth')],
  }),
  hands('a key with an equals sign in a variable', link({ key: 'models/run=1/m.pth' }), 'pass', {
    variables: { model_key: 'models/run=1/m.pth' },
    calls: [put('models/run=1/m.pth', 10)],
    undo: [remove('models/run=1/m.pth')],
  }),
  // Time.
  hands('for 59 seconds', link({ expiresIn: 59 }), 'fail/too-long'),
  hands('for an hour and a second', link({ expiresIn: 3601 }), 'fail/too-long'),
  hands('for a day', link({ expiresIn: 86400 }), 'fail/too-long'),
  hands('for a day, and over', link({ expiresIn: 86400, ago: 90000 }), 'fail/too-long'),
  hands('over', link({ expiresIn: 60, ago: 120 }), 'fail/link-expired'),
  hands('over by a second or two', link({ expiresIn: 60, ago: 62 }), 'fail/link-expired'),
  hands('old and not over', link({ expiresIn: 3600, ago: 1800 }), 'pass'),
  hands(
    'no time in it',
    link({}, (url) => url.replace(/X-Amz-Expires=\d+&?/, '')),
    'fail/too-long',
  ),
  hands(
    'time changed afterwards',
    link({ expiresIn: 86400 }, (url) => url.replace('X-Amz-Expires=86400', 'X-Amz-Expires=3600')),
    'fail/link-refused',
  ),
  // Target.
  hands('for another key', link({ key: other }), 'fail/wrong-target'),
  hands('for another key and a day', link({ key: other, expiresIn: 86400 }), 'fail/wrong-target'),
  hands('for the attic', link({ bucket: 'attic' }), 'fail/wrong-target'),
  hands(
    'for the key in capitals',
    link({}, (url) => url.replace('/model.pth', '/Model.pth')),
    'fail/wrong-target',
  ),
  hands(
    'for a key that begins alike',
    link({}, (url) => url.replace('/model.pth?', '/model.pth.bak?')),
    'fail/wrong-target',
  ),
  hands(
    'at AWS',
    link({}, (url, { host }) => url.replace(`http://${host}`, 'https://s3.us-east-1.amazonaws.com')),
    'fail/wrong-target',
  ),
  hands(
    'at a stranger',
    link({}, (url, { host }) => url.replace(host, 'example.com')),
    'fail/wrong-target',
  ),
  hands(
    'at a stranger behind a user name',
    link({}, (url, { host }) => url.replace(host, `${host}@example.com`)),
    'fail/wrong-target',
  ),
  hands(
    'with a password',
    link({}, (url, { host }) => url.replace(host, `me:secret@${host}`)),
    'fail/wrong-target',
  ),
  hands(
    'at another port',
    link({}, (url, { host }) => url.replace(host, '127.0.0.1:9')),
    'fail/wrong-target',
  ),
  hands(
    'at the metadata service',
    link({}, (url, { host }) => url.replace(host, '169.254.169.254')),
    'fail/wrong-target',
  ),
  hands(
    'at the metadata service by number',
    link({}, (url, { host }) => url.replace(host, '2852039166')),
    'fail/wrong-target',
  ),
  hands(
    'at an address of IPv6',
    link({}, (url, { host }) => url.replace(host, `[fd00:ec2::254]:${portOf(host)}`)),
    'fail/wrong-target',
  ),
  hands(
    'at a look-alike of the host',
    link({}, (url, { host }) => url.replace(host, `127.0.0.1.example.com:${portOf(host)}`)),
    'fail/wrong-target',
  ),
  hands('a file address', 'file:///etc/passwd', 'fail/wrong-target'),
  hands(
    'the address without a signature',
    link({}, (url) => url.replace(/\?.*/, '')),
    'fail/wrong-target',
  ),
  hands('an s3:// address', 's3://bm-ml-data-000000/models/v1/model.pth', 'fail/wrong-target'),
  hands(
    'the older signature',
    link(
      {},
      (url) => `${url.replace(/\?.*/, '')}?AWSAccessKeyId=AKIAEXAMPLE&Signature=abc%3D&Expires=2000000000`,
    ),
    'fail/wrong-target',
    {
      because: 'AWS4-HMAC-SHA256 is part of what the URL has to be, before its time',
    },
  ),
  hands('for the ACL of the object', link({ subresource: 'acl' }), 'fail/wrong-target', {
    because: 'it opens a list of grants, not the model',
  }),
  hands('words only', 'I have made the link.', 'fail/wrong-target'),
  hands('an empty file', '', 'fail/wrong-target'),
  // Refusals.
  hands('signed for uploading', link({ method: 'PUT' }), 'fail/link-refused'),
  hands('signed for HEAD', link({ method: 'HEAD' }), 'fail/link-refused'),
  hands('signed with a wrong secret', link({ forged: true }), 'fail/link-refused'),
  hands(
    'signature cut short',
    link({}, (url) => url.replace(/(X-Amz-Signature=[0-9a-f]{60})[0-9a-f]+/, '$1')),
    'fail/link-refused',
  ),
  // Object and file.
  hands('no object', plain, 'fail/object-missing', {
    calls: [remove('{{model_key}}')],
    undo: [put('{{model_key}}', 262144)],
  }),
  hands('an empty object', plain, 'fail/object-missing', {
    calls: [put('{{model_key}}', 0)],
    undo: [put('{{model_key}}', 262144)],
  }),
  hands('no object, and a wrong link', link({ key: other, expiresIn: 86400 }), 'fail/object-missing', {
    calls: [remove('{{model_key}}')],
    undo: [put('{{model_key}}', 262144)],
  }),
  hands('nothing', '', 'fail/artifact-missing', { files: { 'presigned-link': [] } }),
  hands('nothing, and no object', '', 'fail/artifact-missing', {
    files: { 'presigned-link': [] },
    variables: { model_key: 'models/nothing' },
  }),
  hands(
    'UTF-16',
    async (facts) => Buffer.from(`\uFEFF${await facts.sign()}`, 'utf16le'),
    'fail/artifact-unreadable',
  ),
  hands('too large', 'x'.repeat(262_145), 'fail/artifact-unreadable'),
  hands('as large as may be', async (facts) => `${await facts.sign()}\n`.padEnd(262_144, '\n'), 'pass'),
  hands('a key that cannot be', plain, 'fail/object-missing', { variables: { model_key: '' } }),
  // Reads that break.
  hands('object unknown', plain, 'blocked/denied', { broken: { 's3:HeadObject': 'deny' } }),
  hands('object unknown, and a wrong link', link({ key: other }), 'fail/wrong-target', {
    broken: { 's3:HeadObject': 'deny' },
  }),
  hands('a deny of everything in the bucket policy, with TLS', plain, 'pass', {
    calls: [
      call('s3:PutBucketTagging', { Bucket: BUCKET, Tagging: { TagSet: [{ Key: 'team', Value: 'ml' }] } }),
    ],
  }),
];
