/** What the library says about Git, against the real git. git-sync itself can't be had as a package. */
import { execFileSync, spawnSync } from 'child_process';
import { mkdirSync } from 'fs';
import { dirname } from 'path';
import fc from 'fast-check';
import { describeWith, found, Sandbox } from './sandbox';
import { brokenRefName } from '../../../lib/catalogue/config-sync/git-rules';
import { sparseCheckout } from '../../../lib/catalogue/config-sync/writers/sparse-checkout';

jest.setTimeout(120000);

describeWith(found('git', '--version'), 'no git on the PATH')('the real git', () => {
  let box: Sandbox;
  beforeEach(() => { box = new Sandbox(); });
  afterEach(async () => box.remove());

  const git = (where: string, ...args: string[]) => execFileSync('git', ['-c', 'user.email=a@b', '-c', 'user.name=n', ...args], { cwd: box.path(where), encoding: 'utf8', stdio: 'pipe' });

  test('takes a name for a branch just when the library does', () => {
    const piece = fc.constantFrom('a', 'b', '/', '.', '..', '.lock', '@', '{', '@{', '-', '~', '^', ':', '?', '*', '[', '\\', ' ', '\t', '\x7f', 'ü', 'HEAD', '_');
    const names = fc.array(piece, { minLength: 1, maxLength: 5 }).map((p) => p.join(''));
    fc.assert(fc.property(names, (name) => {
      const real = spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status === 0;
      // As a full reference git takes these two, too, but `git branch` refuses to make them.
      const more = name !== '@' && !name.startsWith('-');
      expect([name, brokenRefName(name) === undefined]).toEqual([name, real && more]);
    }), { numRuns: 1500 });
  });

  function repository(...files: string[]): string {
    mkdirSync(box.path('/r'));
    git('/r', 'init', '-q', '-b', 'main');
    for (const file of files) {
      mkdirSync(dirname(box.path(`/r/${file}`)), { recursive: true });
      box.write(`/r/${file}`, file);
    }
    git('/r', 'add', '-A');
    git('/r', 'commit', '-qm', '1');
    return git('/r', 'rev-parse', 'HEAD').trim();
  }

  test('fetches a branch by its full name where a tag is called the same', () => {
    const first = repository('a');
    git('/r', 'tag', 'release');
    git('/r', 'checkout', '-qb', 'release');
    git('/r', 'commit', '-q', '--allow-empty', '-m', '2');
    const second = git('/r', 'rev-parse', 'refs/heads/release').trim();
    mkdirSync(box.path('/w'));
    git('/w', 'init', '-q');
    const fetched = (ref: string) => {
      git('/w', 'fetch', '-q', box.path('/r'), ref, '--depth', '1');
      return git('/w', 'rev-parse', 'FETCH_HEAD^{}').trim();
    };
    expect(fetched('refs/heads/release')).toBe(second);
    expect(fetched('refs/tags/release')).toBe(first);
    expect(fetched('release')).toBe(first);
    expect(() => fetched(second.slice(0, 8))).toThrow(/couldn't find remote ref/);
  });

  test.each<[string[], string[]]>([
    [['configs/shop'], ['README', 'configs/shop/deep/y', 'configs/shop/x', 'configs/top']],
    [['common', 'deep/a/b'], ['README', 'common/z', 'deep/a/b/c', 'deep/a/q']],
    [['deep', 'deep/a/b'], ['README', 'deep/a/b/c', 'deep/a/q', 'deep/other/o']],
    [['a b'], ['README', 'a b/s']],
  ])('checks out the folders %j, in the steps of git-sync', (folders, files) => {
    const hash = repository('README', 'configs/top', 'configs/shop/x', 'configs/shop/deep/y', 'configs/other/y', 'common/z', 'deep/a/b/c', 'deep/a/q', 'deep/other/o', 'a b/s');
    mkdirSync(box.path('/w'));
    git('/w', 'init', '-q', '-b', 'git-sync');
    git('/w', 'fetch', '-q', box.path('/r'), 'refs/heads/main', '--depth', '1', '--no-auto-gc');
    git('/w', 'reset', '-q', '--soft', hash, '--');
    git('/w', 'worktree', 'add', '-q', '--force', '--detach', box.path(`/w/.worktrees/${hash}`), hash, '--no-checkout');
    box.write(`/w/.git/worktrees/${hash}/info/sparse-checkout`, sparseCheckout(folders));
    git(`/w/.worktrees/${hash}`, 'sparse-checkout', 'init');
    git(`/w/.worktrees/${hash}`, 'reset', '-q', '--hard', hash, '--');
    const there = execFileSync('find', ['.', '-type', 'f', '!', '-name', '.git'], { cwd: box.path(`/w/.worktrees/${hash}`), encoding: 'utf8' });
    expect(there.trim().split('\n').map((f) => f.slice(2)).sort()).toEqual(files);
  });
});
