/**
 * What the API server would say, in its own form: a type, a field and a detail.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.4/staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go
 */

/** Upstream's cause types, as `kubectl create -o json` shows them in `details.causes[].reason`. */
export type IssueType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueDuplicate'
  | 'FieldValueNotFound'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong';

/** One reason for which the API server would refuse an object. */
export interface ValidationIssue {
  readonly type: IssueType;
  /** "spec.template.spec.containers[0].name", exactly as the API server names it, its oddities included. */
  readonly field: string;
  /** `Invalid value: "App": ...`, in upstream's style; rules of names say how to mend them. */
  readonly detail: string;
}

/** Collects issues in the order in which they are found. */
export class Issues {
  public readonly list: ValidationIssue[] = [];

  public required(field: string, message = ''): void {
    this.add('FieldValueRequired', field, message ? `Required value: ${message}` : 'Required value');
  }

  public invalid(field: string, value: unknown, message: string): void {
    this.add('FieldValueInvalid', field, `Invalid value: ${show(value)}: ${message}`);
  }

  public duplicate(field: string, value: unknown): void {
    this.add('FieldValueDuplicate', field, `Duplicate value: ${show(value)}`);
  }

  public notFound(field: string, value: unknown): void {
    this.add('FieldValueNotFound', field, `Not found: ${show(value)}`);
  }

  public notSupported(field: string, value: unknown, supported: readonly string[]): void {
    this.add('FieldValueNotSupported', field,
      `Unsupported value: ${show(value)}: supported values: ${[...supported].sort().map(show).join(', ')}`);
  }

  public forbidden(field: string, message: string): void {
    this.add('FieldValueForbidden', field, `Forbidden: ${message}`);
  }

  public tooLong(field: string, bytes: number): void {
    this.add('FieldValueTooLong', field, `Too long: may not be more than ${bytes} bytes`);
  }

  /** Notes what a check of a name or number says, if it says anything. */
  public check(field: string, value: unknown, broken: string | undefined): void {
    if (broken !== undefined) {
      this.invalid(field, value, broken);
    }
  }

  private add(type: IssueType, field: string, detail: string): void {
    this.list.push({ type, field, detail });
  }
}

/** The rule that a number breaks if it is not between two others (InclusiveRangeError). */
export function outside(value: number, least: number, most: number): string | undefined {
  return value >= least && value <= most ? undefined : `must be between ${least} and ${most}, inclusive`;
}

/** The rule for relative paths that stay inside (validateLocalDescendingPath), if it is broken. */
export function notDescending(path: string): string | undefined {
  if (path.startsWith('/')) {
    return 'must be a relative path';
  }
  return backsteps(path);
}

/** The rule against ".." (validatePathNoBacksteps), if it is broken. */
export function backsteps(path: string): string | undefined {
  return path.split('/').includes('..') ? "must not contain '..'" : undefined;
}

/** The rule for files inside a volume (ValidateLocalNonReservedPath), if it is broken. */
export function reservedPath(path: string): string | undefined {
  return notDescending(path) ?? (path.startsWith('..') ? "must not start with '..'" : undefined);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? '""';
}
