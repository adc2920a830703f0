/** Versions that were read before: each rule asks for the same one. Bounded, since it lives as long as the process. */
const KNOWN = new Map<string, KubernetesVersion>();
const MOST_KNOWN = 100;

/** A minor release of Kubernetes: all that features and rules depend on. */
export class KubernetesVersion {
  /** The oldest release in which native sidecars are on unless someone turned them off. */
  public static readonly FIRST_WITH_SIDECARS = new KubernetesVersion(1, 29);

  /** The newest release whose source this library was checked against. Anything newer is taken to behave like it. */
  public static readonly NEWEST_KNOWN = new KubernetesVersion(1, 36);

  /** What is assumed when nobody says: where native sidecars became stable. */
  public static readonly DEFAULT = new KubernetesVersion(1, 33);

  /**
   * Reads "1.29", "v1.33.2", "1.30+" or what `kubectl version` prints of a vendor ("v1.29.4-gke.1043002").
   *
   * @param text what the user wrote
   * @param argument the name of the argument to blame, default "kubernetesVersion"
   * @throws if the text is no version, or a major release other than 1 (there is none)
   */
  public static parse(text: string | KubernetesVersion, argument = 'kubernetesVersion'): KubernetesVersion {
    if (typeof text !== 'string') {
      return text;
    }
    const known = KNOWN.get(text);
    if (known) return known;
    const match = /^v?(\d{1,3})\.(\d{1,4})(?:\+|\.\d+(?:[-+][0-9A-Za-z.+-]*)?)?$/.exec(text.trim());
    if (!match || match[1] !== '1') {
      throw new Error(`${argument}: "${text}" is no Kubernetes version: write a minor release of Kubernetes 1, such as "1.33" or "v1.33.2"`);
    }
    const version = new KubernetesVersion(1, Number(match[2]));
    if (KNOWN.size < MOST_KNOWN) KNOWN.set(text, version);
    return version;
  }

  private constructor(public readonly major: number, public readonly minor: number) {}

  /** Below 0 if this release is older than the other one, 0 if they are the same, above 0 if it is newer. */
  public compareTo(other: string | KubernetesVersion): number {
    const that = KubernetesVersion.parse(other);
    return this.major - that.major || this.minor - that.minor;
  }

  /** Whether this is the given release or a newer one. */
  public isAtLeast(other: string | KubernetesVersion): boolean {
    return this.compareTo(other) >= 0;
  }

  /** "1.33", without the v and without the patch release. */
  public toString(): string {
    return `${this.major}.${this.minor}`;
  }

  /** As text, so that a version inside a plan or report is readable JSON. */
  public toJSON(): string {
    return this.toString();
  }
}

/** A version as users write it, or as it was parsed. */
export type VersionLike = string | KubernetesVersion;
