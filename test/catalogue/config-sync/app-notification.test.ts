import { AppNotification } from '../../../lib/catalogue/config-sync';

test('a port is called on loopback, by POST', () => {
  expect(AppNotification.http({ port: 8080 })._toPart()).toEqual({ kind: 'http', url: 'http://127.0.0.1:8080/', method: 'POST', successStatus: undefined });
});

test('signals are known by either spelling', () => {
  expect(AppNotification.signal('SIGHUP', { process: 'a' })._toPart()).toMatchObject({ signal: 'HUP', settleSeconds: 5 });
  expect(AppNotification.signal('usr2', { process: 'a', settleSeconds: 0 })._toPart()).toMatchObject({ signal: 'USR2', settleSeconds: 0 });
});

test('what it holds can not be changed from outside', () => {
  const command = ['a'];
  const notification = AppNotification.command(command);
  command.push('b');
  (notification._toPart() as any).command.push('c');
  expect(notification._toPart()).toMatchObject({ command: ['a'] });
});

test.each<[string, () => unknown, RegExp]>([
  ['neither port nor url', () => AppNotification.http({}), /port: neither/],
  ['port and url', () => AppNotification.http({ port: 1, url: 'http://a' }), /port: both/],
  ['a path beside a url', () => AppNotification.http({ url: 'http://a', path: '/x' }), /path: "\/x" has no meaning/],
  ['a path without slash', () => AppNotification.http({ port: 1, path: 'x' }), /path: "x" is not an absolute path/],
  ['a port that is none', () => AppNotification.http({ port: 70000 }), /port: 70000/],
  ['no address', () => AppNotification.http({ url: 'app' }), /url: "app" is not an address/],
  ['another scheme', () => AppNotification.http({ url: 'ftp://a' }), /url: "ftp:\/\/a" has the scheme "ftp:"/],
  ['a status of failure', () => AppNotification.http({ port: 1, successStatus: 500 }), /successStatus: 500/],
  ['KILL', () => AppNotification.signal('SIGKILL', { process: 'a' }), /signal: "SIGKILL" is not a signal that a program can handle/],
  ['no process', () => AppNotification.signal('HUP', { process: '' }), /process: "" must be text/],
  ['a path as process', () => AppNotification.signal('HUP', { process: '/usr/sbin/nginx' }), /process: ".*" is not the name of a program/],
  ['root', () => AppNotification.signal('HUP', { process: 'a', user: 0 }), /user: 0 is root/],
  ['a user by name', () => AppNotification.signal('HUP', { process: 'a', user: 'app' as any }), /user: is text, and must be a number/],
  ['too long a wait', () => AppNotification.signal('HUP', { process: 'a', settleSeconds: 60 }), /settleSeconds: 60/],
  ['no command', () => AppNotification.command([]), /command: \[\] is empty/],
  ['an empty program', () => AppNotification.command(['']), /command\[0\]: "" must be text/],
])('refused: %s', (_name, act, message) => {
  expect(act).toThrow(message);
});

test('a password in an address is refused, and not printed', () => {
  const act = () => AppNotification.http({ url: 'http://me:hunter2@app:1/reload' });
  expect(act).toThrow(/url: "http:\/\/app:1\/reload" carries user or password/);
  expect(act).not.toThrow(/hunter2/);
});
