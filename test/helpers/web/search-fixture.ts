import type { SearchReply } from '../../../server/contract/index.ts';

/** A small course to search in; its addresses are those the fake server has. */
export function searchReply(): SearchReply {
  const of = 'S3: storage that ages well';
  const filler = Array.from({ length: 9 }, (_, index) => ({
    id: `/lessons/s3#more-${index}`,
    kind: 'lesson' as const,
    title: `More about storage, part ${index + 1}`,
    of,
    href: '/lessons/s3',
    text: 'Every object of a bucket has a storage class, and a rule may change it.',
  }));
  return {
    documents: [
      {
        id: '/lessons/s3',
        kind: 'lesson',
        title: of,
        of: '',
        href: '/lessons/s3',
        text: 'Keys and prefixes, versions, lifecycle rules.',
      },
      {
        id: '/lessons/s3#lifecycle',
        kind: 'lesson',
        title: 'Rules you can predict',
        of,
        href: '/lessons/s3#lifecycle',
        text: 'A lifecycle configuration is a list of rules. Each rule says which objects it takes and on which day of their age something happens to them, and nothing of it shows up as an error when it matches nothing.',
        code: 'aws s3api put-bucket-lifecycle-configuration --bucket "$BUCKET" --lifecycle-configuration file://lifecycle.json',
      },
      ...filler,
      {
        id: '/labs/s3-lifecycle',
        kind: 'lab',
        title: 'Recordings that age well',
        of,
        href: '/labs/s3-lifecycle',
        text: 'Recordings, models and abandoned experiments lie in one public bucket.',
      },
      {
        id: '/labs/s3-lifecycle/tiering',
        kind: 'task',
        title: 'The right class at the right age',
        of: 'Recordings that age well',
        href: '/labs/s3-lifecycle/tiering',
        text: 'Each kind of object is in the class that fits its age, and only scratch data ever disappears.',
      },
      {
        id: '/quizzes/s3',
        kind: 'quiz',
        title: 'Quiz: S3',
        of: 'S3',
        href: '/quizzes/s3',
        text: 'Predict on which day an object changes its class.',
      },
      {
        id: 'command:aws s3api put-bucket-lifecycle-configuration',
        kind: 'command',
        title: 'aws s3api put-bucket-lifecycle-configuration',
        of: `Rules you can predict (${of})`,
        href: '/lessons/s3#lifecycle',
        text: 'aws s3api put-bucket-lifecycle-configuration --bucket "$BUCKET"',
        words: 'PutBucketLifecycleConfiguration s3:PutBucketLifecycleConfiguration',
      },
    ],
  };
}
