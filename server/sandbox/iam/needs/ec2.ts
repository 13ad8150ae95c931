/**
 * What EC2 calls need: exactly for what the labs do, with `*` and without certainty for the rest.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
import type { RequestContext } from '../../../../graders/semantics/iam/index.ts';
import type { Call } from '../call.ts';
import { need, requestTags, resourceTags, vague, type Need, type NeedsOf, type World } from './need.ts';
import { passProfile } from './pass-role.ts';

const KNOWS = /^(ec2:(region|resourcetag\/.*|createaction)|aws:(requesttag\/.*|tagkeys|resourcetag\/.*))$/;
const KNOWS_OF_LAUNCH =
  /^(ec2:(region|resourcetag\/.*|instancetype|instanceprofile|instancemarkettype)|aws:(requesttag\/.*|tagkeys|resourcetag\/.*))$/;
/** A launch template may set what the request leaves out, and only its type and profile are read. */
const KNOWS_WITH_TEMPLATE =
  /^(ec2:(region|resourcetag\/.*|instancetype|instanceprofile)|aws:(resourcetag\/.*))$/;

/** Types by the prefix of their ids. */
const TYPES: Readonly<Record<string, string>> = {
  acl: 'network-acl',
  ami: 'image',
  dopt: 'dhcp-options',
  eigw: 'egress-only-internet-gateway',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  fl: 'vpc-flow-log',
  i: 'instance',
  igw: 'internet-gateway',
  key: 'key-pair',
  lt: 'launch-template',
  nat: 'natgateway',
  pcx: 'vpc-peering-connection',
  pl: 'prefix-list',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  sir: 'spot-instances-request',
  snap: 'snapshot',
  subnet: 'subnet',
  vol: 'volume',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
};

/** What calls make, by the type of its ARN; their other ids are asked, too. */
const MAKES: Readonly<Record<string, string>> = {
  AllocateAddress: 'elastic-ip',
  CreateEgressOnlyInternetGateway: 'egress-only-internet-gateway',
  CreateFlowLogs: 'vpc-flow-log',
  CreateImage: 'image',
  CreateInternetGateway: 'internet-gateway',
  CreateKeyPair: 'key-pair',
  CreateLaunchTemplate: 'launch-template',
  CreateNatGateway: 'natgateway',
  CreateNetworkAcl: 'network-acl',
  CreateNetworkInterface: 'network-interface',
  CreateRouteTable: 'route-table',
  CreateSecurityGroup: 'security-group',
  CreateSnapshot: 'snapshot',
  CreateSubnet: 'subnet',
  CreateVolume: 'volume',
  CreateVpc: 'vpc',
  CreateVpcEndpoint: 'vpc-endpoint',
  ImportKeyPair: 'key-pair',
};

/** Calls that name by id only what they act on. */
const EXACT =
  /^(Terminate|Stop|Start|Reboot|Monitor|Unmonitor)Instances$|^(Create|Delete)Tags$|^(Authorize|Revoke)SecurityGroup(In|E)gress$|^Delete(Vpc|Subnet|SecurityGroup|InternetGateway|NatGateway|RouteTable|NetworkAcl|NetworkInterface|Volume|Snapshot|LaunchTemplate)$|^Modify(InstanceAttribute|InstanceMetadataOptions|SubnetAttribute|VpcAttribute)$|^(Attach|Detach)(Volume|InternetGateway|NetworkInterface)$|^(Associate|Disassociate)RouteTable$/;

export const ec2Needs: NeedsOf = async (call, world) => {
  const { operation } = call.operation;
  const action = `ec2:${operation}`;
  const context: RequestContext = { 'ec2:Region': call.region };
  // Reads have no resource: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-api-permissions.html
  if (operation.startsWith('Describe')) return [need(action, '*', { context, knows: KNOWS })];
  if (operation === 'RunInstances') return runInstances(call, world);

  const ids = idsOf(call);
  const made = Object.hasOwn(MAKES, operation) ? MAKES[operation] : undefined;
  const given = /^(Create|Delete)Tags$/.test(operation) ? call.tags('Tag') : tagSpecification(call);
  const tagged = { ...context, ...requestTags(given) };
  // Where something is made, the tags are of what is made and not of what it is made in.
  const existing = await existingNeeds(call, world, action, ids, made === undefined ? tagged : context);
  if (made === undefined)
    return EXACT.test(operation) && existing.length > 0 ? existing : vagueToo(action, existing, tagged);
  const tags = tagSpecification(call);
  return [
    need(action, call.arn('ec2', `${made}/*`), {
      context: { ...context, ...requestTags(tags) },
      knows: KNOWS,
    }),
    ...existing,
    ...tagging(call, [made], tags, context),
  ];
};

