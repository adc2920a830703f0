/**
 * Prints values as HCL of the first version. Not as JSON, which its parser takes as well, but for lists inside of
 * objects inside of lists.
 * https://github.com/hashicorp/hcl/tree/v1.0.0#syntax
 */
export function printHcl(config: Record<string, any>): string {
  return Object.entries(config).map(([key, value]) => `${key} = ${print(value, '')}\n`).join('');
}

/** A number that is printed in octal, as modes of files are read. */
export class Octal {
  constructor(public readonly value: number) {}
}

function print(value: any, indent: string): string {
  if (value instanceof Octal) return `0${value.value.toString(8)}`;
  if (Array.isArray(value)) return `[${value.map((v) => print(v, indent)).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const deeper = `${indent}  `;
    return `{\n${Object.entries(value).map(([k, v]) => `${deeper}${k} = ${print(v, deeper)}\n`).join('')}${indent}}`;
  }
  // Escapes of JSON are escapes of HCL, too.
  return JSON.stringify(value);
}
