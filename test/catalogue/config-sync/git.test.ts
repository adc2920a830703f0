import { contribute, env, health, make, mounts, only, volume } from './helpers';
import { AppNotification, ConfigSource, GitAuthentication, GitReference, GitSourceOptions, GitSubmodules } from '../../../lib/catalogue/config-sync';
import { StartGate } from '../../../lib/sidecar';

const path = '/etc/app/repo';
const repository = 'https://example.com/team/config.git';
const git = (over: Partial<GitSourceOptions> = {}) => ConfigSource.git({ repository, reference: GitReference.branch('main'), ...over });
const token = GitAuthentication.token({ secretName: 'config-repo' });
const key = GitAuthentication.sshKey({ secretName: 'config-repo' });
const reload = AppNotification.http({ port: 8080, path: '/-/reload' });

test('the set-up container syncs once, gives up so that the kubelet sees it, and calls no hook', () => {
  const first = only(contribute({ source: git(), path, notify: reload }).setUp);
  expect(first.args).toEqual([
    `--repo=${repository}`, '--ref=refs/heads/main', '--root=/git', '--link=current', '--depth=1', '--submodules=recursive',
    '--sync-timeout=120s', '--group-write', '--one-time', '--period=2s', '--max-failures=5',
  ]);
});

test('the sidecar never gives up, keeps the former files a while, and calls the app', () => {
  const sidecar = only(contribute({ source: git({ periodSeconds: 10 }), path, notify: reload }).containers);
  expect(sidecar.args).toEqual(expect.arrayContaining([
    '--period=10s', '--max-failures=-1', '--stale-worktree-timeout=60s', '--http-bind=:1234', '--http-metrics',
    '--webhook-url=http://127.0.0.1:8080/-/reload', '--webhook-method=POST', '--webhook-success-status=200', '--webhook-timeout=5s',
  ]));
  expect(sidecar.args).not.toContain('--one-time');
  expect(sidecar.image).toBe('registry.k8s.io/git-sync/git-sync:v4.7.1');
  expect(sidecar.user).toBe(65533);
});

test('the app mounts the root of the volume, read-only, and finds its files behind the link', () => {
  const sidecar = make({ source: git({ link: 'live' }), path: `${path}/` });
  expect(sidecar.contentPath).toBe('/etc/app/repo/live');
  const made = contribute({ source: git(), path });
  expect(mounts(made.app!)).toEqual(['config-files@/etc/app/repo:ro']);
  expect(mounts(only(made.setUp))).toEqual(['config-files@/git', 'config-tmp@/tmp']);
  expect(mounts(only(made.containers))).toEqual(mounts(only(made.setUp)));
  expect(volume(only(made.containers), 'config-files').source).toEqual({ emptyDir: { sizeLimit: '256Mi' } });
});

test('an outage of the Git server restarts nothing, holds nothing back and makes nothing unready', () => {
  const sidecar = only(contribute({ source: git(), path }).containers);
  expect(health(sidecar)).toMatchObject({ check: { tcpSocket: { port: 1234 } }, readiness: null });
  expect(sidecar.gate).toBe(StartGate.STARTED);
});

test.each([
  [GitReference.branch('release/1.x'), 'refs/heads/release/1.x'],
  [GitReference.tag('v1.4.0'), 'refs/tags/v1.4.0'],
  [GitReference.defaultBranch(), 'HEAD'],
  [GitReference.commit('4DF262724171c47becf9726f5df383347cf88aa2'), '4df262724171c47becf9726f5df383347cf88aa2'],
])('reference %#', (reference, ref) => {
  expect(only(contribute({ source: git({ reference }), path }).setUp).args).toContain(`--ref=${ref}`);
});

