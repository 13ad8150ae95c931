import type { SearchGroup } from '../elements/search-dialog.ts';

const plain = (text: string) => [{ text, mark: false }];
const word = (before: string, text: string, after: string) => [
  ...plain(before),
  { text, mark: true },
  ...plain(after),
];

export const searchGroups: readonly SearchGroup[] = [
  {
    label: 'Lessons',
    more: 14,
    options: [
      {
        value: '/lessons/s3#lifecycle',
        icon: 'book',
        title: word('', 'Lifecycle', ': a timeline for every object'),
        of: 'S3: storage that ages well',
        excerpt: word(
          '… Another ',
          'lifecycle',
          ' rule will delete last season’s recordings in March. Nothing of …',
        ),
      },
    ],
  },
  {
    label: 'Commands',
    options: [
      {
        value: '/lessons/s3#lifecycle',
        icon: 'terminal',
        title: word('aws s3api put-bucket-', 'lifecycle', '-configuration'),
        of: 'Lifecycle: a timeline for every object (S3)',
        excerpt: plain('aws s3api put-bucket-lifecycle-configuration --bucket "$BUCKET"'),
        command: true,
      },
    ],
  },
];
