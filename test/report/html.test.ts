import * as fc from 'fast-check';
import { FOREIGN, reported } from './helpers';
import { PodReport } from '../../lib/report';
import { htmlPage } from '../../lib/report/html';

const [pod] = reported(FOREIGN);
const page = htmlPage([pod]);

/** Every element's name and attributes' names, as a browser's tokenizer sees the text. */
function elements(text: string): Array<{ name: string; attributes: string[] }> {
  const body = text.replace(/<style>[^<]*<\/style>/, '');
  return [...body.matchAll(/<(!?[a-z][a-z0-9]*)((?:\s+[a-z0-9-]+(?:="[^"<>]*")?)*)\s*\/?>/gi)].map(([, name, attributes]) => ({
    name: name.toLowerCase(),
    attributes: [...attributes.matchAll(/([a-z0-9-]+)(?:="[^"]*")?/gi)].map((a) => a[1]),
  }));
}

const ELEMENTS = new Set([
  '!doctype', 'html', 'head', 'meta', 'title', 'style', 'body', 'main', 'section', 'h1', 'h2', 'p', 'div', 'span', 'i', 'a', 'ul', 'li', 'dl', 'dt', 'dd',
  'table', 'thead', 'tbody', 'tr', 'th', 'td', 'code', 'small', 'svg', 'g', 'text', 'rect', 'line',
]);

test('stands alone: no script, and nothing is loaded from anywhere', () => {
  expect(page).toMatch(/^<!DOCTYPE html>/);
  expect(page).toContain('content="default-src \'none\'; style-src \'unsafe-inline\'"');
  expect(page).not.toMatch(/<(script|img|iframe|link|object)\b|\bsrc=|url\(|@import|href="(?!#)/i);
});

test('every element that is opened is closed', () => {
  const empty = new Set(['!doctype', 'meta', 'rect', 'line']);
  const open: string[] = [];
  for (const [, slash, name] of page.matchAll(/<(\/?)(!?[a-z][a-z0-9]*)[^>]*>/gi)) {
    if (slash) expect(open.pop()).toBe(name);
    else if (!empty.has(name.toLowerCase())) open.push(name);
  }
  expect(open).toEqual([]);
});

test('markup in names, images and messages is text', () => {
  const evil = '<script>alert(1)</script>"><img src=x onerror=alert(2)>';
  const [{ plan }] = reported(FOREIGN.split('watcher:1').join(`'${evil}'`).replace('name: watcher', `name: '${evil}'`).replace('name: web\n', `name: '${evil}'\n`));
  const text = PodReport.html(plan, [{ code: evil, severity: evil, path: evil, message: evil, mend: evil, assumed: false, acknowledged: evil }]);
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt;');
  expect(text).not.toMatch(/<script|<img/i);
});

test('no text at all adds an element or an attribute', () => {
  const wanted = new Set(elements(page).flatMap((e) => e.attributes));
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', '\'', '&', '/', '=', ' ', 'a', '-', '!', '`', '\n') }), (text) => {
    const { plan } = pod;
    const containers = plan.containers.map((c) => ({ ...c, name: c.name + text, image: text, broughtBy: text, purpose: text }));
    const start = plan.start.map((s) => ({ ...s, container: s.container + text }));
    const finding = { code: text, severity: 'error', path: text, message: text, mend: text, assumed: true };
    const out = PodReport.html({ ...plan, name: text, images: [text], podSecurityWhy: [text], end: text, containers, start }, [finding]);
    for (const { name, attributes } of elements(out)) {
      expect(ELEMENTS).toContain(name);
      for (const attribute of attributes) expect(wanted).toContain(attribute);
    }
    // Nothing that begins like markup is left beside the elements that were counted.
    expect(out.replace(/<style>[^<]*<\/style>/, '').match(/</g)!.length).toBe(out.match(/<\/[a-z0-9]+>/g)!.length + elements(out).length - 1);
  }), { numRuns: 100 });
});

describe('the picture', () => {
  const svg = /<svg[\s\S]*<\/svg>/.exec(page)![0];
  const bars = [...svg.matchAll(/<rect class="bar ([a-z ]+)" x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g)]
    .map(([, kind, x, y, width]) => ({ kind, x: Number(x), y: Number(y), width: Number(width) }));
  const rows = [...new Set(bars.map((b) => b.y))].sort((a, b) => a - b).map((y) => bars.filter((b) => b.y === y));

  test('has a row for each container, in the order of the start', () => {
    expect([...svg.matchAll(/class="name"[^>]*>([^<]+)</g)].map((m) => m[1])).toEqual(['proxy', 'migrate', 'watcher', 'app']);
    const begins = rows.map((row) => row[0].x);
    expect(begins).toEqual([...begins].sort((a, b) => a - b));
    expect(new Set(begins).size).toBe(4);
  });

  test('draws the stop to scale: the app first, the proxy last, whoever is killed in another colour', () => {
    const end = (row: typeof bars) => Math.max(...row.map((b) => b.x + b.width));
    const [proxy, migrate, watcher, app] = rows;
    expect(app.map((b) => b.kind)).toEqual(['app starting', 'app', 'killed']);
    expect(migrate.map((b) => b.kind)).toEqual(['setup']);
    expect(end(app)).toBeLessThan(end(watcher));
    expect(end(watcher)).toBe(end(proxy));
    // 5 s to TERM and 12 s to the end, on one scale that begins at the stop.
    const zero = Number(/<text class="head" x="([\d.]+)" y="18">Stop/.exec(svg)![1]);
    expect((end(app) - zero) / (app[2].x - zero)).toBeCloseTo(12 / 5, 1);
  });

  test('says in words what it shows', () => {
    expect(svg).toContain('aria-label="proxy starts first; migrate starts after proxy is healthy;');
    expect(svg).toContain('app gets TERM at 5 s and is gone at 12 s');
  });

  test('a grace period far beyond the stop stands outside, and does not shrink it', () => {
    const long = htmlPage(reported(FOREIGN.replace('Seconds: 12', 'Seconds: 3600')));
    expect(long).toContain('grace period 3600 s →');
    expect(long).not.toContain('<line class="grace"');
  });

  test('a Pod with hundreds of containers is drawn', () => {
    const containers = Array.from({ length: 300 }, (_, i) => `{name: c${i}, image: "a:1"}`).join(', ');
    const [large] = reported(`apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [${containers}]}`);
    expect(htmlPage([large]).match(/class="name"/g)).toHaveLength(300);
  });
});

test('several workloads have a table of contents, each with its findings counted', () => {
  const two = htmlPage([pod, { ...pod, findings: [] }]);
  expect(two).toContain('<a href="#pod-1">Deployment/web in shop</a>');
  expect(two).toContain('id="pod-2"');
  const warnings = pod.findings.filter((f) => f.severity === 'warning').length;
  expect(warnings).toBeGreaterThan(0);
  expect(two).toContain(`<span class="badge warning">${warnings} warning</span>`);
  expect(page).not.toContain('href="#pod-1"');
});

test('the table of resources has requests, limits and shares', () => {
  const row = /<tr><td><code>proxy<\/code>.*?<\/tr>/.exec(page)![0];
  expect(row).toContain('<td class="group number">100m <small>9 %</small></td><td class="number">-</td>');
  expect(row).toContain('<td class="group number">128Mi <small>18 %</small></td><td class="number">256Mi</td>');
  expect(/<tr class="total">.*?<\/tr>/.exec(page)![0]).toContain('1100m');
});
