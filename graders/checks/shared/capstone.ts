/** What several tasks of the capstone look at. */
import type { Instance } from '../../reads/ec2-instances.ts';

const LIVE: ReadonlySet<string | null> = new Set(['pending', 'running', 'stopping', 'stopped']);

/** The machines of a name that are not gone. */
export function trainersNamed(all: readonly Instance[] | undefined, name: string): Instance[] {
  return (all ?? []).filter(
    ({ State, Tags }) => LIVE.has(State) && Tags.some(({ Key, Value }) => Key === 'Name' && Value === name),
  );
}

/** Where an instance stands in the answer of the AWS CLI. */
export const instancePath = (id: string, path: string): string =>
  `Reservations[].Instances[?InstanceId=='${id}'] | [0].${path}`;
