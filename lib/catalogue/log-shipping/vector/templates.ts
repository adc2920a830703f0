import { VECTOR } from './product';

/** Fixed text where Vector would read a template: `{{ field }}` and, for times, `%Y`. */
export function template(path: string, value: string): string {
  if (/\{\{|%/.test(value)) {
    throw new Error(`${path}: "${value}" has "{{" or "%", which ${VECTOR.name} reads as a template: write it without`);
  }
  return value;
}

/** The value of a field. */
export function templateField(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) ? `{{ ${name} }}` : `{{ "${name}" }}`;
}