test('a commit never changes: the set-up container alone, and nothing to tell', () => {
  const source = git({ reference: GitReference.commit('a'.repeat(40)) });
  const made = contribute({ source, path, notify: AppNotification.rollOut() });
  expect(made.containers).toEqual([]);
  only(made.setUp);
  expect(() => contribute({ source, path, notify: reload })).toThrow(/AppNotification.http\(\)" is not possible for a commit: .*use AppNotification.nothing\(\), AppNotification.rollOut\(\)/);
});

test('a token comes from a Secret that the Pod\'s group can read', () => {
  const made = contribute({ source: git({ authentication: token }), path });
  for (const container of [only(made.setUp), only(made.containers)]) {
    expect(container.args).toEqual(expect.arrayContaining(['--username=git', '--password-file=/etc/git-secret/token']));
    expect(volume(container, 'config-git-secret').source).toEqual({ secret: { secretName: 'config-repo', defaultMode: 0o440 } });
  }
});

test('an SSH key, with host keys from the Secret or as text', () => {
  const source = git({ repository: 'git@example.com:team/config.git', authentication: key });
  expect(only(contribute({ source, path }).setUp).args).toEqual(expect.arrayContaining([
    '--repo=git@example.com:team/config.git', '--ssh-key-file=/etc/git-secret/ssh', '--ssh-known-hosts-file=/etc/git-secret/known_hosts',
  ]));
  const hosts = GitAuthentication.sshKey({ secretName: 'a', key: 'id', knownHosts: 'example.com ssh-ed25519 AAAA' });
  const first = only(contribute({ source: git({ repository: 'ssh://git@example.com:2222/c', authentication: hosts }), path }).setUp);
  expect(first.args).toEqual(expect.arrayContaining(['--ssh-key-file=/etc/git-secret/id', '--ssh-known-hosts-file=/etc/git-sync/known_hosts']));
  expect(volume(first, 'config-git').files).toEqual({ known_hosts: 'example.com ssh-ed25519 AAAA\n' });
});

test('a GitHub App by application id or client id', () => {
  const app = (id: string) => git({ authentication: GitAuthentication.githubApp({ secretName: 'gh', app: id, installationId: 7 }) });
  expect(only(contribute({ source: app('123'), path }).setUp).args).toEqual(expect.arrayContaining([
    '--github-app-private-key-file=/etc/git-secret/private-key.pem', '--github-app-application-id=123', '--github-app-installation-id=7',
  ]));
  expect(only(contribute({ source: app('Iv23liX'), path }).setUp).args).toContain('--github-app-client-id=Iv23liX');
});

test('folders become a sparse checkout that rolls the Pods when it changes', () => {
  const first = only(contribute({ source: git({ folders: ['deep/a/b/', 'common', 'deep/a'] }), path }).setUp);
  expect(first.args).toContain('--sparse-checkout-file=/etc/git-sync/sparse-checkout');
  expect(volume(first, 'config-git')).toMatchObject({
    onChange: 'roll', files: { 'sparse-checkout': '/*\n!/*/\n/deep/\n!/deep/*/\n/common/\n/deep/a/\n' },
  });
});

test('submodules, depth, time limit and further flags', () => {
  const source = git({ submodules: GitSubmodules.OFF, depth: 0, syncTimeoutSeconds: 30, extraFlags: { 'git-gc': 'auto', 'touch-file': 'synced' } });
  const made = contribute({ source, path });
  expect(only(made.containers).args).toEqual(expect.arrayContaining(['--submodules=off', '--depth=0', '--sync-timeout=30s', '--git-gc=auto', '--touch-file=synced']));
  expect(only(made.setUp).args).toContain('--git-gc=auto');
  expect(only(made.setUp).args).not.toContain('--touch-file=synced');
});

test('a private authority', () => {
  const first = only(contribute({ source: git({ caBundle: { configMapName: 'corp-ca' } }), path }).setUp);
  expect(env(first)).toEqual({ GIT_SSL_CAINFO: '/etc/git-ca/ca.crt' });
  expect(volume(first, 'config-git-ca').source).toEqual({ configMap: { name: 'corp-ca' } });
});

test('a signal is sent by a script that is executable, since git-sync starts it as a program', () => {
  const made = contribute({ source: git(), path, notify: AppNotification.signal('SIGHUP', { process: 'nginx' }) });
  const sidecar = only(made.containers);
  expect(sidecar.args).toContain('--exechook-command=/etc/config-sync/notify.sh');
  expect(env(sidecar)).toMatchObject({ APP_SIGNAL: 'HUP', APP_PROCESS: 'nginx' });
  expect(volume(made.containers![0], 'config-hook').fileModes).toEqual({ defaultMode: 0o555 });
  expect([sidecar.user, only(made.setUp).user, made.shareProcessNamespace]).toEqual([1000, 1000, true]);
});

test('ssh as another user than the image\'s finds that user in /etc/passwd', () => {
  const source = git({ repository: 'git@example.com:c', authentication: key });
  const notify = AppNotification.signal('SIGHUP', { process: 'nginx', user: 101 });
  const first = only(contribute({ source, path, notify }, { appContainers: [{ name: 'app', ports: [], chosen: true }] }).setUp);
  expect(mounts(first)).toContain('config-passwd@/etc/passwd:ro#passwd');
  expect(volume(first, 'config-passwd').files!.passwd).toContain('git-sync:x:101:65533::/tmp:');
  expect(mounts(only(contribute({ source, path }).setUp)).join()).not.toContain('passwd');
});

test.each(['main', 'release/1.x', 'a.b', 'Ünï', 'refs-x', 'a@b', '-'.padStart(2, 'x')])('%s can be a branch', (name) => {
  expect(() => GitReference.branch(name)).not.toThrow();
});

test.each([
  '', ' ', 'a b', 'a..b', '-a', '/a', 'a/', 'a//b', 'a.', '.a', 'a/.b', 'a.lock', 'a.lock/b', 'a~1', 'a^', 'a:b', 'a?', 'a*', 'a[b', 'a\\b', '@',
  'a@{b', 'a\tb', 'a\x7f', 'refs/heads/main',
])('%j can not be a branch', (name) => {
  expect(() => GitReference.branch(name)).toThrow(/^branch: /);
  expect(() => GitReference.tag(name)).toThrow(/^tag: /);
});

test.each<[string, Partial<GitSourceOptions>, RegExp]>([
  ['no address', { repository: '' }, /repository: "" is not the address/],
  ['a path on disk', { repository: '/srv/repo' }, /repository: "\/srv\/repo" is not the address/],
  ['a file', { repository: 'file:///srv/repo' }, /scheme "file:"/],
  ['git://', { repository: 'git://example.com/x' }, /scheme "git:": it must be https:, ssh: or http:/],
  ['no repository', { repository: 'https://example.com' }, /names no host or no repository/],
  ['an option in place of a host', { repository: 'ssh://-oProxyCommand=x/y', authentication: key }, /repository: /],
  ['an option in place of an scp-like host', { repository: '-oProxyCommand=x:y', authentication: key }, /repository: /],
  ['ssh without a key', { repository: 'git@example.com:x' }, /authentication: .*GitAuthentication.sshKey\(\)/],
  ['ssh with a token', { repository: 'git@example.com:x', authentication: token }, /authentication: .*sshKey/],
  ['https with a key', { authentication: key }, /authentication: an SSH key is of no use.*token\(\)/],
  ['a token in the clear', { repository: 'http://example.com/x', authentication: token }, /in the clear: use https/],
  ['a folder above', { folders: ['../x'] }, /folders\[0\]: "\.\.\/x" is not a folder/],
  ['an absolute folder', { folders: ['/x'] }, /folders\[0\]/],
  ['a wildcard', { folders: ['x', '*.md'] }, /folders\[1\]: "\*\.md"/],
  ['an empty folder', { folders: [''] }, /folders\[0\]: "" must be text/],
  ['a depth that is none', { depth: -1 }, /depth: -1/],
  ['no period', { periodSeconds: 0 }, /periodSeconds: 0/],
  ['half a second', { syncTimeoutSeconds: 0.5 }, /syncTimeoutSeconds: 0.5/],
  ['an empty link', { link: '' }, /link: ""/],
  ['a link elsewhere', { link: '../x' }, /link: "\.\.\/x"/],
  ['a link that git-sync uses', { link: '.worktrees' }, /link: ".worktrees"/],
  ['a link that git-sync uses for a moment', { link: 'tmp-link' }, /link: "tmp-link"/],
  ['a flag of ours', { extraFlags: { repo: 'x' } }, /extraFlags: "repo" is written by this library/],
  ['a password as flag', { extraFlags: { password: 'x' } }, /extraFlags: "password" is not a flag/],
  ['a flag that is none', { extraFlags: { 'pre-publish-exechook-command': 'x' } }, /extraFlags: "pre-publish-exechook-command" is not a flag of git-sync 4.7.1/],
  ['a credential in git-config', { extraFlags: { 'git-config': 'http.extraHeader:"Authorization: Basic x"' } }, /seems to carry a credential/],
  ['a credential in an address', { extraFlags: { 'askpass-url': 'http://a:b@c/' } }, /askpass-url.*carries user or password/],
  ['a port that is none', { healthPort: 1.5 }, /healthPort: 1.5/],
  ['a CA without name', { caBundle: { configMapName: '' } }, /caBundle.configMapName/],
])('refused: %s', (_name, over, message) => {
  expect(() => git(over)).toThrow(message);
});

test.each(['https://me:hunter2@example.com/x', 'https://hunter2@example.com/x', 'ssh://git:hunter2@example.com/x', 'https://me:hunter2@exa mple/x', 'https://me:hunter2@[/x'])(
  'a password in the address is refused, and not printed (%#)', (repository_) => {
    const act = () => ConfigSource.git({ repository: repository_, authentication: key });
    expect(act).toThrow(/^repository: /);
    expect(act).not.toThrow(/hunter2/);
  });

test.each<[string, () => unknown, RegExp]>([
  ['a short hash', () => GitReference.commit('4df2627'), /commit: "4df2627" is not the full hash/],
  ['a branch as commit', () => GitReference.commit('main'), /commit: "main"/],
  ['a Secret without name', () => GitAuthentication.token({ secretName: '' }), /secretName: ""/],
  ['a key that is none', () => GitAuthentication.token({ secretName: 'a', key: 'x/y' }), /key: "x\/y"/],
  ['host keys twice', () => GitAuthentication.sshKey({ secretName: 'a', knownHosts: 'x', knownHostsKey: 'y' }), /knownHosts: given beside/],
  ['empty host keys', () => GitAuthentication.sshKey({ secretName: 'a', knownHosts: ' ' }), /knownHosts: "" must be text/],
  ['no app', () => GitAuthentication.githubApp({ secretName: 'a', app: '', installationId: 1 }), /app: ""/],
  ['no installation', () => GitAuthentication.githubApp({ secretName: 'a', app: '1', installationId: 0 }), /installationId: 0/],
  ['roll-out of a branch', () => contribute({ source: git(), path, notify: AppNotification.rollOut() }), /not possible for a branch or tag: .*name a commit/],
  ['an image for the command', () => contribute({ source: git(), path, notify: AppNotification.command(['x'], { image: 'y:1' }) }), /image "y:1" has no meaning/],
])('refused: %s', (_name, act, message) => {
  expect(act).toThrow(message);
});

test('a key in place of the name of its Secret is refused, and not printed', () => {
  const act = () => GitAuthentication.sshKey({ secretName: '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2\n' });
  expect(act).toThrow(/secretName: "…" is not the name of a Kubernetes object \(not printed/);
  expect(act).not.toThrow(/hunter2/);
});
