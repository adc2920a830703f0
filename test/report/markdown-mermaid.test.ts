import * as fc from 'fast-check';
import { FOREIGN, reported } from './helpers';
import { PodReport } from '../../lib/report';

const [{ plan, findings }] = reported(FOREIGN);

describe('Markdown', () => {
  const text = PodReport.markdown(plan, [...findings]);
  const row = (name: string) => text.split('\n').find((line) => line.includes(`| \`${name}\` |`));

  test('tells the start in order', () => {
    expect(text.indexOf('| 1 | `proxy` | native sidecar | first |')).toBeGreaterThan(0);
    expect(text).toContain('| 2 | `migrate` | init | after proxy is healthy |');
    expect(text).toContain('| 4 | `app` | app | after watcher has started |');
  });

  test('has the stop, the resources and the findings', () => {
    expect(text).toContain('| 1 | `app` | 5 s | 12 s | preStop hook 5 s, KILLED before it has drained, drain time assumed |');
    expect(text).toContain('| `proxy` | native sidecar | 100m / - (9 %) | 128Mi / 256Mi (18 %) |');
    expect(text).toMatch(/- \*\*warning\*\* \(assumed\) `grace-period-too-short` `Deployment\/web › terminationGracePeriodSeconds`: 12 s are too short.*<br>Mend: /);
    expect(row('proxy')).toBeDefined();
  });

  test('no text breaks out of its cell, and none becomes HTML', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('|', '`', '\\', '<', '>', 'a', ' ', '\n', '[', ']', '(', '*', '_', '&') }), (name) => {
      const containers = plan.containers.map((c) => ({ ...c, name, broughtBy: name }));
      const start = plan.start.map((s) => ({ ...s, container: name, waitsFor: name }));
      const out = PodReport.markdown({ ...plan, name, containers, start, images: [name], end: name }, []);
      const tables = out.split('\n\n').filter((block) => block.startsWith('|'));
      expect(tables).toHaveLength(4);
      for (const lines of tables.map((block) => block.split('\n'))) {
        const counts = lines.map((line) => line.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|').length);
        expect(new Set(counts).size).toBe(1);
      }
      const outsideOfCode = out.replace(/\\`/g, '').replace(/`[^`\n]*`/g, '').replace(/<br>/g, '');
      expect(outsideOfCode).not.toContain('`');
      expect(outsideOfCode).not.toMatch(/<[a-z]/i);
    }), { numRuns: 200 });
  });
});

describe('Mermaid', () => {
  const text = PodReport.mermaid(plan);

  test('draws who waits for whom until what', () => {
    const node = (name: string, letter: string) => new RegExp(`${letter}(\\d+)\\["${name}<br/>`).exec(text)![0].split('[')[0];
    expect(text).toContain(`${node('proxy', 's')} -->|"healthy"| ${node('migrate', 's')}`);
    expect(text).toContain(`${node('migrate', 's')} -->|"completed"| ${node('watcher', 's')}`);
    expect(text).toContain(`${node('watcher', 's')} -->|"started"| ${node('app', 's')}`);
    expect(text).toContain(`${node('app', 't')} --> ${node('watcher', 't')}`);
    expect(text).toContain(`${node('watcher', 't')} --> ${node('proxy', 't')}`);
    // The proxy waits for the app by way of the watcher.
    expect(text).not.toContain(`${node('app', 't')} --> ${node('proxy', 't')}`);
    expect(text).toMatch(/app<br\/>TERM at 5 s, killed at 12 s"\]:::killed/);
  });

  test('no name ends its label', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '`', ';', '\n', '#', '%%', ']', 'end'), (some, more) => {
      const name = some + more + some;
      const out = PodReport.mermaid({ ...plan, name, start: plan.start.map((s) => ({ ...s, container: name })) });
      for (const line of out.split('\n').filter((l) => /^ *s\d+\["/.test(l))) {
        expect(line).toMatch(/^ {4}s\d+\["[^"`;\n]*(?:#\d+;[^"`;\n]*)*<br\/>[a-z -]*"\]:::[a-z]+$/);
      }
      expect(out.split('\n')).toHaveLength(text.split('\n').length - plan.start.length + 1);
    }), { numRuns: 200 });
  });
});

test('JSON is the plan and the findings as they are', () => {
  expect(JSON.parse(PodReport.json(plan, [...findings]))).toEqual({ plan, findings });
});
