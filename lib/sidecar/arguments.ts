/** Checks of arguments: each names the argument, its value and the rule. */
import { shownSafely, typeName } from './value-shape';

export function requirePort(name: string, port: number): void {
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`${name}: ${shownSafely(port)} is not a port: it must be a whole number from 1 to 65535`);
  }
}

export function requireSeconds(name: string, seconds: number): void {
  if (!Number.isInteger(seconds) || seconds < 0) {
    throw new Error(`${name}: ${shownSafely(seconds)} is not a time in seconds: it must be a whole number of at least 0`);
  }
}

/** A ratio as exact decimal text: 0.1 is "0.1", and never a binary fraction. */
export function requireRatio(name: string, ratio: number, most?: number): string {
  const text = typeof ratio === 'number' ? String(ratio) : '';
  if (!/^\d+(\.\d+)?$/.test(text) || ratio <= 0 || (most !== undefined && ratio > most)) {
    const upTo = most === undefined ? '' : ` and at most ${most}`;
    throw new Error(`${name}: ${shownSafely(ratio)} is not a share: it must be a decimal number above 0${upTo}, with no exponent`);
  }
  return text;
}

export function requireAbsolutePath(name: string, path: string): void {
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw new Error(`${name}: ${typeof path === 'string' ? `"${path}"` : typeName(path)} is not an absolute path: it must begin with "/"`);
  }
}

export function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw new Error(`${name}: ${shownSafely(value)} must be text that is not empty`);
}
