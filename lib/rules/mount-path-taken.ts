import { Report, Rule } from './rule';

/** The API server compares paths as text; the runtime mounts "/data/" over "/data", and hides it. */
export const mountPathTaken: Rule = {
  code: 'mount-path-taken',
  severity: 'error',
  summary: 'Two volumes are mounted at one path of a container.',
  source: 'https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/apis/core/validation/validation.go (ValidateVolumeMounts)',
  checkContainer(c) {
    const first = new Map<string, { text: string; volume: string }>();
    const reports: Report[] = [];
    for (const m of c.container.volumeMounts ?? []) {
      if (!m.mountPath) continue;
      const path = cleanPath(m.mountPath);
      const other = first.get(path);
      if (other === undefined) {
        first.set(path, { text: m.mountPath, volume: m.name });
        continue;
      }
      const refused = other.text === m.mountPath;
      reports.push({
        at: `${c.at}.volumeMounts[${m.mountPath}]`,
        message: other.volume === m.name && refused
          ? `the volume "${m.name}" is mounted twice at ${m.mountPath}`
          : `the volumes "${other.volume}" and "${m.name}" are both mounted at ${m.mountPath}${refused ? '' : `, and only the latter can be seen (${other.text} is the same path)`}`,
        mend: 'mount one of them at another path',
        severity: refused ? 'error' : 'warning',
      });
    }
    return reports;
  },
};

/** One spelling for each path: no slash at the end, none doubled, no "." in it. */
export function cleanPath(path: string): string {
  return `/${path.split('/').filter((part) => part !== '' && part !== '.').join('/')}`;
}
