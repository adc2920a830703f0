/**
 * A validation plugin for the cdk8s CLI: every `cdk8s synth` checks all manifests that it wrote, those of charts and
 * workloads that this library did not touch included. In cdk8s.yaml:
 *
 *     validations:
 *       - package: ./node_modules/cdk8s-sidecars/build/plugin
 *         class: PodValidation
 *         version: 1.0.0
 *         properties:
 *           strict: true
 *
 * A path, since the CLI would install a package that it gets by name once more into a folder of its own; of a path it
 * does not look at the version, and only wants one that is no range.
 * https://cdk8s.io/docs/latest/cli/synth/#validations
 */
import { readProperties } from './properties';
import { ValidationContext, Violation } from './validation-context';
import { violationsOf } from './violations';
import { analyzeObjects, itemsOf } from '../report/analyze-objects';

export class PodValidation {
  private readonly properties: ReturnType<typeof readProperties>;

  public constructor(properties: Record<string, unknown> = {}) {
    this.properties = readProperties(properties);
  }

  public async validate(context: ValidationContext): Promise<void> {
    const { strict, target } = this.properties;
    const objects = context.manifests.flatMap((manifest) => parse(context, manifest).map((object) => ({ object, origin: manifest })));
    const workloads = analyzeObjects(objects, target === undefined ? {} : { target });
    const violations = violationsOf(workloads);
    for (const { severity: _, ...violation } of violations) context.report.addViolation(violation);
    const fails = (v: Violation) => v.severity === 'error' || (strict && v.severity === 'warning');
    const count = (severity: string) => String(violations.filter((v) => v.severity === severity).length);
    context.report.submit(violations.some(fails) ? 'failure' : 'success', {
      Workloads: String(workloads.length),
      Errors: count('error'),
      Warnings: count('warning'),
      Acknowledged: String(workloads.flatMap((w) => w.findings).filter((f) => f.acknowledged !== undefined).length),
    });
  }
}

function parse(context: ValidationContext, manifest: string) {
  try {
    return context.parseManifest(manifest).flatMap(itemsOf);
  } catch (error) {
    throw new Error(`${manifest}: can't be read: ${(error as Error).message}`, { cause: error });
  }
}
