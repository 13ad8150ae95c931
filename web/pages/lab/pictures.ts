interface Picture {
  href: string;
  title: string;
  about: string;
}

/** Pictures of a learner's account that a lab offers, by lab id. */
export const PICTURES: Readonly<Record<string, readonly Picture[]>> = {
  's3-lifecycle': [
    {
      href: '/labs/s3-lifecycle/time-machine',
      title: 'Time machine',
      about: 'See where your own lifecycle rules put each object over 400 days, and what it costs.',
    },
  ],
  'ec2-gpu-spot': [
    {
      href: '/labs/ec2-gpu-spot/spot-prices',
      title: 'Spot prices',
      about: 'See what a GPU costs on Spot in each zone, how it moved, and whether your choice stands.',
    },
  ],
  'eks-serving': [
    {
      href: '/labs/eks-serving/pod-detective',
      title: 'Pod detective',
      about: 'See where your pods run and why others wait, constraint by constraint, node by node.',
    },
  ],
  'iam-foundations': [
    {
      href: '/labs/iam-foundations/decision-matrix',
      title: 'Decision matrix',
      about: 'See which requests your own policies allow, and the statement behind each answer.',
    },
  ],
  'sagemaker-train-deploy': [
    {
      href: '/labs/sagemaker-train-deploy/identities',
      title: 'Identities',
      about: 'See who could become your execution role, what runs as it, and what it reaches.',
    },
    {
      href: '/labs/sagemaker-train-deploy/deployment',
      title: 'Deployment',
      about:
        'See how an update of your endpoint moves its traffic, and what a bad version does at each moment.',
    },
  ],
  'capstone-ml-system': [
    {
      href: '/labs/capstone-ml-system/system-map',
      title: 'System map',
      about: 'See your system as one drawing that fills in as its steps pass.',
    },
    {
      href: '/labs/capstone-ml-system/pod-detective',
      title: 'Pod detective',
      about: 'See where your pods run and why others wait, constraint by constraint, node by node.',
    },
  ],
  'vpc-two-az': [
    {
      href: '/labs/vpc-two-az/vpc-map',
      title: 'VPC map',
      about: 'See your network by zones, follow a packet hop by hop, and take a zone down.',
    },
  ],
};
