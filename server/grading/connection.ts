import type { ConnectionReply } from '../contract/index.ts';

/**
 * Lines that set environment variables in a shell, quoted so that no value is read as anything but text. A session token
 * left over from real credentials would spoil every signature, so it is taken away.
 */
export function shellExports(variables: Readonly<Record<string, string>>): ConnectionReply['exports'] {
  const lines = (one: (name: string, value: string) => string): string =>
    Object.entries(variables)
      .map(([name, value]) => one(name, value))
      .join('\n');
  return {
    // Inside single quotes POSIX shells know no escape: a quote ends them, is written escaped, and begins them again.
    bash: `unset AWS_SESSION_TOKEN\n${lines((name, value) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`)}\n`,
    // fish knows \\ and \' inside single quotes.
    fish: `set -e AWS_SESSION_TOKEN\n${lines((name, value) => `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`)}\n`,
    // PowerShell doubles quotes, straight and curly ones alike.
    powershell: `Remove-Item Env:AWS_SESSION_TOKEN -ErrorAction SilentlyContinue\n${lines((name, value) => `$env:${name} = '${value.replace(/['‘’‚‛]/g, '$&$&')}'`)}\n`,
  };
}
