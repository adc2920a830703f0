/** What each product is proven by, as docs/proof.md says it and as a run says it of the machine that it is on. */
import { Product, PRODUCTS, Proof } from './products';

const ORDER = [Proof.RUNNING, Proof.LIST, Proof.NOT];

function release({ pinned, source }: Product): string {
  return source === undefined || source.release === pinned ? pinned : `${pinned}, run: ${source.release}`;
}

/** In Markdown. */
export function documented(): string {
  const rows = ORDER.flatMap((proof) => PRODUCTS.filter((p) => p.proof === proof));
  return [
    '| product | release | proven by | how |', '|---|---|---|---|',
    ...rows.map((p) => `| ${p.name} | ${release(p)} | ${p.proof} | ${p.by} |`),
  ].join('\n');
}

/** @param missing why a product can't be had here, by its name */
export function printed(missing: ReadonlyMap<string, string>): string {
  return ORDER.flatMap((proof) => {
    const rows = PRODUCTS.filter((p) => (missing.has(p.name) ? Proof.NOT : p.proof) === proof);
    // A line for each that is not, by which whoever reads many lines can find them.
    if (proof === Proof.NOT) return rows.map((p) => `not proven: ${p.name} ${release(p)} (${missing.has(p.name) ? `can't be had here: ${missing.get(p.name)}` : p.by})`);
    return [`proven by ${proof}:`, ...rows.map((p) => `  ${p.name} ${release(p)}`)];
  }).join('\n');
}
