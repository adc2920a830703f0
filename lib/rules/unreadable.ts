import { Report, Rule } from './rule';

/** What stands for a rule that failed: YAML of others must never make the whole run fail. */
export const unreadable: Rule = {
  code: 'unreadable',
  severity: 'warning',
  summary: 'A rule can\'t read this Pod.',
  source: 'docs/errors.md',
  check: () => [],
};

export function unreadableReport(rule: Rule, error: unknown): Report {
  return {
    at: '',
    message: `the rule ${rule.code} can't read this Pod: ${error instanceof Error ? error.message : String(error)}`,
    mend: 'correct what other findings name; if there is none, report this as a bug with the YAML',
  };
}
