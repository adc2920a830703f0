import { OUTPUTS } from './all-outputs';
import { contribute, files } from './helpers';
import { LogEngine, LogOutput, LogSource } from '../../../lib/catalogue/log-shipping';
import { ENGINES_BY_OUTPUT } from '../../../lib/catalogue/log-shipping/engines';

const ENGINES = {
  fluentBit: LogEngine.fluentBit(), fluentd: LogEngine.fluentd(), vector: LogEngine.vector(), otel: LogEngine.openTelemetryCollector(),
};
const sources = [LogSource.files('/var/log/app/*.log')];

describe.each(Object.entries(ENGINES))('%s', (id, engine) => {
  test.each(Object.entries(OUTPUTS))('%s is shipped to, or the error names the engines that can', (kind, [output]) => {
    const act = () => contribute({ sources, outputs: [output], engine });
    const can = ENGINES_BY_OUTPUT[kind as keyof typeof ENGINES_BY_OUTPUT];
    if ((can as readonly string[]).includes(id)) {
      expect(Object.values(files(act()))[0].length).toBeGreaterThan(100);
    } else {
      const name = engine._engine().product.name;
      const names = can.map((e) => ENGINES[e]._engine().product.name);
      expect(act).toThrow(`outputs[0]: "${kind}" is not an output of ${name}: use `);
      for (const other of names) expect(act).toThrow(other);
    }
  });

  test('names an exact image, a numeric user that is not root, and where its facts come from', () => {
    const { product } = engine._engine();
    expect(product.image).toMatch(/^[\w.-]+\.[a-z]+\/.+:v?\d+\.\d+\.\d+/);
    expect(product.user).toBeGreaterThan(0);
    expect(product.facts).toBeTruthy();
  });

  test('writes the same files for every Pod and at every call', () => {
    const props = { sources, outputs: [LogOutput.stdout()], engine };
    expect(files(contribute(props))).toEqual(files(contribute(props)));
  });

  test('all that it writes to is a volume: the root file system is read-only', () => {
    const [c] = contribute({ sources, outputs: [LogOutput.stdout()], engine }).containers!;
    const { product } = engine._engine();
    const writable = c.mounts!.filter((m) => !m.readOnly).map((m) => m.path);
    expect(writable).toEqual([product.stateDirectory, ...product.scratch.map((s) => s.path)]);
    expect(c.writableRootFilesystem).toBeUndefined();
  });
});
