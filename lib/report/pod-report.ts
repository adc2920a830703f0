import { htmlPage } from './html';
import { podMarkdown } from './markdown';
import { podMermaid } from './mermaid';
import { podText } from './text';
import { PodPlan } from '../pod/plan';
import { Finding } from '../rules/finding';

/**
 * A plan and its findings in a form for people or programs. Whatever stands in names, images and messages is escaped.
 *
 * @example
 * declare const workload: PodSidecars;
 * console.log(PodReport.text(workload.plan, workload.findings));
 */
export class PodReport {
  /** For the terminal: start, stop, resources and findings, in aligned columns and without colours. */
  public static text(plan: PodPlan, findings: Finding[] = []): string {
    return podText({ plan, findings });
  }

  /** For a pull request or a wiki: the same in tables. */
  public static markdown(plan: PodPlan, findings: Finding[] = []): string {
    return podMarkdown({ plan, findings });
  }

  /** A Mermaid flowchart of the start and stop order. */
  public static mermaid(plan: PodPlan): string {
    return podMermaid({ plan, findings: [] });
  }

  /** An HTML page that stands alone, with a picture of start and stop. */
  public static html(plan: PodPlan, findings: Finding[] = []): string {
    return htmlPage([{ plan, findings }]);
  }

  /** For programs: an object with the members `plan` and `findings`. */
  public static json(plan: PodPlan, findings: Finding[] = []): string {
    return JSON.stringify({ plan, findings }, undefined, 2);
  }

  private constructor() {}
}
