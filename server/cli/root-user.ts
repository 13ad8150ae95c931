import { serverRecord } from './local-server.ts';
import { adminCall, type AdminOptions } from './sandbox-admin.ts';

/**
 * How a script changes the root user at this address; undefined where it is no sandbox that this shell may administer (then
 * the script leaves the step out).
 */
export function rootUserAt(
  options: AdminOptions & { 'endpoint-url': string },
  account: string,
): ((change: { assignMfa: boolean; deleteKeys: boolean }) => Promise<void>) | undefined {
  const hasToken = (options['admin-token'] ?? process.env['GROUNDSCHOOL_ADMIN_TOKEN']) !== undefined;
  const own = serverRecord()?.sandbox?.endpoint;
  const origin = (url: string): string => new URL(url).origin.replace('//localhost', '//127.0.0.1');
  if (!hasToken && (own === undefined || origin(own) !== origin(options['endpoint-url']))) return undefined;
  return async (change) => {
    await adminCall(options, 'POST', `/accounts/${account}/root`, change);
  };
}
