import { execFileSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

export interface KeyPair {
  cert: string;
  key: string;
}

/** An authority for one test, made with the openssl program. */
export class Authority {
  public readonly cert: string;
  private readonly dir = mkdtempSync(join(tmpdir(), 'ca-'));

  constructor(name: string = 'ca') {
    this.openssl('-keyout', 'ca.key', '-out', 'ca.crt', '-subj', `/CN=${name}`, '-addext', 'keyUsage=keyCertSign');
    this.cert = readFileSync(join(this.dir, 'ca.crt'), 'utf8');
  }

  /** @param subject e.g. `/O=shop/CN=frontend`; @param names e.g. `DNS:localhost` */
  public issue(subject: string, ...names: string[]): KeyPair {
    this.openssl('-CA', 'ca.crt', '-CAkey', 'ca.key', '-keyout', 'k', '-out', 'c', '-subj', subject,
      ...(names.length ? ['-addext', `subjectAltName=${names.join(',')}`] : []), '-addext', 'basicConstraints=critical,CA:FALSE');
    return { cert: readFileSync(join(this.dir, 'c'), 'utf8'), key: readFileSync(join(this.dir, 'k'), 'utf8') };
  }

  public remove(): void {
    rmSync(this.dir, { recursive: true });
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...args], { cwd: this.dir, stdio: 'pipe' });
  }
}
