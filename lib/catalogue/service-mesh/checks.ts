/** Checks of arguments, each naming the argument, its value, the rule and the mend. */
import { isIP } from 'node:net';
import { Duration } from 'cdk8s';
import { refuse, requirePort } from '../common/arguments';

export { refuse, requirePort };

/** A list as injectors read it: no port twice, and never an empty list, which would switch redirection off. */
export function portList(argument: string, ports: readonly number[] | undefined): string | undefined {
  if (ports === undefined) return undefined;
  if (ports.length === 0) refuse(argument, '[]', 'is empty', 'leave it out');
  ports.forEach((port, i) => {
    requirePort(`${argument}[${i}]`, port);
    if (ports.indexOf(port) !== i) refuse(`${argument}[${i}]`, port, 'stands twice', 'name each port once');
  });
  return ports.join(',');
}

/** Address ranges in CIDR form. */
export function rangeList(argument: string, ranges: readonly string[] | undefined): string | undefined {
  if (ranges === undefined) return undefined;
  if (ranges.length === 0) refuse(argument, '[]', 'is empty', 'leave it out');
  ranges.forEach((range, i) => {
    const [address, bits, ...rest] = String(range).split('/');
    const family = isIP(address);
    if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits ?? '') || Number(bits) > (family === 4 ? 32 : 128)) {
      refuse(`${argument}[${i}]`, range, 'is not a range of addresses', 'write it as CIDR, e.g. "10.96.0.0/12"');
    }
  });
  return ranges.join(',');
}

/** Whole seconds: what both products take for a drain. */
export function wholeSeconds(argument: string, time: Duration): number {
  const seconds = time.toMilliseconds({ integral: false }) / 1000;
  if (!Number.isInteger(seconds) || seconds < 1) refuse(argument, `${seconds} s`, 'is not a time of whole seconds above 0', 'give e.g. Duration.seconds(5)');
  return seconds;
}

/** Whole milliseconds above 0. */
export function wholeMillis(argument: string, time: Duration): number {
  const millis = time.toMilliseconds({ integral: false });
  if (!Number.isInteger(millis) || millis < 1) refuse(argument, `${millis} ms`, 'is not a time of whole milliseconds above 0', 'give e.g. Duration.millis(250)');
  return millis;
}

export function requireOneOf(argument: string, value: string, allowed: readonly string[]): string {
  if (!allowed.includes(value)) refuse(argument, value, 'is not known', `use one of ${allowed.join(', ')}`);
  return value;
}
