/** Could a script that runs here cost somebody money? */
import { identifyEndpoint, isAwsHost } from './identify.ts';

/** What emulators call the account of keys that they do not know: AWS gives these numbers to nobody's account. */
const INVENTED = new Set(['000000000000', '123456789012']);

/**
 * Whether the keys may belong to an account at AWS. Not decided by the host name alone: a proxy, a VPC endpoint or a tunnel has one
 * of its own. An address counts as an emulator when the program behind it says so, or when its account is one that AWS gives to
 * nobody; everything else could be AWS.
 *
 * @param account of sts:GetCallerIdentity
 */
export async function mayBeReal(endpoint: string | null, account: string, ca?: string): Promise<boolean> {
  if (endpoint === null || isAwsHost(endpoint)) return true;
  if (INVENTED.has(account)) return false;
  const { program } = await identifyEndpoint(endpoint, ca);
  return program === 'unknown' || program === 'aws-emulator';
}
