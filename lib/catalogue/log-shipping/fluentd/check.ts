/** A parameter that Fluentd does not know is only a warning of it, in a log that nobody reads. */
import { Element, isVariable } from './elements';
import { BUFFER_PARAMETERS, OUTPUT_PARAMETERS, PARAMETERS } from './parameters';
import { FLUENTD } from './product';

const EVERYWHERE = ['@type', '@id', '@label', '@log_level'];
const SECRET = /(password|secret|token|api_key|shared_key|sec_key|private_key_passphrase)$/;

/** @param ownImage the user brings an image, which may have plugins that are not known here */
export function checkFluentd(elements: readonly Element[], ownImage: boolean, path = ''): void {
  const seen: Record<string, number> = {};
  for (const e of elements) {
    const n = seen[e.name] = (seen[e.name] ?? -1) + 1;
    const at = `${path}${path ? '.' : ''}${e.name}[${n}]`;
    refusePlainSecrets(e, at);
    if (e.name === 'source' || e.name === 'filter' || e.name === 'match' || e.name === 'store') checkPlugin(e, at, ownImage);
    if (e.name === 'label') checkFluentd(e.children, ownImage, at);
  }
  const patterns = elements.filter((e) => e.name === 'match').map((e) => e.arg);
  if (patterns.some((p, i) => patterns.indexOf(p) !== i)) {
    throw new Error(`${path || 'config'}: two <match> of one pattern, of which the second never gets a record: join them by "copy", or narrow one`);
  }
}

function checkPlugin(e: Element, at: string, ownImage: boolean): void {
  const type = e.params['@type'];
  if (typeof type !== 'string') throw new Error(`${at}.$type: is missing: name the plugin`);
  if (e.name !== 'source' && e.name !== 'store' && !e.arg) throw new Error(`${at}.$tag: is missing, so that no record matches: give a pattern, e.g. "logs.**"`);
  const known = PARAMETERS[type];
  if (known === undefined) {
    if (ownImage) return;
    throw new Error(`${at}.$type: "${type}" is not among the plugins that are known to be in the image: give an image of your own that has it`);
  }
  const allowed = [...EVERYWHERE, ...known.split(' '), ...(e.name === 'match' || e.name === 'store' ? OUTPUT_PARAMETERS.split(' ') : [])];
  for (const key of [...Object.keys(e.params), ...e.children.map((c) => c.name)]) {
    if (!allowed.includes(key)) throw new Error(`${at}.${key}: is no parameter of "${type}", and ${FLUENTD.name} would only warn of it: correct its spelling, or leave it out`);
  }
  for (const c of e.children) {
    if (c.name === 'store') checkPlugin(c, `${at}.store`, ownImage);
    if (c.name !== 'buffer') continue;
    const buffer = BUFFER_PARAMETERS.split(' ');
    for (const key of Object.keys(c.params)) {
      if (!buffer.includes(key)) throw new Error(`${at}.buffer.${key}: is no parameter of a buffer, and ${FLUENTD.name} would only warn of it: correct its spelling, or leave it out`);
    }
  }
}

function refusePlainSecrets(e: Element, at: string): void {
  for (const [key, value] of Object.entries(e.params)) {
    if (SECRET.test(key) && value !== undefined && !isVariable(value)) {
      throw new Error(`${at}.${key}: would stand in a ConfigMap as plain text: give it by the output's own properties, as EnvSource.secret()`);
    }
  }
  e.children.forEach((c) => refusePlainSecrets(c, `${at}.${c.name}`));
}
