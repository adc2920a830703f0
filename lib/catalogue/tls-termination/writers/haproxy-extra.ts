/** Lines of the user's own. */
import { refuse } from '../../common/arguments';
import type { HaproxyExtraConfig } from '../tls-engine';

const SECTIONS = ['global', 'defaults', 'frontend', 'backend'] as const;

/** What would begin another section, or say again what the library says. */
const OWN: Record<string, string> = {
  'global': 'give its lines in extraConfig.global',
  'defaults': 'give its lines in extraConfig.defaults',
  'frontend': 'give its lines in extraConfig.frontend',
  'backend': 'give its lines in extraConfig.backend',
  'listen': 'leave it out: sections of your own cannot be given',
  'bind': 'use port, certificate, clients and profile',
  'mode': 'use protocol',
  'server': 'use appPort',
  'default_backend': 'use appPort',
  'daemon': 'leave it out: the container would end',
  'master-worker': 'leave it out: it is one already',
  'user': 'leave it out: it runs as a user without rights',
  'group': 'leave it out: it runs as a user without rights',
  'uid': 'leave it out: it runs as a user without rights',
  'gid': 'leave it out: it runs as a user without rights',
  'chroot': 'leave it out: it needs a capability',
  'nbthread': 'set the CPU limit in resources: the number of threads follows it',
  'maxconn': 'use maxConnections',
  'ssl-default-bind-options': 'use profile',
  'ssl-default-bind-ciphers': 'use profile',
  'ssl-default-bind-ciphersuites': 'use profile',
};

export function checkHaproxyExtra(extra: HaproxyExtraConfig): void {
  for (const section of SECTIONS) {
    extra[section]?.forEach((line, i) => {
      const path = `extraConfig.${section}[${i}]`;
      // eslint-disable-next-line no-control-regex
      if (typeof line !== 'string' || line.trim() === '' || /[\u0000-\u0008\u000a-\u001f]/.test(line)) {
        refuse(path, line, 'is not one line', 'give each line as a text of its own');
      }
      const mend = OWN[line.trim().split(/\s+/)[0]];
      if (mend) refuse(path, line, 'is the library\'s to say', mend);
    });
  }
}
