import { called } from './about';
import { Rule } from './rule';

/** Ends of variable names that stand for something to keep. */
const SECRET_NAME = /(?:^|_)(?:PASSWORD|PASSWD|SECRET|SECRET_KEY|API_?KEY|ACCESS_KEY|PRIVATE_KEY|TOKEN|CREDENTIALS?)$/i;
/** A path, an address, a reference to another variable, a switch or a number is no secret. */
const HARMLESS = /^(?:\/|[a-z][a-z0-9+.-]*:\/\/[^@]*$|.*\$\(|true$|false$|\d*$)/i;

/** Whoever may read the workload may read its variables; only Secrets can be kept from them. */
export const secretInPlainText: Rule = {
  code: 'secret-in-plain-text',
  severity: 'warning',
  summary: 'A sidecar\'s variable that is called like a secret has its value in plain text.',
  source: 'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
  checkTexts: (c) => (c.isWritten ? c.container.env ?? [] : []).flatMap((e) => {
    if (typeof e.value !== 'string' || !SECRET_NAME.test(e.name) || HARMLESS.test(e.value)) return [];
    return [{
      at: `${c.at}.env[${e.name}]`,
      message: `${called(c)} gets ${e.name} as plain text, for everyone to read who may read the workload`,
      mend: 'put it into a Secret, and use EnvSource.secret(name, key)',
    }];
  }),
};
