import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Authority {
  /** Its own certificate, PEM: what a bundle holds. */
  ca: string;
  /** A certificate for a server, signed by it. @param host an IP address or a name; @param days from now, negative for one that is over */
  issue(host: string, days?: number): { key: string; cert: string };
}

/** A certificate authority of one's own, as AWS Emulator makes one at every start. Needs openssl. */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'authority-'));
  const at = (name: string): string => join(folder, name);
  const read = (name: string): string => readFileSync(at(name), 'utf8');
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'pipe' });
  openssl(
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=Test authority',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  const ca = read('ca.pem');
  const caKey = read('ca.key');
  rmSync(folder, { recursive: true });
  return {
    ca,
    issue: (host, days = 1) => {
      const own = mkdtempSync(join(tmpdir(), 'certificate-'));
      const file = (name: string): string => join(own, name);
      const kind = /^[\d.]+$/.test(host) ? 'IP' : 'DNS';
      writeFileSync(file('ca.pem'), ca);
      writeFileSync(file('ca.key'), caKey);
      writeFileSync(file('names'), `subjectAltName=${kind}:${host}\n`);
      openssl(
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-subj',
        '/CN=server',
        '-keyout',
        file('key'),
        '-out',
        file('csr'),
      );
      openssl(
        'x509',
        '-req',
        '-in',
        file('csr'),
        '-CA',
        file('ca.pem'),
        '-CAkey',
        file('ca.key'),
        '-CAcreateserial',
        '-days',
        String(days),
        '-extfile',
        file('names'),
        '-out',
        file('cert'),
      );
      const made = { key: readFileSync(file('key'), 'utf8'), cert: readFileSync(file('cert'), 'utf8') };
      rmSync(own, { recursive: true });
      return made;
    },
  };
}
