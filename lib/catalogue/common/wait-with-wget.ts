/** A command that returns when a port answers with success, for images with busybox: what classic form waits with. */
export function waitWithWget(port: number, path: string, seconds: number): string[] {
  const loop = `i=0; while [ $i -lt ${seconds} ]; do wget -q -O /dev/null http://127.0.0.1:${port}${path} && exit 0; i=$((i + 1)); sleep 1; done; exit 1`;
  return ['/bin/sh', '-c', loop];
}
