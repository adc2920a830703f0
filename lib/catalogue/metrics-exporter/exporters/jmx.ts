import { Yaml } from 'cdk8s';
import { refuse, requirePort } from '../../common/arguments';
import { requireObjectName } from '../../common/object-names';
import { JMX_EXPORTER } from '../data/jmx';
import { JmxExporterOptions } from '../exporter-options';
import { ExporterPart } from '../exporter-part';

export function jmxExporter(options: JmxExporterOptions): ExporterPart {
  const { image, jar = JMX_EXPORTER.jar, jmxPort = JMX_EXPORTER.jmxPort, rules, includeBeans, configSecret } = options;
  requirePort('jmxPort', jmxPort);
  if (!jar.startsWith('/')) refuse('jar', jar, 'is not an absolute path', 'write where the jar is in the image');
  if (configSecret !== undefined) {
    requireObjectName('configSecret', configSecret);
    for (const name of ['rules', 'includeBeans', 'jmxPort'] as const) {
      if (options[name] !== undefined) refuse(name, JSON.stringify(options[name]), 'has no effect beside configSecret', 'write it in the Secret');
    }
  }
  const { configDirectory, configFile, heapPercent } = JMX_EXPORTER;
  for (const [i, rule] of (rules ?? []).entries()) {
    if (typeof rule.pattern !== 'string') refuse(`rules[${i}].pattern`, JSON.stringify(rule.pattern), 'is not text', 'write a regular expression');
  }
  const config = {
    hostPort: `127.0.0.1:${jmxPort}`,
    ...(includeBeans ? { includeObjectNames: [...includeBeans] } : {}),
    rules: structuredClone(rules ?? [{ pattern: '.*' }]),
  };
  return {
    ...JMX_EXPORTER,
    image,
    command: ['java'],
    args: [`-XX:MaxRAMPercentage=${heapPercent}`, '-XX:+ExitOnOutOfMemoryError', '-jar', jar, String(JMX_EXPORTER.port), `${configDirectory}/${configFile}`],
    ...(configSecret === undefined
      ? { files: { directory: configDirectory, files: { [configFile]: Yaml.stringify(config) } } }
      : { secretFiles: { directory: configDirectory, secret: configSecret } }),
    scrapes: [{ path: JMX_EXPORTER.metricsPath }],
  };
}
