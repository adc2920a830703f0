import { NotificationPart } from './notification-part';
import { COMMAND_NOTIFICATION_OPTIONS, HTTP_NOTIFICATION_OPTIONS, SIGNAL_NOTIFICATION_OPTIONS } from './option-shapes';
import { requirePort } from '../../sidecar/arguments';
import { requireOptions, requireShape } from '../../sidecar/value-shape';
import { requireHttpUrl, requirePath, requireText } from '../common/texts';

/** HTTP method of a notification. */
export enum NotificationMethod {
  /** POST: what nearly all reload endpoints want. */
  POST = 'POST',
  /** GET. */
  GET = 'GET',
}

/** The reload endpoint of the app. */
export interface HttpNotificationOptions {
  /**
   * Port of the app, called on loopback.
   *
   * @default - `url` says it
   */
  readonly port?: number;
  /**
   * Path on that port.
   *
   * @default "/"
   */
  readonly path?: string;
  /**
   * The whole address, in place of `port` and `path`. Without user and password: an address shows in the Pod's spec.
   *
   * @default - http://127.0.0.1:<port><path>
   */
  readonly url?: string;
  /**
   * Method.
   *
   * @default NotificationMethod.POST
   */
  readonly method?: NotificationMethod;
  /**
   * The status that the app answers with when it has reloaded.
   *
   * @default - what the product that calls takes for success (200)
   */
  readonly successStatus?: number;
}

/** Whom a signal goes to. */
export interface SignalNotificationOptions {
  /**
   * Name of the app's program, as in `/proc/<pid>/comm` or the file name of its executable: `nginx`, `java`. Of
   * several with that name, those that no other one of them has started get the signal (the master, not its workers).
   */
  readonly process: string;
  /**
   * Numeric user that the app runs as: Linux lets a process signal others of its own user only, so the sidecar runs
   * as that user too.
   *
   * @see https://man7.org/linux/man-pages/man2/kill.2.html
   * @default - `runAsUser` of the app container or its Pod
   */
  readonly user?: number;
  /**
   * A process younger than this is given time to install its signal handler first: until then most signals would end
   * it.
   *
   * @default 5
   */
  readonly settleSeconds?: number;
}

/** What a command runs in. */
export interface CommandNotificationOptions {
  /**
   * Image that has the command, for a source that is mounted by the kubelet. All other sources run the command in the
   * container of their own product, as it is.
   *
   * @default - busybox, or the product's own image
   */
  readonly image?: string;
}

/**
 * What the app is told when its configuration has changed.
 *
 * @example
 * const reload = AppNotification.http({ port: 8080, path: '/-/reload' });
 * const hangUp = AppNotification.signal('SIGHUP', { process: 'nginx', user: 101 });
 */
export class AppNotification {
  /** An HTTP request to the app. It is repeated when the app does not answer. */
  public static http(options: HttpNotificationOptions): AppNotification {
    requireOptions('options', options, HTTP_NOTIFICATION_OPTIONS);
    const { port, path = '/', successStatus } = options;
    if ((port === undefined) === (options.url === undefined)) {
      throw new Error(`port: ${port === undefined ? 'neither "port" nor "url" is' : 'both "port" and "url" are'} given: name the app's port, or the whole url`);
    }
    if (port !== undefined) {
      requirePort('port', port);
      requirePath('path', path);
    } else if (options.path !== undefined) {
      throw new Error(`path: "${path}" has no meaning beside "url": write it into the url`);
    }
    if (successStatus !== undefined && !(Number.isInteger(successStatus) && successStatus >= 200 && successStatus <= 299)) {
      throw new Error(`successStatus: ${successStatus} is not a status of success: it must be from 200 to 299`);
    }
    const url = options.url ?? `http://127.0.0.1:${port}${path}`;
    requireHttpUrl('url', url);
    return new AppNotification({ kind: 'http', url, method: options.method ?? NotificationMethod.POST, successStatus });
  }

  /**
   * A signal to the app's process. The Pod's containers share one process namespace for it, so that the app is no
   * longer process 1, and sees the processes of the others.
   *
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
   * @param signal `SIGHUP`, `SIGUSR1`, ...
   */
  public static signal(signal: string, options: SignalNotificationOptions): AppNotification {
    requireOptions('options', options, SIGNAL_NOTIFICATION_OPTIONS, ['process']);
    const name = signalName(signal);
    requireText('process', options.process);
    if (/[/\n]/.test(options.process)) {
      throw new Error(`process: "${options.process}" is not the name of a program: give the file name alone, without its directory`);
    }
    const { user, settleSeconds = 5 } = options;
    if (user !== undefined) requireUser('user', user);
    if (!Number.isInteger(settleSeconds) || settleSeconds < 0 || settleSeconds > 20) {
      throw new Error(`settleSeconds: ${settleSeconds} must be a whole number from 0 to 20: the products end a hook after 30 seconds`);
    }
    return new AppNotification({ kind: 'signal', signal: name, process: options.process, user, settleSeconds });
  }

  /**
   * A command, run in the sidecar's container (not in the app's). It also runs when nothing but the sidecar itself has
   * started: it must bear being run twice, and before the app is there.
   *
   * @param command program and arguments; no shell unless you name one
   */
  public static command(command: string[], options: CommandNotificationOptions = {}): AppNotification {
    requireOptions('options', options, COMMAND_NOTIFICATION_OPTIONS);
    if (!Array.isArray(command) || command.length === 0) throw new Error('command: [] is empty: name a program to run');
    command.forEach((c, i) => requireText(`command[${i}]`, c, i > 0));
    return new AppNotification({ kind: 'command', command: [...command], image: options.image });
  }

  /** Nothing: the app watches its files by itself. */
  public static nothing(): AppNotification {
    return new AppNotification({ kind: 'nothing' });
  }

  /** New Pods: a change of the configuration changes the Pod template. Only for what is known at synth. */
  public static rollOut(): AppNotification {
    return new AppNotification({ kind: 'rollOut' });
  }

  private constructor(private readonly part: NotificationPart) {}

  /** @internal */
  public _toPart(): NotificationPart {
    return structuredClone(this.part);
  }
}

const SIGNALS = ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'TERM', 'WINCH', 'CONT', 'ALRM', 'TTIN', 'TTOU'];

function signalName(signal: string): string {
  requireShape('signal', signal, 'text');
  const name = signal.toUpperCase().replace(/^SIG/, '');
  if (!SIGNALS.includes(name)) {
    throw new Error(`signal: "${signal}" is not a signal that a program can handle: use one of ${SIGNALS.map((s) => `SIG${s}`).join(', ')}`);
  }
  return name;
}

function requireUser(name: string, user: number): void {
  if (!Number.isInteger(user) || user < 1 || user > 2147483647) {
    const why = user === 0 ? 'is root, and a sidecar that runs as root lowers the Pod below Pod Security restricted' : 'is not a numeric user';
    throw new Error(`${name}: ${user} ${why}: run the app as a user from 1 to 2147483647`);
  }
}
