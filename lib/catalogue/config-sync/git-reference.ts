import { brokenRefName } from './git-rules';

/**
 * Which state of a repository is wanted.
 *
 * @example
 * const main = GitReference.branch('main');
 * const release = GitReference.tag('v1.4.0');
 */
export class GitReference {
  /** The newest commit of a branch, followed as it moves. */
  public static branch(name: string): GitReference {
    return GitReference.named('branch', 'refs/heads/', name);
  }

  /** A tag. Looked up again and again, since a tag can be moved. */
  public static tag(name: string): GitReference {
    return GitReference.named('tag', 'refs/tags/', name);
  }

  /** One commit, by its full hash: servers don't look up abbreviated ones. It never changes, so there is no sidecar. */
  public static commit(hash: string): GitReference {
    const lower = String(hash).toLowerCase();
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(lower)) {
      throw new Error(`commit: "${hash}" is not the full hash of a commit: it must have 40 (SHA-1) or 64 (SHA-256) hexadecimal digits`);
    }
    return new GitReference(lower, true);
  }

  /** Whatever branch the repository calls its default one. */
  public static defaultBranch(): GitReference {
    return new GitReference('HEAD', false);
  }

  // In full: a plain name that is both a tag and a branch would mean the tag.
  private static named(kind: string, prefix: string, name: string): GitReference {
    const broken = brokenRefName(name);
    if (broken) throw new Error(`${kind}: ${JSON.stringify(name)} can't be the name of a ${kind}: it ${broken}`);
    if (name.startsWith('refs/')) throw new Error(`${kind}: "${name}" is a full reference: give the name alone, "${name.replace(/^refs\/[^/]+\//, '')}"`);
    return new GitReference(prefix + name, false);
  }

  private constructor(private readonly ref: string, private readonly fixed: boolean) {}

  /** @internal */
  public _ref(): string {
    return this.ref;
  }

  /** @internal */
  public _isFixed(): boolean {
    return this.fixed;
  }
}
