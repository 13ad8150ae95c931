import type { CoverageItem, CoveragePlace, CoverageReply } from '../../server/contract/index.ts';

const section = (title: string, id: string): CoveragePlace => ({
  kind: 'section',
  title,
  of: 'S3: storage that ages well',
  href: `/lessons/s3#${id}`,
  count: 1,
});
const task = (title: string, id: string): CoveragePlace => ({
  kind: 'task',
  title,
  of: 'Recordings that age well',
  href: `/labs/s3-lifecycle/${id}`,
  count: 1,
});
const quiz = (count: number): CoveragePlace => ({
  kind: 'quiz',
  title: 'S3: quiz',
  of: 'S3: storage that ages well',
  href: '/quizzes/s3',
  count,
});

const storage: CoverageItem[] = [
  {
    id: 'S3.1',
    text: 'A bucket is a container for objects, with a globally unique name',
    verdict: ['right'],
    places: [
      section('Keys, not folders', 'keys'),
      task('Private, owned, encrypted', 'secure-bucket'),
      quiz(1),
    ],
  },
  {
    id: 'S3.12',
    text: 'lifecycle.json with the key Id and one rule for a whole prefix',
    verdict: ['wrong', 'incomplete'],
    places: [
      section('Rules you can predict', 'lifecycle'),
      task('The right class at the right age', 'tiering'),
      task('The attic', 'attic-fix'),
      quiz(3),
    ],
  },
  {
    id: 'S3.8',
    text: 'aws s3 mb, without a word about public access or encryption',
    verdict: ['insecure'],
    places: [task('Refuse plain HTTP', 'tls-only')],
  },
];
const serving: CoverageItem[] = [
  { id: 'S4.15', text: 'Kubernetes version 1.28', verdict: ['outdated'], places: [] },
  {
    id: 'S4.22',
    text: 'Image from a repository in ECR',
    verdict: ['incomplete'],
    places: [quiz(2)],
  },
];

/** What the page of coverage shows, with one part that is still to come. */
export const coverageReply = (): CoverageReply => ({
  title: 'AWS for ML infrastructure',
  items: 5,
  covered: 4,
  parts: [
    {
      id: 's3',
      title: 'S3: storage that ages well',
      status: 'ready',
      covered: 3,
      items: structuredClone(storage),
    },
    {
      id: 'eks',
      title: 'EKS: serving models on Kubernetes',
      status: 'planned',
      covered: 1,
      items: structuredClone(serving),
    },
  ],
});
