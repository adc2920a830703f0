/** What an `AppNotification` says, as data. */
export type NotificationPart =
  | { kind: 'http'; url: string; method: 'POST' | 'GET'; successStatus?: number }
  | { kind: 'signal'; signal: string; process: string; user?: number; settleSeconds: number }
  | { kind: 'command'; command: string[]; image?: string }
  | { kind: 'nothing' }
  | { kind: 'rollOut' };

export type NotificationKind = NotificationPart['kind'];

/** How each kind is written in a program, for messages. */
export const NOTIFICATION_NAMES: Record<NotificationKind, string> = {
  http: 'AppNotification.http()',
  signal: 'AppNotification.signal()',
  command: 'AppNotification.command()',
  nothing: 'AppNotification.nothing()',
  rollOut: 'AppNotification.rollOut()',
};
