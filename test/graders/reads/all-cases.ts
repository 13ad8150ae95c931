import { ALARM_BUDGET_READ_CASES } from './alarm-budget-cases.ts';
import { BALANCER_READ_CASES } from './balancer-cases.ts';
import { BILL_READ_CASES } from './bill-cases.ts';
import { COST_READ_CASES } from './cost-cases.ts';
import { EC2_FURTHER_READ_CASES } from './ec2-further-cases.ts';
import { EC2_INSTANCE_READ_CASES } from './ec2-instance-cases.ts';
import { EC2_LAUNCH_READ_CASES } from './ec2-launch-cases.ts';
import { EC2_VPC_READ_CASES } from './ec2-vpc-cases.ts';
import { EKS_READ_CASES } from './eks-cases.ts';
import { IAM_READ_CASES } from './iam-cases.ts';
import { QUOTA_EVENT_READ_CASES } from './quota-event-cases.ts';
import { READ_CASES, type ReadCase } from './s3-cases.ts';
import { SAGEMAKER_DEPLOYMENT_READ_CASES } from './sagemaker-deployment-cases.ts';
import { SAGEMAKER_HOSTING_READ_CASES } from './sagemaker-hosting-cases.ts';
import { SAGEMAKER_TRAINING_READ_CASES } from './sagemaker-training-cases.ts';
import { SCALING_READ_CASES } from './scaling-cases.ts';

/** Every read with an answer of AWS. A test compares the list with the reads that there are. */
export const ALL_READ_CASES: readonly ReadCase[] = [
  ...READ_CASES,
  ...ALARM_BUDGET_READ_CASES,
  ...IAM_READ_CASES,
  ...BALANCER_READ_CASES,
  ...BILL_READ_CASES,
  ...COST_READ_CASES,
  ...EC2_FURTHER_READ_CASES,
  ...EC2_INSTANCE_READ_CASES,
  ...EC2_LAUNCH_READ_CASES,
  ...EC2_VPC_READ_CASES,
  ...EKS_READ_CASES,
  ...QUOTA_EVENT_READ_CASES,
  ...SAGEMAKER_DEPLOYMENT_READ_CASES,
  ...SAGEMAKER_HOSTING_READ_CASES,
  ...SAGEMAKER_TRAINING_READ_CASES,
  ...SCALING_READ_CASES,
];
