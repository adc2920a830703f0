/**
 * What the cdk8s CLI hands to a plugin, as far as it is used: the CLI is no dependency of this library.
 * https://github.com/cdk8s-team/cdk8s-cli/blob/2.x/src/plugins/validation.ts
 */
export interface ValidationContext {
  readonly manifests: readonly string[];
  readonly report: ValidationReport;
  parseManifest(path: string): any[];
}

export interface ValidationReport {
  addViolation(violation: ReportedViolation): void;
  submit(status: 'success' | 'failure', metadata?: { readonly [key: string]: string }): void;
}

export interface ReportedViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: ViolatingResource[];
}

export interface ViolatingResource {
  /** `metadata.name`: the CLI looks up the construct by it. */
  readonly resourceName: string;
  readonly locations: string[];
  readonly manifestPath: string;
}

export interface Violation extends ReportedViolation {
  readonly severity: 'error' | 'warning';
}
