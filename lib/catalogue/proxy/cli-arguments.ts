import { ENVOY } from './envoy';
import { refuse } from '../common/arguments';

/** Arguments of the user's own. A flag that is given twice ends Envoy at its start; these are the library's already. */
export function checkExtraArgs(extra: string[]): string[] {
  const seen = new Set<string>();
  extra.forEach((argument, i) => {
    const path = `extraArgs[${i}]`;
    if (typeof argument !== 'string' || argument === '') refuse(path, argument, 'is empty', 'leave it out');
    if (!/^-/.test(argument) || /^-\d/.test(argument)) return;
    const given = argument.split('=')[0];
    const flag = ENVOY.shortFlags[given] ?? given;
    if ((ENVOY.flags as readonly string[]).includes(flag)) {
      refuse(path, argument, 'is given by the library, and Envoy ends at a flag given twice', MENDS[flag] ?? 'leave it out');
    }
    if (seen.has(flag) && flag !== '--stats-tag') refuse(path, argument, 'is given twice, at which Envoy ends', 'give it once');
    if (flag === '--log-format') refuse(path, argument, 'excludes the JSON log that the configuration asks for', 'set application_log_config in extraConfig');
    if (flag === '--mode') refuse(path, argument, 'would make the proxy end after a check', 'leave it out');
    seen.add(flag);
  });
  return [...extra];
}

const MENDS: Record<string, string> = {
  '--config-path': 'use extraConfig to change the configuration',
  '--config-yaml': 'use extraConfig to change the configuration',
  '--concurrency': 'set the CPU limit in resources: the number of threads follows it',
  '--log-level': 'use logLevel',
};
