/** What a schedule of EventBridge Scheduler does to instances, read from its target. */
import type { Schedule } from '../../reads/scheduler.ts';

export type Deed = 'stop' | 'start';
export const DEEDS: readonly Deed[] = ['stop', 'start'];

/** What a target does as far as its ARN tells: null for neither; `perhaps` where the input decides. */
export function deedOfArn(arn: string | null): Deed | 'perhaps' | null {
  const call = /:aws-sdk:(.*)$/.exec(arn ?? '')?.[1] ?? '';
  const [, deed] =
    /^ec2:(stop|start)instances$/i.exec(call) ??
    /:automation-definition\/AWS-(stop|start)EC2Instance(?::|$)/i.exec(arn ?? '') ??
    [];
  if (deed !== undefined) return deed.toLowerCase() as Deed;
  return /^ssm:startautomationexecution$/i.test(call) ? 'perhaps' : null;
}

/** What a schedule does, read from its target and input. */
export type Call =
  | { deed: Deed; by: 'ec2' | 'ssm'; ids: readonly string[]; assumes: string | null }
  /** Meant to, and AWS would do nothing of the kind. `for`: the instances that it names all the same. */
  | { deed: Deed; wrong: string; for?: readonly string[] }
  | { unsupported: string }
  | null;

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html */
export function callOf({ Target }: Schedule): Call {
  const deed = deedOfArn(Target.Arn);
  if (deed === null) return null;
  const input = jsonObject(Target.Input);
  if (deed === 'perhaps') return automationOf(Target.Arn ?? '', input);
  if (!/^arn:[^:]+:scheduler:::aws-sdk:ec2:(?:stop|start)Instances$/.test(Target.Arn ?? ''))
    return { deed, wrong: `${Target.Arn ?? ''} is no target of EventBridge Scheduler` };
  if (!input) return { deed, wrong: 'its input is no JSON object' };
  const ids = textList(input['InstanceIds']);
  if (!ids) return { deed, wrong: 'its input has no list InstanceIds' };
  if (input['DryRun'] === true) return { deed, wrong: 'its input asks for a dry run', for: ids };
  return { deed, by: 'ec2', ids, assumes: null };
}

/** https://docs.aws.amazon.com/systems-manager-automation-runbooks/latest/userguide/automation-aws-stopec2instance.html */
function automationOf(arn: string, input: Record<string, unknown> | undefined): Call {
  const name = typeof input?.['DocumentName'] === 'string' ? input['DocumentName'] : '';
  const deed = /(?:^|\/)AWS-(Stop|Start)EC2Instance$/.exec(name)?.[1]?.toLowerCase() as Deed | undefined;
  if (!input || !deed) return null;
  if (!arn.endsWith(':aws-sdk:ssm:startAutomationExecution'))
    return { deed, wrong: `${arn} is no target of EventBridge Scheduler` };
  if (input['Targets'] !== undefined || input['TargetParameterName'] !== undefined)
    return { unsupported: `an automation of ${name} whose instances are found by targets` };
  const parameters = isObject(input['Parameters']) ? input['Parameters'] : {};
  const ids = textList(parameters['InstanceId']);
  if (!ids) return { deed, wrong: 'its input has no list Parameters.InstanceId' };
  const assumes = textList(parameters['AutomationAssumeRole'])?.[0];
  return { deed, by: 'ssm', ids, assumes: assumes === undefined || assumes === '' ? null : assumes };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function jsonObject(text: string | null): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textList(value: unknown): string[] | undefined {
  const texts = Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
  return texts.length > 0 && texts.length === (value as unknown[]).length ? texts : undefined;
}
