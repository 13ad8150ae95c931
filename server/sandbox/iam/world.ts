/** What the permission tables may ask the engine about one account, asked only where a policy wants to know. */
import type { Accounts } from '../account/accounts.ts';
import { request } from '../engine/control.ts';
import { scope } from '../engine/foreign.ts';
import type { Engine } from '../engine/index.ts';
import { stateKeys } from '../overlay/s3/bucket.ts';
import { parseXml, type XmlElement } from '../overlay/wire/xml.ts';
import type { LaunchTemplate, World } from './needs/index.ts';
import type { Subject } from './types.ts';

export function worldOf(
  engine: Engine,
  accounts: Accounts,
  {
    caller,
    directory,
    region,
    mfaShown,
  }: Pick<World, 'caller' | 'directory' | 'mfaShown'> & { region: string },
): World {
  const { account } = caller.key;
  const ec2 = (parameters: [string, string][]): Promise<XmlElement> =>
    askEc2(engine, account, region, parameters);
  return {
    caller,
    directory,
    mfaShown,
    bucketPolicy: (bucket) => accounts.overlayState(account, 's3').get<string>(stateKeys.policy(bucket)),
    keyOwner: (id) => {
      const key = accounts.userKeys.find(id);
      return key?.account === account ? key.userId : undefined;
    },
    ec2Tags: async (ids) => {
      if (ids.length === 0 || !asksForTags(caller.subject)) return new Map();
      const filter = ids.map((id, index): [string, string] => [`Filter.1.Value.${index + 1}`, id]);
      const answer = await ec2([['Action', 'DescribeTags'], ['Filter.1.Name', 'resource-id'], ...filter]);
      const tags = new Map<string, Record<string, string>>();
      for (const item of descendants(answer, 'item')) {
        const id = childText(item, 'resourceId') ?? '';
        tags.set(id, { ...tags.get(id), [childText(item, 'key') ?? '']: childText(item, 'value') ?? '' });
      }
      return tags;
    },
    launchTemplate: async (named) => {
      const version = named.find(([name]) => name === 'LaunchTemplate.Version')?.[1] ?? '$Default';
      // The engine takes the id where both are given.
      const by = ['LaunchTemplateId', 'LaunchTemplateName']
        .flatMap((key) => named.filter(([name]) => name === `LaunchTemplate.${key}`))
        .slice(0, 1)
        .map(([name, value]): [string, string] => [name.replace('LaunchTemplate.', ''), value]);
      const answer = await ec2([
        ['Action', 'DescribeLaunchTemplateVersions'],
        ['LaunchTemplateVersion.1', version],
        ...by,
      ]);
      const [data] = descendants(answer, 'launchTemplateData');
      return data === undefined ? null : templateOf(data);
    },
  };
}

function templateOf(data: XmlElement): LaunchTemplate {
  const profile = data.children.find(({ name }) => name === 'iamInstanceProfile');
  return {
    instanceType: childText(data, 'instanceType') ?? null,
    profile: profile === undefined ? null : (childText(profile, 'arn') ?? childText(profile, 'name') ?? null),
  };
}

/** Tags of resources decide only where a statement names them. */
function asksForTags({ policies }: Subject): boolean {
  return Object.values(policies as Record<string, Subject['policies']['identity']>).some((layer) =>
    layer?.some(({ policy }) =>
      policy.statements.some(
        ({ conditions, resource }) =>
          conditions.some(({ lookup, values }) => isTag(lookup) || values.some(usesTag)) ||
          resource?.patterns.some(usesTag) === true,
      ),
    ),
  );
}

function isTag(key: string): boolean {
  return key.includes('resourcetag/');
}

function usesTag({ source }: { source: string }): boolean {
  return source.toLowerCase().includes('resourcetag/');
}

/** One call of EC2's query protocol, past the gateway; the SDK's client would cost 90 MB. */
async function askEc2(
  engine: Engine,
  account: string,
  region: string,
  parameters: [string, string][],
): Promise<XmlElement> {
  const body = new URLSearchParams([...parameters, ['Version', '2016-11-15']]).toString();
  const reply = await request(`${engine.url}/`, 'POST', engine.nonce, 10_000, {
    body,
    headers: {
      authorization: scope('ec2', region),
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'x-moto-account-id': account,
    },
  });
  return parseXml(reply.body);
}

function descendants(element: XmlElement, name: string): XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendants(child, name),
  ]);
}

function childText(element: XmlElement, name: string): string | undefined {
  const text = element.children.find((child) => child.name === name)?.text;
  return text === '' ? undefined : text;
}
