import { ControlPlaneModel } from './config/model';
import { requireHttp2 } from './external-authorization';
import { FileSources } from './file-sources';
import { Upstream } from './upstream';

/** A server that gives the proxy its listeners, clusters and routes (xDS, version 3) in place of what this construct would write. */
export interface ProxyControlPlane {
  /** The server; it speaks gRPC. Until it has answered once, the proxy is not ready, and the app waits for it. */
  readonly server: Upstream;
  /**
   * Ask for changes alone (delta), which not every server can.
   *
   * @default true
   */
  readonly incremental?: boolean;
}

export function controlPlaneModel(controlPlane: ProxyControlPlane, sources: FileSources): ControlPlaneModel {
  requireHttp2('controlPlane.server', controlPlane.server);
  return { server: controlPlane.server._model(sources), incremental: controlPlane.incremental ?? true };
}
