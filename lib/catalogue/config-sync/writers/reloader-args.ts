import { CONFIG_RELOADER } from '../data/config-reloader';
import { NotificationPart } from '../notification-part';

type Http = NotificationPart & { kind: 'http' };

export function configReloaderArgs(directory: string, port: number, http: Http): string[] {
  return [
    `--watched-dir=${directory}`,
    `--reload-url=${http.url}`,
    `--watch-interval=${CONFIG_RELOADER.watchIntervalSeconds}s`,
    `--listen-address=:${port}`,
  ];
}

export function configmapReloadArgs(directory: string, port: number, http: Http): string[] {
  return [
    `--volume-dir=${directory}`,
    `--webhook-url=${http.url}`,
    `--webhook-method=${http.method}`,
    `--webhook-status-code=${http.successStatus ?? 200}`,
    // Its default of one try loses the change when the app does not answer; a negative number counts down for ever.
    '--webhook-retries=-1',
    `--web.listen-address=:${port}`,
  ];
}
