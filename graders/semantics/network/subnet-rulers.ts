/** Which route table and which network ACL rule a subnet, worked out once for a network. */
import type { EffectiveTable, NetworkAcl, RouteTable, Subnet } from './types.ts';

type ById<T> = ReadonlyMap<string, T>;

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html */
export function tablesBySubnet(
  subnets: ById<Subnet>,
  tables: ById<RouteTable>,
  notRead: boolean,
): ReadonlyMap<string, EffectiveTable> {
  const construct = notRead ? 'not-read:RouteTables' : 'route-table';
  return new Map(
    [...subnets.values()].map(({ id, vpcId }) => {
      const own = [...tables.values()].filter((table) => table.vpcId === vpcId);
      const explicit = own.find((table) => table.subnets.get(id) === 'associated');
      const table = explicit ?? own.find(({ main }) => main);
      const waits = own.some((one) => one.subnets.get(id) === 'associating');
      return [
        id,
        {
          table,
          how: explicit === undefined ? 'main' : 'explicit',
          pending: waits && explicit === undefined ? 'associating' : undefined,
          doubts: table === undefined ? [{ construct, resource: id }] : [],
        },
      ];
    }),
  );
}

/** The ACL associated with a subnet, else the VPC's default one (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html). */
export function aclsBySubnet(subnets: ById<Subnet>, acls: ById<NetworkAcl>): ReadonlyMap<string, NetworkAcl> {
  const all = [...acls.values()];
  return new Map(
    [...subnets.values()].flatMap(({ id, vpcId }) => {
      const acl =
        all.find(({ subnetIds }) => subnetIds.includes(id)) ??
        all.find((one) => one.isDefault && one.vpcId === vpcId);
      return acl === undefined ? [] : [[id, acl] as const];
    }),
  );
}
