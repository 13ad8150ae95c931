import type { ConnectionReply } from '../contract/index.ts';

/**
 * AWS CLI before 2.13 (1.29) does not know AWS_ENDPOINT_URL and would silently call AWS itself; Debian 12 still ships 2.9.
 * In a shell that finds such a CLI, `aws` becomes a function that names the sandbox in every call.
 */
export const OLD_CLI = {
  bash: `case "$(aws --version 2>&1)" in aws-cli/1.?.*|aws-cli/1.1?.*|aws-cli/1.2[0-8].*|aws-cli/2.?.*|aws-cli/2.1[0-2].*) aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; };; esac`,
  fish: String.raw`if string match -qr '^aws-cli/(1\.(\d|1\d|2[0-8])|2\.(\d|1[0-2]))\.' -- (aws --version 2>&1); function aws; command aws --endpoint-url $AWS_ENDPOINT_URL $argv; end; end`,
  powershell: String.raw`if ((aws --version 2>&1 | Out-String) -match '^aws-cli/(1\.(\d|1\d|2[0-8])|2\.(\d|1[0-2]))\.') { function aws { & (Get-Command aws -CommandType Application | Select-Object -First 1) --endpoint-url $env:AWS_ENDPOINT_URL @args } }`,
};

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
    bash: `unset AWS_SESSION_TOKEN\n${lines((name, value) => `export ${name}='${value.replaceAll("'", String.raw`'\''`)}'`)}\n${OLD_CLI.bash}\n`,
    // fish knows \\ and \' inside single quotes.
    fish: `set -e AWS_SESSION_TOKEN\n${lines((name, value) => `set -gx ${name} '${value.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`)}\n${OLD_CLI.fish}\n`,
    // PowerShell doubles quotes, straight and curly ones alike.
    powershell: `Remove-Item Env:AWS_SESSION_TOKEN -ErrorAction SilentlyContinue\n${lines((name, value) => `$env:${name} = '${value.replace(/['‘’‚‛]/g, '$&$&')}'`)}\n${OLD_CLI.powershell}\n`,
  };
}
