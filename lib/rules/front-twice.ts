import { Rule } from './rule';

/** Only one of them is what a Service can name: whoever comes by it goes past the other, and past its TLS or login. */
export const frontTwice: Rule = {
  code: 'front-twice',
  severity: 'error',
  summary: 'Two sidecars stand in front of one port of the app.',
  source: 'docs/architecture.md',
  checkOutline(pod) {
    const first = new Map<number, string>();
    return (pod.intent.fronts ?? []).flatMap((front) => {
      const other = first.get(front.appPort);
      if (other === undefined) first.set(front.appPort, front.container);
      if (other === undefined || other === front.container) return [];
      return [{
        at: `initContainers[${front.container}]`,
        message: `"${front.container}" and "${other}" both stand in front of port ${front.appPort}: a Service reaches one of them, and goes past the other`,
        mend: `chain them: let the outer one forward to the inner one's port ("${other}" with appPort: ${front.port}, say), or drop one`,
      }];
    });
  },
};
