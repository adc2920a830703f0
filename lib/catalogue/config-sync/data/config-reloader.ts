/**
 * prometheus-config-reloader 0.93.0, read at
 * https://github.com/prometheus-operator/prometheus-operator/tree/v0.93.0/cmd/prometheus-config-reloader and
 * https://github.com/thanos-io/thanos/blob/main/pkg/reloader/reloader.go
 */
export const CONFIG_RELOADER = {
  image: 'quay.io/prometheus-operator/prometheus-config-reloader:v0.93.0',
  /** The image says "nobody", a name that Kubernetes can't prove to be another than root. */
  user: 65534,
  group: 65534,
  port: 9534,
  healthPath: '/healthz',
  resources: { cpu: '10m', memory: '32Mi', cpuLimit: '100m', memoryLimit: '64Mi' },
  drainSeconds: 2,
  /** It knows no other: `http.NewRequest("POST", ...)`, and anything but 200 is a failure. */
  methods: ['POST'],
  successStatus: 200,
  /** Also how long after its start it calls the app once, which makes good what it missed while it was down. */
  watchIntervalSeconds: 180,
} as const;