/** Asked about every resource that takes part; only the instance carries the instance type. */
async function runInstances(call: Call, world: World): Promise<Need[]> {
  const action = 'ec2:RunInstances';
  const region: RequestContext = { 'ec2:Region': call.region };
  const named = call.matching(/^LaunchTemplate\./);
  const byTemplate = named.length > 0;
  const template = byTemplate ? await world.launchTemplate(named) : null;
  const knows = byTemplate ? KNOWS_WITH_TEMPLATE : KNOWS_OF_LAUNCH;
  const tags = tagSpecification(call);
  const given = call.text('IamInstanceProfile.Arn') ?? call.text('IamInstanceProfile.Name');
  const profile = given ?? template?.profile ?? undefined;
  const instance: RequestContext = {
    ...region,
    ...requestTags(tags),
    'ec2:InstanceType': call.text('InstanceType') ?? template?.instanceType ?? 'm1.small',
    ...(profile === undefined ? {} : { 'ec2:InstanceProfile': profileArn(call, profile) }),
    'ec2:InstanceMarketType': call.text('InstanceMarketOptions.MarketType') ?? 'on-demand',
  };
  const ids = idsOf(call);
  const has = (type: string): boolean => ids.some((id) => typeOf(id) === type);
  const any = (type: string): Need => need(action, call.arn('ec2', `${type}/*`), { context: region, knows });
  const key = call.text('KeyName');
  return [
    need(action, call.arn('ec2', 'instance/*'), { context: instance, knows }),
    ...(await existingNeeds(call, world, action, ids, region, knows)),
    // What the request leaves to EC2 is asked about, too; the sandbox does not know which one EC2 takes.
    ...(has('image') || byTemplate ? [] : [any('image')]),
    ...(has('subnet') ? [] : [any('subnet')]),
    ...(has('security-group') ? [] : [any('security-group')]),
    ...(has('network-interface') ? [] : [any('network-interface')]),
    any('volume'),
    ...(key === undefined
      ? []
      : [need(action, call.arn('ec2', `key-pair/${key}`), { context: region, knows })]),
    ...(byTemplate && !has('launch-template') ? [any('launch-template')] : []),
    ...(given === undefined && profile !== undefined ? passProfile(profile, world.directory) : []),
    ...tagging(call, ['instance', 'volume'], tags, region),
  ];
}

function profileArn(call: Call, profile: string): string {
  return profile.startsWith('arn:') ? profile : `arn:aws:iam::${call.account}:instance-profile/${profile}`;
}

async function existingNeeds(
  call: Call,
  world: World,
  action: string,
  ids: readonly string[],
  context: RequestContext,
  knows = KNOWS,
): Promise<Need[]> {
  if (ids.length === 0) return [];
  const tags = await world.ec2Tags(ids);
  return ids.map((id) =>
    need(action, arnOf(call, id), {
      context: { ...context, ...resourceTags(tags.get(id) ?? {}, 'ec2') },
      knows,
    }),
  );
}

function vagueToo(action: string, existing: Need[], context: RequestContext): Need[] {
  return existing.length > 0
    ? existing.map((one) => ({ ...one, exact: false }))
    : [vague(action, { context, knows: KNOWS })];
}

/** Tags on creation are ec2:CreateTags with ec2:CreateAction. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html */
function tagging(call: Call, types: string[], tags: Record<string, string>, context: RequestContext): Need[] {
  if (Object.keys(tags).length === 0) return [];
  const named = call.matching(/^TagSpecification\.\d+\.ResourceType$/).map(([, type]) => type);
  const asked = named.length > 0 ? named : types.slice(0, 1);
  const made = { ...context, ...requestTags(tags), 'ec2:CreateAction': call.operation.operation };
  return [...new Set(asked)].map((type) =>
    need('ec2:CreateTags', call.arn('ec2', `${type}/*`), { context: made, knows: KNOWS }),
  );
}

function tagSpecification(call: Call): Record<string, string> {
  const tags: [string, string][] = [];
  for (const [name, key] of call.matching(/^TagSpecification\.\d+\.Tag\.\d+\.Key$/)) {
    tags.push([key, call.text(name.replace(/Key$/, 'Value')) ?? '']);
  }
  return Object.fromEntries(tags);
}

/** Every id that a call names, in any parameter but those that only filter. */
function idsOf(call: Call): string[] {
  const ids = call
    .matching(/^(?!Filter\.|ClientToken|UserData|TagSpecification|Tag\.)/)
    .map(([, value]) => value);
  return [...new Set(ids.filter((id) => /^[a-z]+-[0-9a-f]{8,17}$/.test(id) && typeOf(id) !== undefined))];
}

function typeOf(id: string): string | undefined {
  const prefix = id.slice(0, id.indexOf('-'));
  return Object.hasOwn(TYPES, prefix) ? TYPES[prefix] : undefined;
}

/** Images and snapshots belong to whoever shared them, so their ARNs have no account. */
function arnOf(call: Call, id: string): string {
  const type = typeOf(id) ?? '*';
  const account = type === 'image' || type === 'snapshot' ? '' : call.account;
  return `arn:aws:ec2:${call.region}:${account}:${type}/${id}`;
}
