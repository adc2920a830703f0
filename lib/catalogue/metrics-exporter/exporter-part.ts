import { SidecarNote } from '../../sidecar/contribution';
import { EnvSource } from '../../sidecar/env-source';
import { SidecarResourceAmounts } from '../../sidecar/sidecar-resources';

/** One thing that Prometheus asks for. */
export interface ScrapePart {
  readonly path: string;
  /** Query parameters. */
  readonly params?: { readonly [name: string]: string };
  /** Labels on all that comes from there. */
  readonly labels?: { readonly [name: string]: string };
}

/** An exporter, as the sidecar uses it. */
export interface ExporterPart {
  readonly name: string;
  readonly image: string;
  readonly command?: string[];
  readonly args?: string[];
  readonly env?: { readonly [name: string]: EnvSource };
  readonly user?: number;
  readonly group?: number;
  readonly port: number;
  readonly portName: string;
  readonly loopbackPorts?: number[];
  readonly scrapes: readonly ScrapePart[];
  /** undefined: by a connection to the port. */
  readonly healthPath?: string;
  readonly startupSeconds?: number;
  readonly files?: { readonly directory: string; readonly files: { readonly [name: string]: string } };
  readonly secretFiles?: { readonly directory: string; readonly secret: string };
  readonly scratch?: string;
  readonly resources?: SidecarResourceAmounts;
  readonly drainSeconds: number;
  readonly appEnv?: { readonly [name: string]: EnvSource };
  readonly notes?: readonly SidecarNote[];
}
