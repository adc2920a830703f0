/** Random pipelines against the options that Fluent Bit prints of itself: no package carries the program. */
import * as fc from 'fast-check';
import { OUTPUT_KINDS, OutputName, pipelines } from './log-pipelines';
import { runs } from './runs';
import { LogEngine, LogPipelineProps, LogShipperSidecar } from '../../../lib/catalogue/log-shipping';
import { chart, POD } from '../../catalogue/log-shipping/helpers';
import { unknownOptions } from '../fluent-bit-fields';
import { ofContribution, Plain } from '../plain';

const KINDS = Object.keys(OUTPUT_KINDS) as OutputName[];

/** undefined for what the constructor refuses by a named error: Fluent Bit can't do all that others can. */
function shipper(props: Omit<LogPipelineProps, 'engine'>): Plain | undefined {
  try {
    return ofContribution(new LogShipperSidecar(chart(), 'logs', { ...props, engine: LogEngine.fluentBit() }).contribute(POD).containers![0]);
  } catch (error) {
    expect((error as Error).message).toMatch(/^[\w.[\]-]+: /);
    return undefined;
  }
}

test('what is taken has only options that Fluent Bit knows, with values that it can read', () => {
  let taken = 0;
  fc.assert(fc.property(pipelines(KINDS), (props) => {
    const made = shipper(props);
    if (!made) return;
    taken++;
    expect(unknownOptions(made)).toEqual([]);
  }), runs(300));
  expect(taken).toBeGreaterThan(50);
});
