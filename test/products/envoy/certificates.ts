import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';

export interface KeyPair {
  cert: string;
  key: string;
}

/** An authority for one test, made with the openssl program. */
export class Authority {
  private readonly dir = mkdtempSync(join(tmpdir(), 'ca-'));
  public readonly cert: string;

  constructor(name: string = 'ca') {
    this.openssl('-keyout', 'ca.key', '-out', 'ca.crt', '-subj', `/CN=${name}`, '-addext', 'keyUsage=keyCertSign');
    this.cert = readFileSync(join(this.dir, 'ca.crt'), 'utf8');
  }

  /** @param names e.g. `DNS:localhost`, `URI:spiffe://example.org/a` */
  public issue(...names: string[]): KeyPair {
    this.openssl('-CA', 'ca.crt', '-CAkey', 'ca.key', '-keyout', 'k', '-out', 'c', '-subj', '/CN=leaf', '-addext', `subjectAltName=${names.join(',')}`,
      '-addext', 'basicConstraints=critical,CA:FALSE');
    return { cert: readFileSync(join(this.dir, 'c'), 'utf8'), key: readFileSync(join(this.dir, 'k'), 'utf8') };
  }

  public remove(): void {
    rmSync(this.dir, { recursive: true });
  }

  private openssl(...args: string[]): void {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', ...args], { cwd: this.dir, stdio: 'pipe' });
  }
}

/**
 * A mounted Secret, written as the kubelet does it: files are links into `..data`, which is replaced by a rename.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/volume/util/atomic_writer.go
 */
export class SecretVolume {
  private generation = 0;

  constructor(private readonly dir: string, files: Record<string, string>) {
    mkdirSync(dir, { recursive: true });
    this.replace(files);
    for (const file of Object.keys(files)) symlinkSync(join('..data', file), join(dir, file));
  }

  public replace(files: Record<string, string>): void {
    const next = `..generation_${++this.generation}`;
    mkdirSync(join(this.dir, next));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(this.dir, next, file), text);
    symlinkSync(next, join(this.dir, '..data_tmp'));
    renameSync(join(this.dir, '..data_tmp'), join(this.dir, '..data'));
  }
}

export const tlsSecret = (pair: KeyPair, ca?: string): Record<string, string> => ({ 'tls.crt': pair.cert, 'tls.key': pair.key, ...(ca ? { 'ca.crt': ca } : {}) });
