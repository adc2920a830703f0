import { listed } from './about';
import { Rule } from './rule';

export const purposeTwice: Rule = {
  code: 'purpose-twice',
  severity: 'warning',
  summary: 'Two sidecars of a Pod do the same job.',
  source: 'docs/architecture.md',
  checkOutline(pod) {
    const byPurpose = new Map<string, Map<string, string>>();
    for (const c of pod.containers) {
      const { purpose, by } = c.intent ?? {};
      if (purpose === undefined || by === undefined) continue;
      const attachments = byPurpose.get(purpose) ?? new Map<string, string>();
      if (!attachments.has(by)) attachments.set(by, c.at);
      byPurpose.set(purpose, attachments);
    }
    return [...byPurpose].filter(([, attachments]) => attachments.size > 1).map(([purpose, attachments]) => ({
      at: [...attachments.values()][1],
      message: `${listed([...attachments.keys()])} all do one job: ${purpose}`,
      mend: 'attach one of them, or acknowledge this if both are meant',
    }));
  },
};
