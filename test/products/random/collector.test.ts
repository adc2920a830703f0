/** Random pipelines of logs and of telemetry through the Collector's own validation. */
import { Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { OutputName, pipelines } from './log-pipelines';
import { runs } from './runs';
import { telemetry } from './telemetry';
import { LogEngine, LogOutput, LogPipelineProps, LogShipperNodeAgent, LogShipperSidecar, LogSource } from '../../../lib/catalogue/log-shipping';
import { TelemetrySidecar } from '../../../lib/catalogue/telemetry';
import { chart, POD } from '../../catalogue/log-shipping/helpers';
import { pod } from '../../catalogue/telemetry/helpers';
import { collectorRefuses, OTELCOL_BIN } from '../collector';
import { FIELDS, kindOf, unknownFields } from '../collector-fields';
import { ofContribution, ofManifests, Plain } from '../plain';
import { describeIf } from '../process';

/** Those whose exporters are published; the others are judged by their fields. */
const PUBLISHED: OutputName[] = ['loki', 'kafka', 'otlp', 'stdout'];
const LISTED: OutputName[] = ['loki', 'elasticsearch', 'openSearch', 'cloudWatchLogs', 's3', 'splunkHec', 'datadog'];

const engine = LogEngine.openTelemetryCollector();
const sidecar = (props: Omit<LogPipelineProps, 'engine'>) => ofContribution(new LogShipperSidecar(chart(), 'logs', { ...props, engine }).contribute(POD).containers![0]);
const telemetrySidecar = (props: ConstructorParameters<typeof TelemetrySidecar>[2]) => ofContribution(new TelemetrySidecar(chart(), 'telemetry', props).contribute(pod()).containers![0]);

/** Without what the built Collector lacks: an authenticator that is listed. */
function refusal(p: Plain): string | undefined {
  fc.pre(!Object.keys(parse(Object.values(p.files)[0], { version: '1.1' }).extensions).some((id) => kindOf(id) in FIELDS));
  return collectorRefuses(p);
}

describeIf(OTELCOL_BIN)('the real Collector accepts', () => {
  test('random log pipelines', () => {
    fc.assert(fc.property(pipelines(PUBLISHED), (props) => expect(refusal(sidecar(props))).toBeUndefined()), runs(60));
  });

  test('random pipelines of node agents', () => {
    fc.assert(fc.property(pipelines(PUBLISHED), ({ sources, ...props }) => {
      const c = chart();
      new LogShipperNodeAgent(c, 'agent', { ...props, sources: sources.slice(0, 1), engine, inNamespace: 'logging' });
      const [agent] = ofManifests(Testing.synth(c));
      expect(refusal(agent)).toBeUndefined();
    }), runs(20));
  });

  test('random telemetry', () => {
    fc.assert(fc.property(telemetry(true), (props) => expect(refusal(telemetrySidecar(props))).toBeUndefined()), runs(40));
  });
});

describe('components that are published as no module get only fields that they know', () => {
  test('in log pipelines', () => {
    fc.assert(fc.property(pipelines(LISTED), (props) => expect(unknownFields(sidecar(props))).toEqual([])), runs(200));
  });

  test('and would be found with others', () => {
    const { files, ...rest } = sidecar({ sources: [LogSource.files('/l/*')], outputs: [LogOutput.s3({ region: 'eu-west-1', bucket: 'my-logs' })] });
    const [[path, text]] = Object.entries(files);
    expect(unknownFields({ ...rest, files: { [path]: text.replace('s3_bucket', 's3_buket').replace('otlp_json', 'json') } })).toEqual(['awss3/s3.s3uploader.s3_buket is unknown', 'awss3/s3.marshaler: "json"']);
  });

  test('in telemetry', () => {
    fc.assert(fc.property(telemetry(false), (props) => expect(unknownFields(telemetrySidecar(props))).toEqual([])), runs(200));
  });
});
