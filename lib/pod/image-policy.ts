/** Where the library's images come from: a registry mirror in front of them, digests behind them. */
export interface ImagePolicy {
  registryMirror?: string;
  registryMirrors?: Record<string, string>;
  imageDigests?: Record<string, string>;
}

/** Splits "host/path:tag" the way container runtimes do; Docker Hub is what has no host. */
function splitImage(image: string): { registry: string; rest: string } {
  const slash = image.indexOf('/');
  const first = slash < 0 ? '' : image.slice(0, slash);
  // https://github.com/distribution/reference/blob/main/normalize.go (splitDockerDomain)
  if (first !== 'localhost' && !/[.:]/.test(first)) {
    return { registry: 'docker.io', rest: slash < 0 ? `library/${image}` : image };
  }
  return { registry: first, rest: image.slice(slash + 1) };
}

export function imageFor(image: string, policy: ImagePolicy): string {
  let out = image;
  const digest = policy.imageDigests?.[image];
  if (digest !== undefined && !image.includes('@')) out = `${image}@${digest}`;
  const { registry, rest } = splitImage(out);
  const mirror = policy.registryMirrors?.[registry] ?? policy.registryMirror;
  return mirror === undefined ? out : `${mirror.replace(/\/+$/, '')}/${rest}`;
}
