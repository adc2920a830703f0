import { readYaml } from '../../lib/cli/read-yaml';
import { analyzeObjects, reportable } from '../../lib/report/analyze-objects';
import { ReportedPod } from '../../lib/report/reported-pod';

/** What is reported of the workloads in a text. */
export function reported(yaml: string, target?: string): ReportedPod[] {
  const workloads = analyzeObjects(readYaml(yaml, 'test.yaml').objects, target === undefined ? {} : { target });
  expect(workloads.filter((w) => w.failure !== undefined)).toEqual([]);
  return reportable(workloads);
}

/** Two native sidecars around a migration, as someone else would write it; the grace period is too short for them. */
export const FOREIGN = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 12
      initContainers:
        - name: proxy
          image: envoyproxy/envoy:v1.38.0
          restartPolicy: Always
          resources: { requests: { cpu: 100m, memory: 128Mi }, limits: { memory: 256Mi } }
          startupProbe: { httpGet: { port: 9901 }, periodSeconds: 2, failureThreshold: 20 }
        - name: migrate
          image: web-migrate:3
          resources: { requests: { cpu: "1", memory: 256Mi } }
        - name: watcher
          image: watcher:1
          restartPolicy: Always
          resources: { requests: { cpu: 50m, memory: 64Mi } }
      containers:
        - name: app
          image: web:3
          resources: { requests: { cpu: 250m, memory: 512Mi }, limits: { memory: 1Gi } }
          lifecycle: { preStop: { exec: { command: [sleep, "5"] } } }
          readinessProbe: { tcpSocket: { port: 8080 } }
`;

/** The same with a container that is taken for a classic sidecar by its image. */
export const GUESSED = `${FOREIGN}        - { name: exporter, image: "prometheuscommunity/postgres-exporter:v0.17" }\n`;
