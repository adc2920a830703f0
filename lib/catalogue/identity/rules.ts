import { SPIFFE_HELPER } from './data';
import { HelperPart } from './helper-config';
import { requireText } from '../common/texts';

/** Each file has a name of its own, without a directory: the helper joins it to its own. */
export function requireFileNames(part: HelperPart): void {
  const names: Array<[string, string | undefined]> = [
    ['certificateFile', part.certificateFile], ['keyFile', part.keyFile], ['bundleFile', part.bundleFile], ['jwtBundleFile', part.jwtBundleFile],
    ...part.jwts.map((jwt, i): [string, string] => [`jwtSvids[${i}].fileName`, jwt.fileName]),
  ];
  const seen = new Map<string, string>();
  for (const [argument, name] of names) {
    if (name === undefined) continue;
    if (!/^[A-Za-z0-9._-]+$/.test(name) || name === '.' || name === '..') {
      throw new Error(`${argument}: "${name}" is not the name of a file: letters, digits, ".", "_" and "-", without a directory`);
    }
    const other = seen.get(name);
    if (other) throw new Error(`${argument}: "${name}" is the file of ${other}, too: the two would overwrite each other`);
    seen.set(name, argument);
  }
}

/** "${" begins an expression of HCL, which the helper does not evaluate. */
export function requirePlain(argument: string, text: string): void {
  requireText(argument, text);
  if (text.includes('${')) throw new Error(`${argument}: "${text}" must not contain "\${": the helper's configuration takes it for an expression`);
}

/** Refuses what the helper does not know, or can't do in an image without a shell and beside an app in another container. */
export function requireHelperConfiguration(extra: { [key: string]: any }): void {
  const { ownKeys, extraKeys } = SPIFFE_HELPER;
  for (const [key, value] of Object.entries(extra)) {
    if (['cmd', 'cmd_args', 'pid_file_name', 'renew_signal'].includes(key)) {
      throw new Error(`extraConfiguration: "${key}" would run or signal in the helper's own container, where the app is not: use "notify"`);
    }
    if ((ownKeys as readonly string[]).includes(key)) throw new Error(`extraConfiguration: "${key}" is written by this library: use the typed option for it`);
    if (!(extraKeys as readonly string[]).includes(key)) {
      throw new Error(`extraConfiguration: "${key}" is unknown to spiffe-helper 0.11.0, which would end at once: one of ${extraKeys.join(', ')}`);
    }
    if (!Number.isInteger(value) || !/^[67][0-7][0-7]$/.test(value.toString(8))) {
      throw new Error(`extraConfiguration.${key}: ${JSON.stringify(value)} must be a mode as a number that lets the owner read and write (0o644)`);
    }
  }
}
